"""Entries live on, at the tablet: corrected and withdrawn without a connection, and sent when it is back."""

import re
import uuid
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import db
from fieldlog.models import Entry
from tests.browser.conftest import Arrived, OpenPage
from tests.browser.steps import NOTE, kept, save, sent, waits, write
from tests.conftest import signed_in as client_of
from tests.cut import Wire
from tests.tablet import Tablet, update

SAVE = "Save the change"


def row(page: Page, note: str) -> Any:
    return page.locator(".entry").filter(has_text=note)


def entry_with(app: Flask, note: str) -> Entry:
    with app.app_context():
        return db.session.scalars(select(Entry).where(Entry.shared_note == note)).one()


def logged(page: Page, app: Flask, note: str) -> Entry:
    """An entry the tablet sent, which its home without a network lists."""
    write(page, note)
    sent(page)
    return entry_with(app, note)


def test_an_entry_is_corrected_without_a_connection_and_its_history_shows_it(
    tablet: Page, wire: Wire, demo_app: Flask, arrived: Arrived
) -> None:
    entry = logged(tablet, demo_app, "Before the correction")
    wire.cut()
    tablet.goto("/")
    row(tablet, "Before the correction").get_by_role("link", name="Edit").click()
    expect(tablet.get_by_label(NOTE)).to_have_value("Before the correction")
    expect(tablet.locator('[name="activity_date"]')).to_have_value(entry.activity_date.isoformat())
    tablet.get_by_label(NOTE).fill("After the correction")
    tablet.get_by_label("Started at").evaluate("(input) => input.closest('details').open = true")
    tablet.get_by_label("Started at").fill("10:15")
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet.locator(".flash")).to_contain_text("Saved on this tablet")
    waiting = tablet.locator("[data-waiting] .entry").filter(has_text="After the correction")
    expect(waiting).to_contain_text("Change waits to be sent")
    listed = tablet.locator("[data-recent] .entry").filter(has_text="After the correction")
    expect(listed).to_contain_text("Change waits to be sent")
    expect(listed.get_by_role("link", name="Edit").filter(visible=True)).to_have_count(0)
    expect(row(tablet, "Before the correction")).to_have_count(0)
    wire.mend()
    sent(tablet)
    assert arrived("After the corr") == ["After the correction"]
    assert arrived("Before the corr") == []
    changed = entry_with(demo_app, "After the correction")
    assert (changed.id, changed.revision, changed.minutes) == (entry.id, 2, entry.minutes)
    tablet.goto(f"/entries/{entry.id}")
    history = tablet.locator(".history")
    expect(history).to_contain_text("Edited")
    expect(history.locator("del").filter(has_text="Before the correction")).to_be_visible()
    expect(history.locator("ins").filter(has_text="10:15")).to_be_visible()
    expect(history.locator("dl > div").filter(has_text="became")).to_have_count(2)


def test_every_answer_of_a_form_comes_back_and_only_the_change_is_sent(
    tablet: Page, wire: Wire, demo_app: Flask
) -> None:
    """What the tablet fills in from what it keeps is what was said: saved as it is, it is no change."""
    tablet.goto("/log/classroom_visit?school=S01")
    tablet.get_by_label("Teacher or room").fill("Room 4")
    tablet.get_by_label("The school may see this name").check()
    tablet.get_by_label("K–2").check()
    tablet.get_by_role("spinbutton", name="Other").fill("37")
    noticed = tablet.get_by_role("group", name="What we noticed")
    for place, state in ((0, "Seen"), (3, "Beginning"), (9, "Seen")):
        noticed.locator(".mark").nth(place).get_by_label(state, exact=True).check()
    tablet.locator(".focus summary").click()
    for focus in ("Equity", "Data use"):
        tablet.get_by_label(focus, exact=True).check()
    tablet.get_by_text("More", exact=True).click()
    tablet.get_by_label("Jonah Whitaker").check()
    tablet.get_by_label(NOTE).fill("All of it\nover two lines")
    tablet.get_by_role("button", name="Save").click()
    expect(tablet).to_have_url(re.compile(r"/$"))
    sent(tablet)
    said = entry_with(demo_app, "All of it\nover two lines")
    wire.cut()
    tablet.goto(f"/log/classroom_visit?entry={said.id}")
    expect(tablet.get_by_label(NOTE)).to_have_value("All of it\nover two lines")
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet.locator(".flash")).to_contain_text("Nothing was changed")
    tablet.goto(f"/log/classroom_visit?entry={said.id}")
    expect(tablet.get_by_label(NOTE)).to_have_value("All of it\nover two lines")
    tablet.get_by_label(NOTE).fill("Only this")
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet).to_have_url(re.compile(r"/$"))
    wire.mend()
    sent(tablet)
    changed = entry_with(demo_app, "Only this")
    assert (changed.id, changed.details, changed.focus) == (said.id, said.details, said.focus)
    tablet.goto(f"/entries/{said.id}")
    expect(tablet.locator(".history dl > div")).to_have_count(1)
    expect(tablet.locator(".facts")).to_contain_text("Jonah Whitaker")


