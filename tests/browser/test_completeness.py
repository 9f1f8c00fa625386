"""Up to which day a school's log is whole, while a tablet is away and when it is back."""

import datetime as dt
import re
import time

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import contacts, people
from fieldlog.models import Contact
from fieldlog.web.wording import day_of
from tests.browser.conftest import OpenPage
from tests.browser.steps import sent, until, write
from tests.cut import Wire

DAY = dt.timedelta(days=1)
MAYA = re.compile("Maya Torres")


def test_a_tablet_that_is_away_is_waited_for_by_its_coachs_name(
    tablet: Page, wire: Wire, open_page: OpenPage, demo_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = clock.today(demo_app.config["FIELDLOG"].time_zone)
    until(tablet, lambda: has_told(demo_app, "coach@demo.example"))
    with demo_app.app_context(), write_transaction():
        contacts.hear(jonah(), "his tablet", {"count": 0}, [], now=clock.now() + 30 * DAY)
    admin = open_page("admin", "/schools/S01")
    expect(admin.locator(".complete summary")).to_have_text(f"Complete through {day_of(begun - DAY, begun)}")

    wire.cut()
    later, now = begun + 2 * DAY, clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + 2 * DAY)
    tablet.clock.set_system_time(time.time() + 2 * DAY.total_seconds())
    write(tablet, "Written where there is no network")
    admin.reload()
    expect(admin.locator(".complete summary")).to_have_text(f"Complete through {day_of(begun - DAY, later)}")
    admin.locator(".complete summary").click()
    expect(admin.locator(".complete li", has_text=MAYA)).to_have_text(
        f"Maya Torres: last heard of {day_of(begun, later)}"
    )
    principal = open_page("principal", "/schools/S01")
    expect(principal.locator(".complete summary")).to_have_text(
        f"Complete through {day_of(begun - DAY, later)}"
    )
    expect(principal.locator(".complete li")).to_have_count(0)

    wire.mend()
    sent(tablet)
    # The page asks for itself what is new, as when somebody comes back to it.
    admin.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(admin.locator(".complete summary")).to_have_text(f"Complete through {day_of(begun + DAY, later)}")
    expect(admin.locator(".complete li", has_text=MAYA)).to_have_count(0)


def jonah() -> Actor:
    """He works at every school: he would be waited for as well."""
    person = people.by_email("coach2@demo.example")
    assert person
    return people.actor_of(person)


def has_told(app: Flask, email: str) -> bool:
    with app.app_context():
        person = people.by_email(email)
        assert person
        told = select(Contact.device).where(Contact.person_id == person.id, Contact.device != "")
        return db.session.scalars(told).first() is not None
