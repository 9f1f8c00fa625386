"""The demo program: exactly the figures of the full year, the same for the same seed."""

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldlog import clock
from fieldlog.clock import SchoolYear
from fieldlog.demo import words
from fieldlog.demo.load import AlreadyOpened, load
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import (
    completeness,
    editions,
    figures,
    open_threads,
    people,
    question_list,
    recount,
    schools,
)
from fieldlog.ledger.entries import is_late
from fieldlog.models import Entry, EntryRevision, SchoolProfile
from tests.conftest import STORES, empty_store

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = dt.date(2026, 11, 24)
FULL = SchoolYear(2022)


@pytest.fixture(scope="module", params=STORES)
def demo_app(request: pytest.FixtureRequest, app_on: Callable[[str, str], Flask]) -> Flask:
    """Loaded once on each store, for those who only read it."""
    app = app_on(request.param, "demo")
    with app.app_context(), write_transaction():
        load(TODAY, ZONE)
    return app


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    with demo_app.app_context():
        yield demo_app


def test_the_full_year_has_exactly_the_programs_figures(demo: Flask) -> None:
    found = {figure.measure: figure.value for figure in figures.of_program(FULL)}
    expected = {
        "data_team_meetings": 88,
        "classroom_visits": 107,
        "pd_session_hours": 385.0,
        "convenings": 1,
        "convening_participants": 25,
        "schools": 11,
        "whole_school_partners": 8,
        "counties": 4,
        "districts": 5,
        "students_served": 4000,
        "educators_served": 420,
    }
    assert {measure: found[measure] for measure in expected} == expected
    query = select(func.count()).where(Entry.kind == "data_team_meeting", _in(FULL))
    assert db.session.scalar(query) == 88


def test_the_full_year_and_the_last_one_are_published(demo: Flask) -> None:
    assert editions.years() == [SchoolYear(2025), FULL]
    shown = editions.newest(FULL)
    assert shown
    assert {fact.measure: fact.shown for fact in shown.picture.facts if fact.measure != "people_reached"} == {
        "classroom_visits": "105+",
        "data_team_meetings": "88",
        "pd_session_hours": "385.0",
        "convenings": "1",
        "convening_participants": "25",
        "schools": "11",
        "whole_school_partners": "8",
        "counties": "4",
        "districts": "5",
        "students_served": "4,000",
        "educators_served": "420",
    }
    assert [quote.attribution for quote in shown.picture.quotes] == [
        "Ms. Alder, Teacher",
        "Classified or paraeducator",
        "",
    ]
    assert len(shown.picture.agreements) == 3
    assert editions.first_altered() is None


def test_what_the_full_year_agreed_on_was_let_go_a_year_later(demo: Flask) -> None:
    standing = {(t.text, t.since.year) for t in open_threads.at([1]) if t.what == "agreement"}
    assert standing == {(text, 2026) for text in words.AGREEMENTS}


def test_each_partner_met_eleven_times_and_the_tally_is_the_recount(demo: Flask) -> None:
    partners = select(SchoolProfile.school_id).where(
        SchoolProfile.whole_school_partner, SchoolProfile.school_year == FULL.start
    )
    from_tally = figures.tally.of_schools(db.session.scalars(partners).all(), FULL)
    assert [school["data_team_meetings"] for school in from_tally.values()] == [11] * 8
    assert recount.differences() == []


def test_the_years_after_have_the_same_rhythm_and_other_figures(demo: Flask) -> None:
    by_year = {
        year: {figure.measure: figure.value for figure in figures.of_program(SchoolYear(year))}
        for year in range(2022, 2027)
    }
    for year in range(2023, 2026):
        assert by_year[year] != by_year[2022]
        assert 70 <= by_year[year]["data_team_meetings"] <= 88
        assert by_year[year]["convenings"] == 1
    assert 0 < by_year[2026]["classroom_visits"] < by_year[2025]["classroom_visits"]


