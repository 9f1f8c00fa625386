"""A note that looks like it names a student is questioned before it is kept, offline, and only then."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrived, OpenPage, at
from tests.browser.steps import FORM, NOTE, sent, signed_in, waits, write
from tests.browser.test_accessible import assert_clean_in_both
from tests.cut import Wire

SELECTED = """(note) => note.value.slice(note.selectionStart, note.selectionEnd)"""


def question(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="Does this name a student?")


def type_and_save(page: Page, note: str) -> None:
    page.get_by_label(NOTE).fill(note)
    page.get_by_role("button", name="Save", exact=True).click()


def ask(page: Page, note: str) -> None:
    page.goto(FORM)
    type_and_save(page, note)
    expect(question(page)).to_be_focused()


def saved(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".flash")).to_contain_text(re.compile("Saved on this tablet|Received"))


@pytest.fixture
def offline(tablet: Page, wire: Wire) -> Page:
    wire.cut()
    return tablet


def test_a_question_says_which_words_in_which_field_and_nothing_is_kept_yet(offline: Page) -> None:
    ask(offline, "Marcus was late. J.M. (4th grade) is back.")
    expect(question(offline).get_by_role("listitem").locator("span:first-child")).to_have_text(
        ["“Marcus” in Shared with the school", "“J.M.” in Shared with the school"]
    )
    expect(offline.locator(".asked")).to_have_text(
        ["Does “Marcus” name a student?", "Does “J.M.” name a student?"]
    )
    expect(question(offline).get_by_role("button", name="It is a member of staff")).to_have_count(1)
    offline.emulate_media(reduced_motion="reduce")
    assert_clean_in_both(offline)
    waits(offline, 0)


def test_saved_as_it_is(offline: Page, wire: Wire, arrived: Arrived) -> None:
    ask(offline, "Kept as it is, Marcus.")
    question(offline).get_by_role("button", name="Save as it is").click()
    saved(offline)
    waits(offline, 1)
    wire.mend()
    sent(offline)
    assert arrived("Kept as it is") == ["Kept as it is, Marcus."]


@pytest.mark.parametrize("how", ["a tap", "Escape"])
def test_gone_back_to_the_words_and_not_asked_about_them_again(offline: Page, how: str) -> None:
    ask(offline, "A student spoke. Then Marcus spoke.")
    if how == "Escape":
        offline.keyboard.press("Escape")
    else:
        question(offline).get_by_role("button", name="Change it").click()
    note = offline.get_by_label(NOTE)
    expect(note).to_be_focused()
    assert note.evaluate(SELECTED) == "Marcus"
    expect(offline.locator("[data-question]")).to_have_count(0)
    type_and_save(offline, "A student spoke. Then Marcus and Jayden spoke.")
    expect(question(offline).get_by_role("listitem")).to_have_count(1)
    expect(question(offline)).to_contain_text("Jayden")
    question(offline).get_by_role("button", name="Change it").click()
    offline.get_by_role("button", name="Save", exact=True).click()
    saved(offline)


def test_save_tapped_again_is_no_answer(offline: Page) -> None:
    ask(offline, "Marcus was late.")
    offline.get_by_role("button", name="Save", exact=True).click()
    expect(question(offline)).to_have_count(1)
    expect(question(offline)).to_be_focused()
    waits(offline, 0)


def test_a_member_of_staff_is_asked_about_once_and_forgotten_at_sign_out(
    open_page: OpenPage, wire: Wire
) -> None:
    page = signed_in(open_page("", "/sign-in", base_url=at(wire), service_workers="allow"))
    wire.cut()
    ask(page, "Karen helped with the circle. Planned it with Karen.")
    question(page).get_by_role("button", name="It is a member of staff").first.click()
    saved(page)
    write(page, "Karen came along again, with Karen's notes.")
    wire.mend()
    sent(page)
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/sign-in"))
    signed_in(page)
    ask(page, "Planned it with Karen.")


def test_colleagues_places_and_teachers_of_earlier_visits_are_not_asked_about(offline: Page) -> None:
    write(
        offline,
        "Maya and Jonah sat with Elena at Cedar. Samuel came from Rogue Valley; Alder too.",
    )
    waits(offline, 1)


def test_what_stands_in_a_line_for_staff_is_not_asked_about(offline: Page) -> None:
    offline.goto("/log/classroom_visit?school=S01")
    offline.get_by_label("Teacher or room").fill("Karen Quill")
    type_and_save(offline, "Talked with Karen, then with Quill.")
    saved(offline)


def test_without_its_words_the_tablet_saves_all_the_same(open_page: OpenPage, arrived: Arrived) -> None:
    page = open_page("coach", "/")
    page.route("**/words/names.txt", lambda route: route.abort())
    page.goto(FORM)
    type_and_save(page, "Nobody asked: Marcus.")
    expect(page.locator(".flash")).to_contain_text("Received")
    assert arrived("Nobody asked") == ["Nobody asked: Marcus."]
