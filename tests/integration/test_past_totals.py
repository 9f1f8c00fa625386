"""Totals of years before FieldLog: imported, shown under a heading of their own, in no other number."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog import clock
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import past_totals, recount
from fieldlog.ledger.record import record
from fieldlog.models import PastTotal, Tally
from tests.world import NOON, World, content, log

BrowserOf = Callable[[str], FlaskClient]
Bring = Callable[..., tuple[int, str]]
HEADING = "Carried over from before FieldLog"
TOTALS = (
    "school,year,measure,amount\n"
    "S01,2019-20,classroom_visits,41\n"
    "S01,2019-20,PD hours,12.5\n"
    "S02,2019-20,classroom_visits,9.0\n"
    "S03,2019-20,classroom_visits,700\n"
    "S01,2020-21,classroom_visits,3\n"
)


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Bring:
    def bring(text: str, *options: str) -> tuple[int, str]:
        (tmp_path / "totals.csv").write_text(text)
        db.session.rollback()
        done = app.test_cli_runner().invoke(
            args=["fieldlog", "import", "totals", str(tmp_path / "totals.csv"), *options]
        )
        db.session.rollback()
        db.session.expire_all()
        return done.exit_code, done.output

    return bring


def carried(page: str) -> dict[str, str]:
    """Measure -> number, of what stands under the heading."""
    section = page.partition(HEADING)[2].partition("</section>")[0]
    return dict(re.findall(r'data-carried="(\w+)">([^<]+)<', section))


def kept() -> list[tuple[int, int, str, int]]:
    rows = db.session.scalars(select(PastTotal).order_by(PastTotal.school_id, PastTotal.school_year))
    return sorted((row.school_id, row.school_year, row.measure, row.amount) for row in rows)


def test_totals_are_kept_once_and_changed_by_name(world: World, bring: Bring) -> None:
    assert bring(TOTALS, "--dry-run")[1].endswith(
        "5 new, 0 changed, 0 as they were. Nothing was written: a dry run.\n"
    )
    assert kept() == []
    status, said = bring(TOTALS)
    assert (status, said.splitlines()[-1]) == (0, "5 new, 0 changed, 0 as they were.")
    assert "New: S01 2019-20 pd_session_hours 12.5 hours." in said
    before = kept()
    assert (world.cedar.id, 2019, "pd_session_hours", 750) in before
    assert bring(TOTALS)[1] == "0 new, 0 changed, 5 as they were.\n"
    assert kept() == before
    said = bring("code,school_year,measure,total\ns01,2019-20,classroom_visits,42\n")[1]
    assert said == "Changed: S01 2019-20 classroom_visits 41 → 42.\n0 new, 1 changed, 0 as they were.\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("S99,2019-20,classroom_visits,1", "Row 2, school: There is no school S99."),
        ("S01,2019,classroom_visits,1", "Row 2, year: “2019” is no school year."),
        ("S01,,classroom_visits,1", "Row 2, year: Of which school year?"),
        ("S01,2019-20,visits,1", "Row 2, measure: “visits” is no measure. One of: classroom_visits"),
        ("S01,2019-20,classroom_visits,41.5", "Row 2, amount: “41.5” is not a whole number"),
        ("S01,2019-20,classroom_visits,", "Row 2, amount: “” is not a whole number"),
        ("S01,2019-20,PD hours,long", "Row 2, amount: “long” is not hours like 12 or 12.5"),
        ("S01,2019-20,PD hours,99999999", "Row 2, amount: “99999999” is not hours"),
        (
            "S01,2019-20,pd_session_hours,1\nS01,2019-20,PD hours,2",
            "Row 3, measure: This school, year and measure stand in row 2 already.",
        ),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(world: World, bring: Bring, row: str, said: str) -> None:
    status, output = bring(f"school,year,measure,amount\n{row}\n")
    assert status == 1
    assert said in output
    assert kept() == []


@pytest.mark.parametrize("ahead", [0, 1, 73])
def test_a_year_that_is_not_over_has_no_totals(world: World, bring: Bring, ahead: int) -> None:
    """Else it would stand first in everybody's list of years."""
    year = SchoolYear(SchoolYear.of(clock.now().date()).start + ahead).code
    status, said = bring(f"school,year,measure,amount\nS01,{year},classroom_visits,5\n")
    assert (status, said.partition(". ")[0]) == (1, f"Row 2, year: {year} is not over")
    assert kept() == []


