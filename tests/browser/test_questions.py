"""A principal asks on a phone, the coach answers on a tablet, the principal says that it is answered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, PORTRAIT, OpenPage
from tests.browser.test_fits import assert_fits

ENTRY = "/entries/{visit}"
QUESTION, ANSWER = "Was this before lunch?\nOur staff will ask.", "After lunch, in room 4."


def unasked(page: Page, place: int) -> str:
    """The address of an entry of the first school that nobody asked about, another one at each place."""
    page.goto("/schools/S01?year=2022-23")
    return str(page.locator("#log .entry a").nth(place).get_attribute("href"))


def begin(page: Page, words: str) -> None:
    page.get_by_text("Ask about this entry").click()
    page.get_by_label("Your question").fill(words)


def tap_ask(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()


@pytest.mark.parametrize("with_script", [True, False])
def test_a_question_is_asked_answered_and_closed(open_page: OpenPage, with_script: bool) -> None:
    principal = open_page("principal", "/", PHONE, reduced_motion="reduce", java_script_enabled=with_script)
    address = unasked(principal, int(with_script))
    principal.goto(address)
    begin(principal, QUESTION)
    tap_ask(principal)
    expect(principal.get_by_text("Asked. It stands on the home page of")).to_be_visible()
    thread = principal.get_by_role("region", name="Question about this entry")
    expect(thread.get_by_text("Open", exact=True)).to_be_visible()
    expect(thread.get_by_text("Was this before lunch?")).to_be_visible()

    coach_name = re.findall(r"logged by ([\w ]+)", principal.get_by_role("article").inner_text())[0]
    who = {"Maya Torres": "coach", "Jonah Whitaker": "coach2"}[coach_name.strip()]
    coach = open_page(who, "/", PORTRAIT, reduced_motion="reduce", java_script_enabled=with_script)
    coach.get_by_role("link", name=re.compile("Was this before lunch")).first.click()
    expect(coach).to_have_url(re.compile(f"{address}#questions$"))
    expect(coach.get_by_role("heading", name="Question about this entry")).to_be_in_viewport()
    coach.get_by_label("Your answer").fill(ANSWER)
    coach.get_by_role("button", name="Answer", exact=True).click()
    expect(coach.get_by_text("Answered. It stands on the home page of Elena Marsh now.")).to_be_visible()

    principal.goto("/")
    principal.get_by_role("link", name=re.compile("Was this before lunch")).first.click()
    expect(thread.get_by_text("Answered", exact=True)).to_be_visible()
    expect(thread.get_by_text(ANSWER)).to_be_visible()
    principal.get_by_role("button", name="That answers it").click()
    expect(principal.get_by_text("Closed. You can ask again at any time.")).to_be_visible()
    expect(thread.get_by_text("Closed", exact=True)).to_be_visible()
    if with_script:
        assert_fits(principal)
        assert_fits(coach)


def test_a_double_tap_asks_once(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE)
    page.goto(unasked(page, 2))
    begin(page, "Only once?")
    page.get_by_role("button", name="Ask", exact=True).dblclick()
    expect(page.locator(".flash.received")).to_be_visible()
    expect(page.locator("#questions li")).to_have_count(1)


def test_too_much_is_told_while_it_is_typed_and_kept_when_it_is_sent(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE, reduced_motion="reduce")
    page.goto(unasked(page, 3))
    words = "x" * 1001
    begin(page, words)
    expect(page.get_by_text("1 character too many")).to_be_visible()
    tap_ask(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value(words)
    expect(page.get_by_label("Your question")).to_have_attribute("aria-invalid", "true")
    page.locator("[data-error-summary] a").click()
    expect(page.get_by_label("Your question")).to_be_in_viewport()
    assert_fits(page)


def test_without_a_connection_the_words_stay_in_the_form(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE)
    page.goto(unasked(page, 4))
    begin(page, "Kept?")
    page.context.set_offline(True)
    tap_ask(page)
    expect(page.get_by_text("No connection. Your words stay here")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("Kept?")
    page.context.set_offline(False)
    tap_ask(page)
    expect(page.locator("#questions")).to_contain_text("Kept?")


def test_what_is_printed_of_an_entry_leaves_its_questions_out(open_page: OpenPage) -> None:
    page = open_page("principal", "/entries/{asked}", PHONE)
    expect(page.locator("#questions")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#questions")).to_be_hidden()
