"""What was begun and not saved: on home, to be gone on with or deleted, and never thrown away by one tap."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, PORTRAIT, OpenPage
from tests.browser.steps import NOTE, kept, ready, tap_save

MEETING = "/log/data_team_meeting?school=S01"


@pytest.fixture
def tablet(open_page: OpenPage) -> Page:
    return ready(open_page("coach", "/", service_workers="allow"))


def begun(tablet: Page, words: str, path: str = MEETING) -> None:
    tablet.goto(path)
    tablet.get_by_label(NOTE).fill(words)
    kept(tablet)


@pytest.mark.parametrize("is_offline", [False, True])
def test_what_was_begun_stands_on_home_and_goes_on(tablet: Page, is_offline: bool) -> None:
    begun(tablet, "Half of the minutes")
    tablet.context.set_offline(is_offline)
    tablet.goto("/")
    row = tablet.locator("[data-draft]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Data team meeting")
    expect(row).to_contain_text("Cedar")
    row.get_by_role("link").click()
    expect(tablet.get_by_label(NOTE)).to_have_value("Half of the minutes")


def test_a_draft_is_deleted_by_itself_and_comes_back_on_undo(tablet: Page) -> None:
    begun(tablet, "Of the meeting")
    begun(tablet, "Of the visit", "/log/classroom_visit?school=S01")
    tablet.goto("/")
    drafts = tablet.locator("[data-draft]")
    expect(drafts).to_have_count(2)
    # The newest first.
    drafts.first.get_by_role("button", name="Delete").click()
    expect(drafts).to_have_count(1)
    expect(drafts).to_contain_text("Data team meeting")
    tablet.get_by_role("button", name="Undo").click()
    expect(drafts).to_have_count(2)
    drafts.filter(has_text="Data team meeting").get_by_role("button", name="Delete").click()
    expect(drafts).to_have_count(1)
    tablet.reload()
    expect(drafts).to_have_count(1)
    expect(drafts).to_contain_text("Classroom visit")


@pytest.mark.parametrize("size", [PHONE, PORTRAIT])
def test_nothing_moves_under_a_finger_when_a_draft_is_kept(tablet: Page, size: tuple[int, int]) -> None:
    tablet.set_viewport_size({"width": size[0], "height": size[1]})
    tablet.goto("/log/classroom_visit?school=S01")
    expect(tablet.locator("form[data-held]")).to_be_attached()
    places = "(all) => all.map((each) => each.getBoundingClientRect().top + scrollY)"
    fields = tablet.locator("form.entry-form .field:visible")
    before = fields.evaluate_all(places)
    tablet.locator(".minutes .chip", has_text="45").click()
    kept(tablet)
    expect(tablet.get_by_role("button", name="Start anew")).to_be_visible()
    assert len(before) > 10
    assert fields.evaluate_all(places) == before


def test_turning_to_another_app_keeps_the_last_letters(tablet: Page) -> None:
    tablet.clock.install()
    tablet.goto(MEETING)
    expect(tablet.locator("form[data-held]")).to_be_attached()
    tablet.clock.pause_at(tablet.evaluate("Date.now() + 1000"))
    tablet.get_by_label(NOTE).fill("The last letters")
    tablet.evaluate(TURN_AWAY)
    kept(tablet)


TURN_AWAY = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_starting_anew_puts_the_draft_aside_and_loses_no_word(tablet: Page) -> None:
    begun(tablet, "Put aside")
    tablet.get_by_role("button", name="Start anew").click()
    expect(tablet.get_by_label(NOTE)).to_have_value("")
    tablet.goto(MEETING)
    expect(tablet.locator("form[data-held]")).to_be_visible()
    expect(tablet.get_by_label(NOTE)).to_have_value("")
    tablet.goto("/")
    tablet.locator("[data-draft]").get_by_role("link").click()
    expect(tablet.get_by_label(NOTE)).to_have_value("Put aside")


def test_what_is_saved_is_begun_no_longer(tablet: Page) -> None:
    begun(tablet, "Of another one", "/log/classroom_visit?school=S01")
    begun(tablet, "Saved soon")
    tap_save(tablet)
    expect(tablet.locator("[data-draft]")).to_have_count(1)
    expect(tablet.locator("[data-draft]")).to_contain_text("Classroom visit")


def test_nobody_else_sees_what_was_begun(open_page: OpenPage, tablet: Page) -> None:
    begun(tablet, "Mine alone")
    tablet.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("fieldlog");
          asked.onsuccess = () => {
            const drafts = asked.result.transaction("drafts", "readwrite").objectStore("drafts");
            drafts.getAll().onsuccess = ({ target }) => {
              for (const draft of target.result) drafts.put({ ...draft, user: draft.user + 1 });
              drafts.transaction.oncomplete = () => { asked.result.close(); done(); };
            };
          };
        })"""
    )
    begun(tablet, "Begun since", "/log/classroom_visit?school=S01")
    tablet.goto("/")
    expect(tablet.locator("[data-draft]")).to_have_count(1)
    expect(tablet.locator("[data-draft]")).to_contain_text("Classroom visit")
