"""What is new since a week ago: by the moment it arrived, whatever its day, as far as its reader sees."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.ledger import arrivals
from tests.world import NOON, World, log

BrowserOf = Callable[[str], FlaskClient]
ZONE = ZoneInfo("America/Los_Angeles")
TODAY = dt.date(2026, 11, 20)
# Midnight in Oregon of the day a week before.
BEGINS = dt.datetime(2026, 11, 13, 8, tzinfo=dt.UTC)
LATE = "2026-09-02"


def arrived(actor: Actor) -> list[str]:
    return [row.id.hex for row in arrivals.lately(actor, TODAY, ZONE).rows]


def test_what_arrived_within_seven_days_is_new_whatever_its_day(world: World) -> None:
    log(world.maya, at=BEGINS - dt.timedelta(milliseconds=1))
    first = log(world.maya, activity_date="2026-11-12", at=BEGINS)
    late = log(world.maya, activity_date=LATE, at=NOON)
    assert arrived(world.elena) == [late.hex, first.hex]
    assert arrivals.lately(world.elena, TODAY, ZONE).since == dt.date(2026, 11, 13)
    assert [row.late for row in arrivals.lately(world.elena, TODAY, ZONE).rows] == [True, False]


def test_only_what_its_reader_may_see_is_new(world: World) -> None:
    here, there = log(world.maya), log(world.maya, schools=["S02"], at=NOON + dt.timedelta(minutes=1))
    foreign = log(world.stranger, schools=["S03"], at=NOON + dt.timedelta(minutes=2))
    assert arrived(world.elena) == [here.hex]
    assert arrived(world.lead) == [there.hex, here.hex]
    assert arrived(world.admin) == [foreign.hex, there.hex, here.hex]
    assert arrived(world.viewer) == []


def test_of_many_the_last_to_arrive_are_taken_and_more_are_told(world: World) -> None:
    ids = [log(world.maya, at=NOON + dt.timedelta(minutes=n)) for n in range(arrivals.MOST)]
    assert arrived(world.elena) == [entry_id.hex for entry_id in reversed(ids)]
    assert not arrivals.lately(world.elena, TODAY, ZONE).is_more
    log(world.maya, activity_date=LATE, at=NOON - dt.timedelta(minutes=1))
    assert arrived(world.elena) == [entry_id.hex for entry_id in reversed(ids)]
    assert arrivals.lately(world.elena, TODAY, ZONE).is_more


@pytest.mark.parametrize("who", ["elena", "lead", "admin"])
def test_home_shows_what_is_new_with_its_day_and_once(world: World, browser_of: BrowserOf, who: str) -> None:
    now = clock.now()
    before = log(world.maya, at=now - dt.timedelta(days=30))
    late = log(world.maya, activity_date=LATE, at=now)
    page = browser_of(who).get("/").text
    new, _, recent = page.partition('id="recent-head"')
    assert "New since " in new
    assert f'href="/entries/{late}"' in new
    assert "Wed 2 Sep" in new
    assert f'href="/entries/{late}"' not in recent
    assert f'href="/entries/{before}"' in recent
    assert f'href="/entries/{before}"' not in new


def test_where_nothing_is_new_nothing_is_said(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, at=clock.now() - dt.timedelta(days=30))
    assert "New since" not in browser_of("elena").get("/").text
