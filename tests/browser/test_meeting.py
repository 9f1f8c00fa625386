"""A data team meeting as it is logged: while it runs, the network lost twice, corrected the next day."""

import datetime as dt
import re
import time

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldlog import clock
from fieldlog.extensions import db
from fieldlog.models import Entry
from tests.browser.conftest import Arrived
from tests.browser.steps import NOTE, kept, ready, sent, tap_save
from tests.cut import Wire

MEETING = "/log/data_team_meeting?school=S01"
WORDS = "Removals are down. Two adults stay at the field gate."


def test_a_meeting_is_logged_while_it_runs_and_corrected_the_next_day(
    tablet: Page, wire: Wire, arrived: Arrived, demo_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.goto(MEETING)
    tablet.locator(".minutes .chip", has_text=re.compile("^30$")).click()
    tablet.get_by_label("Removals or referrals").check()
    tablet.get_by_role("button", name="More: Teacher").click()
    kept(tablet)

    wire.cut()
    tablet.get_by_role("button", name="Add solution").click()
    tablet.keyboard.type("Two adults at the field gate")
    kept(tablet)
    # Meanwhile she looks up what was agreed before, and comes back.
    tablet.goto("/")
    tablet.locator("[data-draft]").get_by_role("link").click()
    expect(tablet.get_by_label("What we try")).to_have_value("Two adults at the field gate")
    wire.mend()
    tablet.get_by_role("button", name="Add action item").click()
    tablet.keyboard.type("Ask the aides")
    kept(tablet)
    wire.cut()
    tablet.get_by_label(NOTE).fill(WORDS)
    tap_save(tablet)
    wire.mend()
    sent(tablet)

    assert arrived(WORDS) == [WORDS]
    entry = entry_with(demo_app, WORDS)
    assert (entry.minutes, entry.details["attendance"], entry.revision) == (30, {"teacher": 1}, 1)
    assert [part["text"] for part in entry.details["solutions"]] == ["Two adults at the field gate"]
    assert [part["text"] for part in entry.details["action_items"]] == ["Ask the aides"]

    now, day = clock.now, dt.timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: now() + day)
    tablet.clock.set_system_time(time.time() + day.total_seconds())
    tablet.goto("/")
    ready(tablet)
    wire.cut()
    tablet.goto("/")
    tablet.locator(".entry").filter(has_text=WORDS).get_by_role("link", name="Edit").click()
    expect(tablet.get_by_label(NOTE)).to_have_value(WORDS)
    expect(tablet.locator('[name="activity_date"]')).to_have_value(entry.activity_date.isoformat())
    tablet.get_by_label(NOTE).fill(f"{WORDS} And at the bus.")
    tap_save(tablet, "Save the change")
    wire.mend()
    sent(tablet)
    corrected = entry_with(demo_app, f"{WORDS} And at the bus.")
    assert (corrected.id, corrected.revision, corrected.minutes) == (entry.id, 2, 30)
    assert corrected.activity_date == entry.activity_date
    tablet.goto(f"/entries/{entry.id}")
    expect(tablet.locator(".history")).to_contain_text("And at the bus.")


def entry_with(app: Flask, note: str) -> Entry:
    with app.app_context():
        return db.session.scalars(select(Entry).where(Entry.shared_note == note)).one()