def test_a_year_in_which_the_school_has_entries_has_no_totals(world: World, bring: Bring) -> None:
    with write_transaction():
        said = content(world.maya, schools="S01")
        said = dataclasses.replace(said, activity_date=dt.date(2025, 7, 1))
        record(world.maya, uuid.uuid4(), said, written_at=NOON, received_at=NOON)
    status, told = bring("school,year,measure,amount\nS01,2025-26,classroom_visits,5\n")
    assert status == 1
    assert told.startswith("Row 2, year: There are entries of S01 in 2025-26, and they are counted.")
    assert bring("school,year,measure,amount\nS01,2024-25,PD hours,5\nS02,2025-26,PD hours,5\n")[0] == 0


def test_an_amount_of_0_takes_a_total_away_whatever_year_it_is_of(
    world: World, bring: Bring, browser_of: BrowserOf
) -> None:
    bring(TOTALS)
    with write_transaction():
        past_totals.keep((world.cedar.id, 2099, "classroom_visits"), 5)
    away = "school,year,measure,amount\nS01,2099-00,classroom_visits,0\nS01,2019-20,PD hours,0.0\n"
    status, said = bring(away)
    assert (status, said.splitlines()) == (
        0,
        [
            "Changed: S01 2099-00 classroom_visits 5 → taken away.",
            "Changed: S01 2019-20 pd_session_hours 12.5 hours → taken away.",
            "0 new, 2 changed, 0 as they were.",
        ],
    )
    page = browser_of("elena").get("/schools/S01?year=2019-20").text
    assert carried(page) == {"classroom_visits": "41"}
    assert "2099-00" not in page
    assert bring(away)[1] == "0 new, 0 changed, 2 as they were.\n"


@pytest.mark.usefixtures("counted")
def test_they_are_in_no_number_of_the_tally(world: World, bring: Bring, browser_of: BrowserOf) -> None:
    log(world.maya)
    bring(TOTALS)
    assert recount.differences() == []
    assert {
        row.amount for row in db.session.scalars(select(Tally).where(Tally.measure == "classroom_visits"))
    } == {1}
    address = "/api/tally?school=S01&year=2026-27"
    assert browser_of("elena").get(address).json["measures"]["classroom_visits"] == 1  # type: ignore[index]


def test_a_school_shows_its_own_in_the_year_they_are_of(
    world: World, bring: Bring, browser_of: BrowserOf
) -> None:
    bring(TOTALS)
    elena = browser_of("elena")
    page = elena.get("/schools/S01?year=2019-20").text
    assert carried(page) == {"classroom_visits": "41", "pd_session_hours": "12.5"}
    for address in ("/schools/S01", "/schools"):
        assert '<option value="2019-20">' in elena.get(address).text
    assert HEADING not in elena.get("/schools/S01?year=2021-22").text
    assert HEADING not in elena.get("/schools/S01?year=2019-20&month=2019-10").text
    assert elena.get("/schools/S03?year=2019-20").status_code == 404


def test_a_year_with_entries_shows_both_apart(world: World, bring: Bring, browser_of: BrowserOf) -> None:
    log(world.maya)
    with write_transaction():
        past_totals.keep((world.cedar.id, 2026, "classroom_visits"), 3)
    page = browser_of("elena").get("/schools/S01?year=2026-27").text
    assert '<data value="1" data-measure="classroom_visits" data-school="S01">1</data>' in page
    assert carried(page) == {"classroom_visits": "3"}
    assert "The numbers above do not hold them." in page


@pytest.mark.parametrize(
    ("who", "sees"), [("admin", "750"), ("viewer", "750"), ("lead", "50"), ("maya", "50"), ("elena", None)]
)
def test_the_program_is_the_sum_of_the_schools_that_a_reader_sees(
    world: World, bring: Bring, browser_of: BrowserOf, who: str, sees: str | None
) -> None:
    bring(TOTALS)
    page = browser_of(who).get("/schools?year=2019-20").text
    assert carried(page).get("classroom_visits") == sees
    assert (HEADING in page) == (sees is not None)


def test_a_page_with_other_totals_is_another(world: World, bring: Bring, browser_of: BrowserOf) -> None:
    bring(TOTALS)
    viewer = browser_of("viewer")
    for address in ("/schools/S01?year=2019-20", "/schools?year=2019-20"):
        before = viewer.get(address).headers["ETag"]
        assert viewer.get(address).headers["ETag"] == before
        bring("school,year,measure,amount\nS01,2019-20,classroom_visits,50\n")
        assert viewer.get(address).headers["ETag"] != before
        bring("school,year,measure,amount\nS01,2019-20,classroom_visits,41\n")
