"""A school's numbers of a year or a month, beside its months, its targets and the year before."""

import datetime as dt
import re
from collections.abc import Callable
from random import Random

import pytest
from flask.testing import FlaskClient

from fieldlog.activities import KINDS
from fieldlog.clock import Month, SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import school_tally, schools, targets
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.record import withdraw
from fieldlog.ledger.scan import all_columns
from fieldlog.ledger.school_tally import SchoolTally
from fieldlog.models import Entry
from tests.world import DAY, NOON, World, log

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
NOVEMBER = Month(2026, 11)


def tally_of(
    world: World, month: Month | None = None, year: SchoolYear = YEAR, today: dt.date = DAY
) -> SchoolTally:
    school = schools.one(world.admin, "S01", year)
    return school_tally.of_school(school, year, month, today)


def said(tally: SchoolTally, measure: str = "classroom_visits") -> tuple[str, ...]:
    """Now, target, pace, the year before; a dash for what there is not."""
    (found,) = [each for each in tally.headlines if each.now.measure == measure]
    return tuple(f.text if f else "-" for f in (found.now, found.target, found.pace, found.before))


def aim(world: World, measure: str, text: str, year: SchoolYear = YEAR) -> None:
    with write_transaction():
        assert targets.change(world.admin, year, {(world.cedar.id, measure): text}, NOON) == {}


def test_a_running_year_is_compared_up_to_the_same_day(world: World) -> None:
    for day in ("2026-07-01", "2026-11-20", "2025-07-01", "2025-11-20", "2025-11-21", "2026-06-30"):
        log(world.maya, activity_date=day)
    assert said(tally_of(world)) == ("2", "-", "-", "2")
    assert said(tally_of(world, today=dt.date(2026, 11, 21))) == ("2", "-", "-", "3")
    assert said(tally_of(world, NOVEMBER)) == ("1", "-", "-", "1")
    assert said(tally_of(world, year=YEAR.before)) == ("4", "-", "-", "-")
    assert tally_of(world).until == dt.date(2025, 11, 20)
    # A month and a year that are over are compared whole.
    assert said(tally_of(world, NOVEMBER, today=dt.date(2026, 12, 1))) == ("1", "-", "-", "2")
    assert said(tally_of(world, year=YEAR, today=dt.date(2027, 7, 1))) == ("2", "-", "-", "4")


def test_a_target_tells_what_would_be_on_pace(world: World) -> None:
    aim(world, "classroom_visits", "30")
    aim(world, "pd_session_hours", "12.5")
    # 81 of the 303 days from September to June: 8.02 visits, 3.34 hours, which are 200 whole minutes.
    assert said(tally_of(world)) == ("0", "30", "8", "-")
    assert said(tally_of(world), "pd_session_hours") == ("0.0", "12.5", "3.33", "-")
    assert said(tally_of(world, today=dt.date(2026, 8, 31)))[2] == "-"
    assert said(tally_of(world, today=dt.date(2027, 6, 30)))[2] == "30"
    assert said(tally_of(world, NOVEMBER)) == ("0", "-", "-", "-")
    assert not tally_of(world).headlines[0].is_reached
    for day in range(1, 31):
        log(world.maya, activity_date=f"2026-10-{day:02}")
    assert tally_of(world).headlines[0].is_reached


@pytest.mark.parametrize("seed", range(4))
def test_the_months_are_what_the_entries_give_and_add_up_to_the_year(world: World, seed: int) -> None:
    some_entries(world, Random(seed))
    counted = by_hand(world.cedar.id)
    for year in (YEAR.before, YEAR):
        tally = tally_of(world, year=year)
        shown = {(row.month, f.measure): f.value for row in tally.months for f in row.figures}
        for (month, measure), value in shown.items():
            assert value == pytest.approx(counted.get((month, measure), 0), abs=0.01)
        for headline in tally.headlines:
            mine = [
                n
                for (m, code), n in counted.items()
                if m in year.every_month and code == headline.now.measure
            ]
            assert headline.now.value == pytest.approx(sum(mine), abs=0.01)


def some_entries(world: World, rng: Random) -> None:
    for _ in range(40):
        day = YEAR.before.first_day + dt.timedelta(days=rng.randrange(508))
        kind, coach = rng.choice(list(KINDS)), rng.choice([world.maya, world.jonah])
        entry_id = log(coach, kind, activity_date=day.isoformat(), minutes=str(rng.randint(1, 90)))
        if rng.random() < 0.2:
            with write_transaction():
                withdraw(coach, entry_id, revision=1, at=NOON, reason="")


def by_hand(school_id: int) -> dict[tuple[Month, str], float]:
    """(month, measure) -> number, from the entries alone."""
    found: dict[tuple[Month, str], float] = {}
    for entry in db.session.execute(all_columns().where(Entry.status == "active")):
        content = content_of(entry, schools_of([entry.id])[entry.id], co_coaches_of([entry.id])[entry.id])
        if school_id not in content.school_ids:
            continue
        for measure in KINDS[content.kind].all_measures:
            key = (Month.of(content.activity_date), measure.code)
            per = 60 if measure.unit == "hours" else 1
            found[key] = found.get(key, 0) + measure.amount(content) / per
    return found


def test_the_page_says_it_and_each_month_is_an_address(world: World, browser_of: BrowserOf) -> None:
    for day in ("2026-10-05", "2026-10-06", "2026-11-02", "2025-10-07"):
        log(world.maya, activity_date=day, shared_note=f"On {day}")
    aim(world, "classroom_visits", "3")
    browser = browser_of("elena")

    page = browser.get("/schools/S01?year=2026-27").text
    assert 'data-measure="classroom_visits" data-school="S01">3</data></a> <span>of 3</span>' in page
    assert "Target reached" in page
    bars = page.split('class="month-bars"')[1].split("</svg>")[0]
    assert bars.count("<rect ") == 2, "a bar for each month with visits"
    month = browser.get("/schools/S01?year=2026-27&month=2026-10").text
    assert 'data-measure="classroom_visits" data-school="S01">2</data>' in month
    assert "1 in October 2025" in month
    assert "On 2026-10-05" in month
    assert "On 2026-11-02" not in month
    for other in ("2026-13", "2025-10", "13", "1", "10."):
        assert browser.get(f"/schools/S01?year=2026-27&month={other}").status_code == 404, other
    assert browser.get("/api/tally?school=S01&year=2026-27&month=2025-10").status_code == 200
    assert re.findall(r'name="month" value="([^"]*)"', month) == ["2026-10"]
    # The month is chosen by its number, so that it is that month of whatever year is chosen beside it.
    assert '<option value="10" selected>Oct 2026</option>' in month
    before = browser.get("/schools/S01?year=2025-26&month=10").text
    assert "On 2025-10-07" in before
    assert '<option value="10" selected>Oct 2025</option>' in before
    later = browser.get("/schools/S01?year=2026-27&month=05").text
    assert '<option value="05" selected>May 2027</option>' in later, "it is chosen though it is yet to come"
