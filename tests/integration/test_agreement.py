"""Every figure, wherever it is read, is what the entries give, for any history of entries and schools.

Whatever shows figures is named in READERS; another such page has its line there.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from fieldlog.access import Actor
from fieldlog.activities import MEASURES
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.models import District, Entry, EntryCoach, EntrySchool, School, SchoolProfile
from tests.conftest import signed_in
from tests.histories import Step, anew, steps, tell
from tests.world import World

YEARS = tuple(map(SchoolYear, (2024, 2025, 2026)))
CODES = ("S01", "S02", "S03")
# On both sides of each turn of the year, and of a month's.
DAYS = ("2025-06-30", "2025-07-01", "2025-10-31", "2025-11-01", "2026-06-30", "2026-07-01", "2026-11-20")
READERS_BY_NAME = ("maya", "elena", "lead", "viewer")


class Where(NamedTuple):
    """Of which school, or "all", in which year."""

    school: str
    year: SchoolYear


# Measure -> value as it is read: hours to two decimals, all else whole.
Values = Mapping[str, float]
Figures = dict[Where, Values]


class Reader(NamedTuple):
    """Somebody at a browser, with the schools that they see, by their codes."""

    actor: Actor
    browser: FlaskClient
    sees: tuple[str, ...]

    def get(self, address: str) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.text)


class Profile(NamedTuple):
    """What a school declares of itself for one year."""

    district: str
    county: str
    is_partner: bool
    educators: int
    students: int


# (school, year) -> profile; none where the school was not in the program.
Profiles = dict[tuple[str, SchoolYear], Profile | None]

profile = st.builds(
    Profile,
    st.sampled_from(["Valley", "canary-oak district", "Hills"]),
    st.sampled_from(["Jackson", "Josephine"]),
    st.booleans(),
    st.integers(0, 99),
    st.integers(0, 999),
)
profiles = st.fixed_dictionaries(
    {(code, year): st.none() | profile if year != YEARS[-1] else profile for code in CODES for year in YEARS}
)


def declare(said: Profiles) -> None:
    """The schools move from year to year, from district to district and from county to county."""
    with write_transaction() as store:
        store.execute(delete(SchoolProfile))
        store.add(District(name="Hills"))
        store.flush()
        districts = {each.name: each.id for each in store.scalars(select(District))}
        schools = {each.code: each.id for each in store.scalars(select(School))}
        for (code, year), each in said.items():
            if each:
                store.add(
                    SchoolProfile(
                        school_id=schools[code],
                        school_year=year.start,
                        district_id=districts[each.district],
                        county=each.county,
                        whole_school_partner=each.is_partner,
                        educators=each.educators,
                        students=each.students,
                    )
                )


# What each kind adds to each measure, in events, people and minutes, written down once more from the rules.
def added(kind: str, minutes: int, people: int, facilitators: int) -> Counter[str]:
    of_kind = {
        "classroom_visit": {"classroom_visits": 1},
        "data_team_meeting": {"data_team_meetings": 1, "people_reached": people},
        "pd_session": {
            "pd_session_hours": minutes,
            "pd_participant_hours": minutes * people,
            "pd_facilitator_hours": minutes * facilitators,
            "people_reached": people,
        },
        "convening": {"convenings": 1, "convening_participants": people, "people_reached": people},
        "quick_support": {"quick_supports": 1},
    }
    return Counter({**of_kind[kind], "coaching_minutes": minutes})


def as_read(amounts: Counter[str]) -> dict[str, float]:
    return {
        code: round(amounts[code] / 60, 2) if code.endswith("_hours") else amounts[code] for code in MEASURES
    }


def recounted(said: Profiles) -> Figures:
    """What the entries and the profiles give, of every school and of the program."""
    sums = {Where(school, year): Counter[str]() for school in (*CODES, "all") for year in YEARS}
    helped = select(func.count()).where(EntryCoach.entry_id == Entry.id).scalar_subquery()
    named = select(EntrySchool.entry_id, School.code).join(School)
    schools = db.session.execute(named).all()
    for entry, helpers in db.session.execute(select(Entry, helped).where(Entry.status == "active")):
        amounts = added(entry.kind, entry.minutes, *_people(entry, helpers))
        year = SchoolYear.of(entry.activity_date)
        for school in [code for entry_id, code in schools if entry_id == entry.id] + ["all"]:
            sums[Where(school, year)].update(amounts)
    return {where: as_read(amounts) | _declared(said, where) for where, amounts in sums.items()}


def _people(entry: Entry, helpers: int) -> tuple[int, int]:
    details = entry.details
    attended = sum(details.get("attendance", {}).values())
    return details.get("participants", attended), details.get("facilitators") or 1 + helpers


def _declared(said: Profiles, where: Where) -> dict[str, float]:
    codes = CODES if where.school == "all" else (where.school,)
    there = [each for code in codes if (each := said[code, where.year])]
    people = {
        "educators_served": sum(each.educators for each in there),
        "students_served": sum(each.students for each in there),
    }
    if where.school != "all":
        return people
    return people | {
        "schools": len(there),
        "whole_school_partners": sum(each.is_partner for each in there),
        "counties": len({each.county for each in there}),
        "districts": len({each.district for each in there}),
    }


def in_page(page: str) -> dict[str, dict[str, float]]:
    """School -> measure -> value, of every number that a page carries; the same one twice says the same."""
    found: dict[str, dict[str, float]] = {}
    tags = re.findall(r'<data value="([^"]+)" data-measure="([^"]+)" data-school="([^"]+)"', page)
    for value, measure, school in tags:
        assert found.setdefault(school, {}).setdefault(measure, float(value)) == float(value)
    return found


def school_pages(reader: Reader) -> Iterator[tuple[Where, Values]]:
    for year in YEARS:
        for code in reader.sees:
            yield Where(code, year), in_page(reader.get(f"/schools/{code}?year={year.code}"))[code]


def months_of_school_pages(reader: Reader) -> Iterator[tuple[Where, Values]]:
    """The months of a school add up to its year; what it declares is of the year only."""
    for year in YEARS[1:]:
        months = f"/schools/{reader.sees[0]}?year={year.code}&month="
        sums: Counter[str] = Counter()
        for month in year.every_month:
            shown = in_page(reader.get(months + month.code))[reader.sees[0]]
            # Each is rounded by itself; the minutes behind them are not.
            sums.update({code: round(value * 60) / 60 for code, value in shown.items()})
        yield Where(reader.sees[0], year), {code: round(value, 2) for code, value in sums.items()}


def all_schools(reader: Reader) -> Iterator[tuple[Where, Values]]:
    for year in YEARS:
        for school, values in in_page(reader.get(f"/schools?year={year.code}")).items():
            yield Where(school, year), values


def schools_by_district(reader: Reader) -> Iterator[tuple[Where, Values]]:
    """A school stands in the district of its year."""
    for year in YEARS:
        for district in ("Valley", "Hills"):
            page = reader.get(f"/schools?year={year.code}&district={district}")
            for school, values in in_page(page).items():
                yield Where(school, year), values


def home(reader: Reader) -> Iterator[tuple[Where, Values]]:
    for school, values in in_page(reader.get("/")).items():
        yield Where(school, YEARS[-1]), values


def explained(reader: Reader) -> Iterator[tuple[Where, Values]]:
    """The page behind each number of a school."""
    for measure in MEASURES:
        page = reader.get(f"/schools/{reader.sees[-1]}/figures/{measure}?year={YEARS[-1].code}")
        for school, values in in_page(page).items():
            yield Where(school, YEARS[-1]), values


def highlights(reader: Reader) -> Iterator[tuple[Where, Values]]:
    """The figures of a year of which no edition was published."""
    for year in YEARS:
        yield Where("all", year), in_page(reader.get(f"/highlights/{year.code}"))["all"]


def api(reader: Reader) -> Iterator[tuple[Where, Values]]:
    for year in YEARS:
        for code in reader.sees:
            answer = reader.browser.get(f"/api/tally?school={code}&year={year.code}")
            yield Where(code, year), answer.json["measures"]
        program = reader.browser.get(f"/api/tally?year={year.code}")
        assert program.status_code == (404 if reader.actor.role == "principal" else 200)
        if program.status_code == 200:
            yield Where("all", year), program.json["measures"]


def csv_sums(reader: Reader) -> Iterator[tuple[Where, Values]]:
    """The rows of the file add up; of the program for who sees all its schools."""
    for year in YEARS:
        days = f"/exports/entries.csv?from={year.first_day}&to={year.last_day}"
        for code in reader.sees:
            yield Where(code, year), _summed(reader.get(f"{days}&school={code}"))
        if reader.actor.role == "admin":
            yield Where("all", year), _summed(reader.get(days))


def _summed(file: str) -> Values:
    sums: Counter[str] = Counter()
    for row in rows_of(file):
        if row["status"] == "active":
            sums.update(_added_by(row))
    return as_read(sums)


def rows_of(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"), newline="")))


def _added_by(row: dict[str, str]) -> Counter[str]:
    kind = row["kind"]
    attended = [number for name, number in row.items() if name.startswith("data_team_meeting.attendance.")]
    people = row.get(f"{kind}.participants") or sum(map(int, filter(None, attended)))
    facilitators = row["pd_session.facilitators"] or 1 + len([*filter(None, row["co_coaches"].split(";"))])
    return added(kind, int(row["minutes"]), int(people), int(facilitators))


# Whatever shows figures, and who may read it.
READERS: dict[str, tuple[Callable[[Reader], Iterator[tuple[Where, Values]]], str]] = {
    "school page": (school_pages, "admin maya elena lead viewer"),
    "school page by month": (months_of_school_pages, "admin"),
    "all schools": (all_schools, "admin maya elena lead viewer"),
    "all schools by district": (schools_by_district, "admin"),
    "home": (home, "admin elena lead viewer"),
    "the page behind a number": (explained, "admin elena viewer"),
    "highlights": (highlights, "admin maya lead viewer"),
    "/api/tally": (api, "admin maya elena lead viewer"),
    "entries.csv": (csv_sums, "admin maya elena lead"),
}


def at_a_browser(app: Flask, world: World, who: str) -> Reader:
    actor: Actor = getattr(world, who)
    browser = signed_in(app, f"{who}@cedar.example")
    # A lead sees the schools that are in the district now.
    sees = tuple(school["code"] for school in browser.get("/api/hello").json["schools"])
    return Reader(actor, browser, tuple(sorted(sees)))


def differing(name: str, reader: Reader, expected: Figures) -> list[Any]:
    found = list(READERS[name][0](reader))
    if reader.sees:
        assert any(values for _, values in found), f"{name} shows {reader.actor.name} no figure"
    return [
        (name, reader.actor.name, where.school, where.year.code, measure, value, expected[where][measure])
        for where, values in found
        for measure, value in values.items()
        if value != expected[where][measure]
    ]


@pytest.mark.usefixtures("moved")
@settings(
    max_examples=10,
    deadline=None,
    # A history tells enough as it is; to look for a shorter one takes minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=steps(DAYS), said=profiles, other=st.sampled_from(READERS_BY_NAME))
def test_every_figure_agrees_with_the_entries(
    app: Flask, history: list[Step], said: Profiles, other: str
) -> None:
    world = anew()
    declare(said)
    tell(world, history)
    expected = recounted(said)
    readers = {who: at_a_browser(app, world, who) for who in ("admin", other)}
    wrong = [
        each
        for name, (_, who) in READERS.items()
        for person, reader in readers.items()
        if person in who.split() and reader.sees
        for each in differing(name, reader, expected)
    ]
    assert wrong == []
    located(readers["admin"], said)


def located(admin: Reader, said: Profiles) -> None:
    """Each row of the file names the district and county where its school was in that year."""
    for row in rows_of(admin.get("/exports/entries.csv")):
        year = SchoolYear.parse(row["school_year"])
        there = [each for code in row["school_codes"].split(";") if (each := said[code, year])]
        for column in ("district", "county"):
            names = [getattr(each, column) for each in there]
            assert row[column] == ";".join(dict.fromkeys(names)), (row["entry_id"], column)
