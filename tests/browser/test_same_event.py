"""Two coaches on two tablets log one event without a connection: told to be the same, it counts once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import recount
from fieldlog.models import Entry, EntryCoach
from tests.browser.conftest import PHONE, OpenPage, at
from tests.browser.steps import FORM, NOTE, ready, save, sent, write
from tests.browser.test_accessible import assert_clean_in_both
from tests.browser.test_fits import OVERFLOW
from tests.cut import Wire

Standing = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def second(open_page: OpenPage, wire: Wire) -> Page:
    """The other coach at a tablet of his own, behind the same wire."""
    return ready(open_page("coach2", "/?school=S01", base_url=at(wire), service_workers="allow"))


@pytest.fixture
def standing(demo_app: Flask) -> Standing:
    """Note and status of the entries whose notes begin so; the tally is what they give."""

    def found(beginning: str) -> list[tuple[str, str]]:
        with demo_app.app_context(), write_transaction():
            assert recount.differences() == []
            query = select(Entry.shared_note, Entry.status).where(Entry.shared_note.startswith(beginning))
            return sorted((note, status) for note, status in db.session.execute(query))

    return found


def entry_with(app: Flask, note: str) -> Entry:
    with app.app_context():
        return db.session.scalars(select(Entry).where(Entry.shared_note == note)).one()


def both_logged(tablet: Page, second: Page, wire: Wire, what: str, form: str = FORM) -> None:
    """Each wrote it down without a connection; then both are back. Each test at a place of its own."""
    wire.cut()
    for page, who in ((tablet, "Maya"), (second, "Jonah")):
        page.goto(form)
        save(page, f"{what}, {who}")
    wire.mend()
    for page in (tablet, second):
        sent(page)


def waiting(page: Page, what: str) -> Any:
    page.goto("/same-event")
    return page.locator(".twice").filter(has_text=f"{what}, Maya").filter(has_text=f"{what}, Jonah")


def told(page: Page, what: str) -> None:
    """This tablet sent something, and with it heard what changed."""
    with page.expect_response("**/api/changes*"):
        write(page, what)
        sent(page)


def test_two_tablets_log_one_event_and_it_counts_once_and_credits_both(
    tablet: Page, second: Page, wire: Wire, demo_app: Flask, standing: Standing
) -> None:
    both_logged(tablet, second, wire, "Circle")
    tablet.goto("/")
    tablet.get_by_role("link", name="may be logged twice").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Logged twice?")
    card = waiting(tablet, "Circle")
    card.get_by_label("Circle, Maya").check()
    card.get_by_role("button", name="Same event").click()
    expect(tablet.locator(".flash")).to_contain_text("counts once and credits both")
    assert standing("Circle") == [("Circle, Jonah", "withdrawn"), ("Circle, Maya", "active")]
    kept, gone = entry_with(demo_app, "Circle, Maya"), entry_with(demo_app, "Circle, Jonah")
    with demo_app.app_context():
        assert db.session.get(EntryCoach, (kept.id, gone.coach_id))
    told(second, "Something else, so that changes are asked for")
    wire.cut()
    second.goto("/")
    mine = second.locator("[data-recent] .entry")
    expect(mine.filter(has_text="Circle, Jonah")).to_contain_text("Withdrawn")
    expect(mine.filter(has_text="Circle, Maya")).to_have_count(0)
    row = second.evaluate(KEPT, str(kept.id))
    assert (row["isWith"], row["status"], sorted(row["said"])) == (
        True, "active", ["activity_date", "kind", "schools"],
    )  # fmt: skip
    wire.mend()
    second.goto(f"/entries/{gone.id}")
    second.get_by_role("link", name="The entry that stands").click()
    expect(second.get_by_role("heading", name="Also logged by")).to_be_visible()
    second.emulate_media(reduced_motion="reduce")
    assert_clean_in_both(second)
    second.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert second.evaluate(OVERFLOW) <= 0
    second.get_by_role("button", name="Undo").click()
    expect(second.locator(".flash")).to_contain_text("both count")
    expect(waiting(second, "Circle")).to_be_visible()
    assert standing("Circle") == [("Circle, Jonah", "active"), ("Circle, Maya", "active")]


KEPT = """(entry) => new Promise((done, failed) => {
  const opened = indexedDB.open("fieldlog");
  opened.onerror = failed;
  opened.onsuccess = () => {
    const asked = opened.result.transaction("recent").objectStore("recent").get(entry);
    asked.onsuccess = () => { opened.result.close(); done(asked.result); };
  };
})"""


def test_what_was_changed_offline_of_the_entry_merged_away_is_kept_and_told(
    tablet: Page, second: Page, wire: Wire, standing: Standing, open_page: OpenPage
) -> None:
    both_logged(tablet, second, wire, "Recess", "/log/quick_support?school=S02")
    wire.cut()
    second.goto("/")
    second.locator("[data-recent] .entry").filter(has_text="Recess, Jonah").get_by_role(
        "link", name="Edit"
    ).click()
    second.get_by_label(NOTE).fill("Recess, Jonah, in the woods")
    second.get_by_role("button", name="Save the change").click()
    expect(second.locator(".flash")).to_contain_text("Saved on this tablet")
    maya = open_page("coach")
    card = waiting(maya, "Recess")
    card.get_by_label("Recess, Maya").check()
    card.get_by_role("button", name="Same event").click()
    expect(maya.locator(".flash")).to_contain_text("counts once")
    wire.mend()
    second.goto("/outbox")
    held = second.locator("[data-outbox] .entry").filter(has_text="in the woods")
    expect(held).to_contain_text("The entry was withdrawn meanwhile")
    assert standing("Recess") == [("Recess, Jonah", "withdrawn"), ("Recess, Maya", "active")]


def test_without_javascript_two_events_are_told_apart(
    tablet: Page, second: Page, wire: Wire, standing: Standing, open_page: OpenPage
) -> None:
    both_logged(tablet, second, wire, "Lunch", "/log/quick_support?school=S03")
    page = open_page("coach2", java_script_enabled=False)
    page.get_by_role("link", name="may be logged twice").click()
    waiting(page, "Lunch").get_by_role("button", name="Two different events").click()
    expect(page.locator(".flash")).to_contain_text("Two different events")
    expect(waiting(page, "Lunch")).to_have_count(0)
    assert standing("Lunch") == [("Lunch, Jonah", "active"), ("Lunch, Maya", "active")]


def test_an_answer_that_comes_too_late_is_told_where_the_pairs_are(
    tablet: Page, second: Page, wire: Wire, standing: Standing, open_page: OpenPage
) -> None:
    both_logged(tablet, second, wire, "Music", "/log/data_team_meeting?school=S01")
    late, early = open_page("coach", reduced_motion="reduce"), open_page("coach2")
    card = waiting(late, "Music")
    waiting(early, "Music").get_by_role("button", name="Two different events").click()
    expect(early.locator(".flash")).to_be_visible()
    card.get_by_role("button", name="Same event").click()
    expect(late.locator("[data-error-summary]")).to_contain_text(
        "Jonah Whitaker answered this meanwhile: two different events."
    )
    assert_clean_in_both(late)
    assert standing("Music") == [("Music, Jonah", "active"), ("Music, Maya", "active")]