def test_the_running_year_ends_today_and_has_what_a_year_has(demo: Flask) -> None:
    assert db.session.scalar(select(func.max(Entry.activity_date))) <= TODAY
    running = db.session.scalars(select(Entry).where(_in(SchoolYear(2026)))).all()
    assert [entry.status for entry in running].count("withdrawn") == 1
    assert sum(is_late(entry, ZONE) for entry in running) == 1
    edited = select(func.count()).select_from(EntryRevision).where(EntryRevision.revision > 1)
    assert db.session.scalar(edited) == 2
    visits = [
        (e.activity_date, e.shared_note, str(e.details)) for e in running if e.kind == "classroom_visit"
    ]
    assert len(visits) == len(set(visits)) + 1


def test_one_tablet_has_been_silent_for_days_and_its_schools_wait_for_it(demo: Flask) -> None:
    admin = people.by_email("admin@demo.example")
    assert admin
    seen = schools.seen_by(people.actor_of(admin), SchoolYear(2026))
    found = completeness.of_schools(people.actor_of(admin), [school.id for school in seen], TODAY, ZONE)
    cedar, applegate = (found[school.id] for school in seen if school.code in ("S01", "S06"))
    assert cedar.through
    assert applegate.through == cedar.through - 8 * completeness.DAY
    assert [(each.name, each.unsent) for each in applegate.behind if each.unsent] == [("Marcus Oyelaran", 2)]


def test_the_first_schools_principal_asked_and_one_question_is_in_each_state(demo: Flask) -> None:
    elena = people.by_email("principal@demo.example")
    assert elena
    found = question_list.of_reader(people.actor_of(elena), clock.now()).threads
    assert [thread.state for thread in found] == ["open", "answered", "closed"]
    assert {thread.coach_name for thread in found} == {"Maya Torres"}
    assert {SchoolYear.of(thread.day) for thread in found} == {SchoolYear(2026)}


def test_the_same_seed_gives_the_same_data(app: Flask) -> None:
    seen = []
    for seed in (1, 1, 2):
        db.session.rollback()
        empty_store()
        with write_transaction():
            load(TODAY, ZONE, seed=seed, first_year=2025)
        query = select(Entry.id, Entry.kind, Entry.activity_date, Entry.shared_note, Entry.coach_id)
        seen.append(db.session.execute(query.order_by(Entry.id)).all())
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_scale_makes_as_many_times_the_schools_and_entries(app: Flask) -> None:
    with write_transaction():
        loaded = load(dt.date(2023, 6, 30), ZONE, scale=2)
    assert loaded.schools == 22
    found = {figure.measure: figure.value for figure in figures.of_program(FULL)}
    assert (found["data_team_meetings"], found["classroom_visits"]) == (176, 214)


def test_demo_data_goes_into_an_empty_store_only(demo: Flask) -> None:
    with pytest.raises(AlreadyOpened), write_transaction():
        load(TODAY, ZONE)
    run = demo.test_cli_runner().invoke(args=["fieldlog", "demo"])
    assert run.exit_code == 1
    assert "empty" in run.output


@pytest.mark.parametrize("today", ["2026-07-01", "2026-09-07", "2027-02-28"])
def test_the_demo_loads_on_any_day(app: Flask, today: str) -> None:
    with write_transaction():
        load(clock.parse_day(today), ZONE, first_year=2026)
    assert recount.differences() == []


def test_the_accounts_are_those_of_the_contract(demo: Flask) -> None:
    accounts = [(person.email.partition("@")[0], person.role) for person in people.demo_accounts()]
    assert accounts == [
        ("coach", "coach"),
        ("coach2", "coach"),
        ("principal", "principal"),
        ("principal2", "principal"),
        ("lead", "district_lead"),
        ("admin", "admin"),
        ("viewer", "viewer"),
    ]
    coach = people.by_password("coach@demo.example", "demo-fieldlog")
    assert coach
    assert len(people.actor_of(coach).school_ids) == 3


def _in(year: SchoolYear) -> object:
    return Entry.activity_date.between(year.first_day, year.last_day)