def test_an_entry_is_withdrawn_without_a_connection(tablet: Page, wire: Wire, demo_app: Flask) -> None:
    entry = logged(tablet, demo_app, "Logged by mistake")
    wire.cut()
    tablet.goto("/")
    mine = tablet.locator("[data-recent] .entry").filter(has_text="Logged by mistake")
    mine.get_by_role("button", name="Withdraw").click()
    mine.get_by_role("button", name="Leave it").click()
    mine.get_by_role("button", name="Withdraw").click()
    mine.get_by_label("Why?").fill("Tapped twice")
    mine.locator("[data-why-withdraw]").get_by_role("button", name="Withdraw").click()
    expect(mine).to_contain_text("Withdrawal waits to be sent")
    wire.mend()
    sent(tablet)
    with demo_app.app_context():
        kept = db.session.get_one(Entry, entry.id)
        assert (kept.status, kept.withdrawn_reason, kept.revision) == ("withdrawn", "Tapped twice", 2)
    tablet.goto(f"/entries/{entry.id}")
    expect(tablet.get_by_text("This entry was withdrawn")).to_be_visible()
    tablet.get_by_role("button", name="Put it back").click()
    expect(tablet.locator(".flash")).to_contain_text("counts again")
    expect(tablet.get_by_role("link", name="Edit")).to_be_visible()


@pytest.mark.parametrize("what", ["change", "withdrawal"])
def test_what_waits_of_a_received_entry_can_be_undone_and_says_so(
    tablet: Page, wire: Wire, demo_app: Flask, what: str
) -> None:
    entry = logged(tablet, demo_app, f"Stays for all the {what}")
    wire.cut()
    tablet.goto("/")
    mine = tablet.locator("[data-recent] .entry").filter(has_text=entry.shared_note)
    if what == "change":
        mine.get_by_role("link", name="Edit").click()
        save(tablet, "Only for a moment", SAVE)
    else:
        mine.get_by_role("button", name="Withdraw").click()
        mine.locator("[data-why-withdraw]").get_by_role("button", name="Withdraw").click()
        expect(mine).to_contain_text("Withdrawal waits to be sent")
    waits(tablet, 1)
    expect(tablet.get_by_role("button", name="Delete")).to_have_count(0)
    drop = "Undo the change" if what == "change" else "Do not withdraw it"
    tablet.get_by_role("button", name=drop).click()
    expect(tablet.locator("[data-deleted]")).to_have_text("Undone. The entry stays as it was received.")
    waits(tablet, 0)
    wire.mend()
    sent(tablet)
    kept = entry_with(demo_app, entry.shared_note)
    assert (kept.id, kept.revision, kept.status) == (entry.id, 1, "active")


def test_the_address_of_an_entry_leads_to_it_without_a_connection(
    tablet: Page, wire: Wire, demo_app: Flask
) -> None:
    entry = logged(tablet, demo_app, "Opened at its address")
    tablet.goto(f"/entries/{entry.id}")
    wire.cut()
    tablet.get_by_role("link", name="Edit").click()
    expect(tablet).to_have_url(re.compile(f"/log/quick_support\\?entry={entry.id}$"))
    expect(tablet.get_by_label(NOTE)).to_have_value("Opened at its address")
    tablet.goto(f"/entries/{entry.id}")
    here = tablet.get_by_role("region", name="The entry you opened")
    expect(here).to_contain_text("Opened at its address")
    expect(here.get_by_text("It is not among")).to_be_hidden()
    expect(here.get_by_role("link", name="Edit")).to_be_visible()
    tablet.goto(f"/entries/{uuid.uuid4()}/edit")
    expect(here.get_by_text("It is not among")).to_be_visible()
    tablet.goto("/")
    expect(tablet.locator("[data-recent] .entry").first).to_be_visible()
    expect(here).to_have_count(0)


