"""An admin makes a list and a form the program's own; a tablet has them after its next hello, offline too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, PORTRAIT, Arrived
from tests.browser.steps import NOTE, kept, ready, save, sent, until
from tests.browser.test_accessible import assert_clean_in_both
from tests.browser.test_fits import OVERFLOW

OpenPage = Callable[..., Page]
VISIT = "/log/classroom_visit?school=S01"


def retire(admin: Page, address: str, label: str) -> None:
    admin.goto(f"/lists/{address}")
    admin.get_by_role("button", name=f"Retire {label}", exact=True).click()
    expect(admin.locator(".flash.received")).to_contain_text("Kept.")


def add_choice(admin: Page, address: str, label: str) -> None:
    admin.goto(f"/lists/{address}")
    admin.get_by_label("A new choice").fill(label)
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_label(label, exact=True)).to_have_value(label)


def ask(admin: Page, kind: str, label: str, answer: str, choices: str = "") -> None:
    admin.goto(f"/lists/questions/{kind}")
    admin.get_by_label("A new question", exact=True).last.fill(label)
    admin.get_by_label(answer, exact=True).check()
    admin.get_by_label("Choices").fill(choices)
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(".flash.received")).to_contain_text("Kept.")


def has_lists_of_the_server(page: Page) -> None:
    """Until this tablet's own forms are those that the server has."""
    page.goto("/")
    until(page, lambda: page.evaluate(RENEWED))
    ready(page)


RENEWED = """async () => {
  const kept = await caches.open(`fieldlog-shell-${document.documentElement.dataset.build}`);
  const { lists } = await (await fetch("/api/hello")).json();
  return (await (await kept.match("/shell/lists"))?.text()) === lists;
}"""


def assert_head_has_room(page: Page) -> None:
    """The words beside it took all of its width once."""
    head = page.get_by_role("heading", level=1).bounding_box()
    assert head
    assert head["width"] > head["height"]