def test_a_correction_on_the_entrys_page_outlives_the_network(
    tablet: Page, wire: Wire, demo_app: Flask, arrived: Arrived
) -> None:
    entry = logged(tablet, demo_app, "Opened with a connection")
    tablet.goto(f"/entries/{entry.id}")
    tablet.get_by_role("link", name="Edit").click()
    tablet.get_by_label(NOTE).fill("Saved without a connection")
    wire.cut()
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet.locator(".flash")).to_contain_text("Saved on this tablet")
    expect(tablet).to_have_url(re.compile(r"/$"))
    wire.mend()
    sent(tablet)
    assert arrived("Saved without") == ["Saved without a connection"]


def test_with_a_connection_the_entrys_page_shows_the_change_at_once(tablet: Page, demo_app: Flask) -> None:
    entry = logged(tablet, demo_app, "Seen before")
    tablet.goto(f"/entries/{entry.id}/edit")
    tablet.get_by_label(NOTE).fill("Seen after")
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet).to_have_url(re.compile(rf"/entries/{entry.id}$"))
    expect(tablet.locator(".flash")).to_contain_text("Received")
    expect(tablet.locator(".history ins")).to_have_text("Seen after")


@pytest.mark.parametrize("place", ["entry's page", "tablet's own form"])
def test_what_somebody_else_changed_meanwhile_is_not_taken_back(
    tablet: Page, demo_app: Flask, place: str
) -> None:
    """The tablet hears of the other change while the form is open: what its author saw is what counts."""
    entry = logged(tablet, demo_app, f"Seen first, {place}")
    address = (
        f"/entries/{entry.id}/edit" if place == "entry's page" else f"/log/quick_support?entry={entry.id}"
    )
    tablet.goto(address)
    expect(tablet.get_by_label(NOTE)).to_have_value(f"Seen first, {place}")
    other = Tablet(client_of(demo_app, "coach@demo.example", PASSWORD), "another tablet")
    (result,) = other.send(update(str(entry.id), {"minutes": 77}, {"minutes": entry.minutes}))
    assert result["st"] == "applied"
    second = tablet.context.new_page()
    second.goto("/")
    write(second, f"So that changes are asked for, {place}")
    sent(second)
    second.close()
    tablet.get_by_label(NOTE).fill(f"Written over it, {place}")
    tablet.get_by_role("button", name=SAVE).click()
    expect(tablet).not_to_have_url(re.compile(r"edit|log"))
    sent(tablet)
    assert entry_with(demo_app, f"Written over it, {place}").minutes == 77


def test_a_draft_of_a_correction_is_no_draft_of_a_new_entry(tablet: Page, demo_app: Flask) -> None:
    entry = logged(tablet, demo_app, "Stays as it is")
    tablet.goto(f"/entries/{entry.id}/edit")
    tablet.get_by_label(NOTE).fill("Typed and left")
    kept(tablet)
    tablet.goto("/log/quick_support?school=S01")
    expect(tablet.locator("form[data-held]")).to_be_visible()
    expect(tablet.get_by_label(NOTE)).to_have_value("")
    tablet.goto(f"/entries/{entry.id}/edit")
    expect(tablet.get_by_label(NOTE)).to_have_value("Typed and left")
    tablet.get_by_role("button", name="Start anew").click()
    expect(tablet.get_by_label(NOTE)).to_have_value("Stays as it is")


def test_an_admin_corrects_on_the_page_with_a_reason(
    open_page: OpenPage, demo_app: Flask, tablet: Page
) -> None:
    entry = logged(tablet, demo_app, "For the admin")
    page = open_page("admin", f"/entries/{entry.id}/edit")
    page.get_by_label(NOTE).fill("By the admin")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator(".summary")).to_contain_text("Why?")
    page.get_by_label("Why?").fill("Asked to")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator(".flash")).to_contain_text("Change received")
    expect(page.locator(".history")).to_contain_text("Asked to")