@pytest.mark.parametrize("size", [DESKTOP, PORTRAIT], ids=["desktop", "portrait"])
def test_an_admin_renames_moves_adds_retires_and_brings_back(
    open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Ask {size[0]}"
    page = open_page("admin", "/", size)
    page.get_by_role("link", name="Lists and questions").click()
    page.get_by_role("link", name="Purpose of a visit").click()
    assert_head_has_room(page)
    page.get_by_label("Look and listen", exact=True).fill(name)
    page.get_by_label("A new choice").fill(f"Co-plan {size[0]}")
    page.get_by_label("A new choice").press("Enter")
    expect(page.get_by_label(name, exact=True)).to_have_value(name)
    page.get_by_role("button", name=f"Down {name}").click()
    expect(page).to_have_url(re.compile("#look_listen$"))
    expect(page.get_by_role("textbox").nth(1)).to_have_value(name)
    page.get_by_role("button", name="Retire Follow-up").click()
    expect(page.get_by_label("Follow-up", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Bring back Follow-up").click()
    expect(page.get_by_label("Follow-up", exact=True)).to_be_visible()
    page.get_by_label("Follow-up", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("These words are there already.")
    page.get_by_label(name, exact=True).fill("Look and listen")
    page.get_by_label("Follow-up", exact=True).fill("Follow-up")
    page.get_by_role("button", name=f"Up {name}").click()
    expect(page.get_by_role("textbox").first).to_have_value("Look and listen")


def test_a_tablet_has_new_choices_offline_after_a_hello_and_an_open_draft_survives(
    open_page: OpenPage, tablet: Page, arrived: Arrived
) -> None:
    admin = open_page("admin", "/lists", DESKTOP)
    ask(admin, "classroom_visit", "Weather", "One of", "Sun\nRain")
    has_lists_of_the_server(tablet)
    tablet.context.set_offline(True)
    tablet.goto(VISIT)
    tablet.get_by_label("Mixed", exact=True).check()
    tablet.get_by_label("Rain", exact=True).check()
    tablet.get_by_role("radiogroup", name="Predictable routine").get_by_label("Seen").check()
    tablet.get_by_label(NOTE).fill("Draft of before")
    kept(tablet)

    add_choice(admin, "grade_band", "After school")
    retire(admin, "grade_band", "Mixed")
    retire(admin, "what_we_noticed", "Predictable routine")
    retire(admin, "questions/classroom_visit", "Weather")
    tablet.context.set_offline(False)
    has_lists_of_the_server(tablet)
    tablet.context.set_offline(True)

    tablet.goto(VISIT)
    expect(tablet.get_by_label("After school", exact=True)).to_be_visible()
    expect(tablet.get_by_label(NOTE)).to_have_value("Draft of before")
    expect(tablet.get_by_label("Mixed", exact=True)).to_be_checked()
    expect(tablet.get_by_label("Rain", exact=True)).to_be_checked()
    row = tablet.get_by_role("radiogroup", name="Predictable routine")
    expect(row.get_by_label("Seen")).to_be_checked()
    save(tablet, "Draft of before, saved")
    tablet.goto(VISIT)
    expect(tablet.locator("form[data-filled]")).to_be_visible()
    for gone in ("Mixed", "Rain"):
        expect(tablet.get_by_label(gone, exact=True)).to_have_count(0)
    tablet.context.set_offline(False)
    sent(tablet)
    assert arrived("Draft of before") == ["Draft of before, saved"]
    tablet.goto("/entries")
    tablet.get_by_text("Draft of before, saved").locator("xpath=ancestor::li").get_by_role("link").click()
    for said in ("Mixed", "Rain", "Predictable routine: seen"):
        expect(tablet.locator("main")).to_contain_text(said)
    # Edited without a connection, it still says what is offered no more.
    tablet.goto("/")
    ready(tablet)
    tablet.context.set_offline(True)
    tablet.goto("/")
    tablet.locator(".entry").filter(has_text="Draft of before, saved").get_by_role(
        "link", name="Edit"
    ).click()
    expect(tablet.get_by_label("Mixed", exact=True)).to_be_checked()
    expect(tablet.get_by_label("Rain", exact=True)).to_be_checked()
    tablet.context.set_offline(False)


def test_answers_to_questions_that_the_kept_form_does_not_ask_yet_go_along(
    open_page: OpenPage, tablet: Page, arrived: Arrived
) -> None:
    admin = open_page("admin", "/lists", DESKTOP)
    tablet.context.route("**/shell/log/*", lambda route: route.abort())
    kind = "pd_session"
    ask(admin, kind, "Lights", "One of", "On\nOff")
    ask(admin, kind, "Corridors", "Some of", "Wide\nLong\nDark")
    ask(admin, kind, "Exits", "Number")
    ask(admin, kind, "Room number", "Text")
    ask(admin, kind, "With a guest", "Yes or no")
    tablet.goto(f"/log/{kind}?school=S01")
    tablet.get_by_label("Off", exact=True).check()
    tablet.get_by_label("Wide", exact=True).check()
    tablet.get_by_label("Dark", exact=True).check()
    tablet.get_by_label("Exits", exact=True).fill("3")
    tablet.get_by_label("Room number", exact=True).fill("12")
    tablet.get_by_role("group", name="With a guest").get_by_label("Yes", exact=True).check()
    kept(tablet)
    tablet.context.set_offline(True)
    tablet.goto(f"/log/{kind}?school=S01")
    expect(tablet.locator("[data-draft-time]")).to_contain_text("Draft kept")
    expect(tablet.get_by_text("Corridors")).to_have_count(0)
    tablet.get_by_label("Title").fill("Session of before")
    tablet.locator("[name=participants]").fill("5")
    save(tablet, "Answers of before")
    tablet.context.set_offline(False)
    sent(tablet)
    assert arrived("Answers of before") == ["Answers of before"]
    tablet.goto("/entries")
    tablet.get_by_text("Answers of before").locator("xpath=ancestor::li").get_by_role("link").click()
    said = tablet.locator("main")
    for answer in ("Lights Off", "Corridors Wide Dark", "Exits 3", "Room number 12", "With a guest Yes"):
        expect(said).to_contain_text(re.compile(r"\s*".join(answer.split(" "))))


def test_words_of_any_length_fit_and_axe_finds_nothing(open_page: OpenPage) -> None:
    admin = open_page("admin", "/lists", PHONE, reduced_motion="reduce")
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochundnochvielmehrwoerter"[:80]
    ask(admin, "quick_support", long, "Some of", f"{long}\nShort\nGone")
    address = str(admin.get_by_role("link", name=long).get_attribute("href"))
    retire(admin, address.removeprefix("/lists/"), "Gone")
    for path in ("/lists", "/lists/questions/quick_support", address):
        admin.goto(path)
        assert admin.evaluate(OVERFLOW) <= 0, path
        assert_clean_in_both(admin)
    admin.get_by_label("A new choice").fill("Gone")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-error-summary]")).to_be_focused()
    expect(admin.get_by_label("A new choice")).to_have_accessible_description(
        "These words are there already, retired. Bring them back instead."
    )
    assert_clean_in_both(admin)
    coach = open_page("coach", "/log/quick_support?school=S01", PHONE, reduced_motion="reduce")
    expect(coach.get_by_label("Short", exact=True)).to_be_visible()
    assert coach.evaluate(OVERFLOW) <= 0
    assert_clean_in_both(coach)


def test_a_tablet_keeps_its_forms_when_the_new_ones_do_not_all_come(
    open_page: OpenPage, tablet: Page
) -> None:
    admin = open_page("admin", "/lists", DESKTOP)
    tablet.context.route("**/shell/log/convening", lambda route: route.abort())
    add_choice(admin, "tier", "Tier 4: nobody")
    with tablet.context.expect_event("requestfailed", lambda request: request.url.endswith("/convening")):
        tablet.goto("/")
    expect(tablet.locator("[data-status-text]")).not_to_contain_text("Ready to work offline")
    tablet.context.set_offline(True)
    tablet.goto(VISIT)
    expect(tablet.locator("form[data-filled]")).to_be_visible()
    expect(tablet.get_by_label("Tier 4: nobody")).to_have_count(0)
    tablet.context.set_offline(False)
    tablet.context.unroute("**/shell/log/convening")
    has_lists_of_the_server(tablet)
    tablet.context.set_offline(True)
    tablet.goto(VISIT)
    expect(tablet.get_by_label("Tier 4: nobody")).to_have_count(1)
    tablet.context.set_offline(False)


def test_forms_that_come_late_do_not_replace_newer_ones(open_page: OpenPage, tablet: Page) -> None:
    admin = open_page("admin", "/lists", DESKTOP)
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        answer = route.fetch()
        if held:
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    tablet.context.route("**/shell/log/convening", hold_the_first)
    add_choice(admin, "tier", "Tier of before")
    tablet.goto("/")
    until(tablet, lambda: held)
    add_choice(admin, "tier", "Tier of later")
    has_lists_of_the_server(tablet)
    route, late = held[0]
    route.fulfill(response=late)
    tablet.wait_for_timeout(500)
    tablet.context.set_offline(True)
    tablet.goto(VISIT)
    expect(tablet.get_by_label("Tier of later")).to_have_count(1)
    tablet.context.set_offline(False)
