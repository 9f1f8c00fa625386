"""The schools side by side: in the order and of the place that was asked for, and which were not visited."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from fieldlog.clock import Month, SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import school_list, schools
from fieldlog.ledger.school_list import MOST_NAMED, SchoolList, Sentence, Wanted
from fieldlog.models import SchoolProfile
from tests.world import DAY, World, log

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)


def listed(world: World, today: dt.date = DAY, year: SchoolYear = YEAR, **wanted: object) -> SchoolList:
    return school_list.listed(schools.seen_by(world.admin, year), year, Wanted(**wanted), today)  # type: ignore[arg-type]


def codes(found: SchoolList) -> list[str]:
    return [row.school.code for row in found.rows]


@pytest.fixture
def visited(world: World) -> World:
    for day in ("2026-10-05", "2026-10-06", "2026-11-02"):
        log(world.maya, activity_date=day)
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="90", activity_date="2026-09-30")
    log(world.jonah, schools="S03", activity_date="2026-09-07")
    return world


def test_they_are_sorted_by_a_number_a_name_or_their_codes(visited: World) -> None:
    every = [school.code for school in schools.seen_by(visited.admin, YEAR)]
    assert codes(listed(visited)) == sorted(every)
    assert codes(listed(visited, sort="no such order")) == sorted(every)
    by_visits = listed(visited, sort="classroom_visits")
    numbers = [row.figures[0].value for row in by_visits.rows]
    assert numbers == sorted(numbers, reverse=True)
    assert (codes(by_visits)[0], numbers[0]) == ("S01", 3)
    names = [row.school.name for row in listed(visited, sort="name").rows]
    assert names == sorted(names)


def test_each_has_its_visits_month_by_month(visited: World) -> None:
    (cedar,) = [row for row in listed(visited).rows if row.school.code == "S01"]
    assert cedar.visits == (0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0)
    assert [figure.text for figure in cedar.figures] == ["3", "0", "1.5", "0", "24"]


def test_one_district_county_or_partnership_is_shown_alone(visited: World) -> None:
    all_of_them = schools.seen_by(visited.admin, YEAR)
    for name, of in (("district", "district"), ("county", "county")):
        for value in {getattr(school, of) for school in all_of_them} - {""}:
            wanted = sorted(school.code for school in all_of_them if getattr(school, of) == value)
            assert codes(listed(visited, **{name: value})) == wanted
    partners = [school.code for school in all_of_them if school.whole_school_partner]
    assert codes(listed(visited, partners_only=True)) == sorted(partners)
    assert listed(visited, district="No such district") == SchoolList((), ())


def test_who_was_not_visited_is_said_of_the_last_month_of_school_that_is_over(visited: World) -> None:
    count = len(schools.seen_by(visited.admin, YEAR))
    assert listed(visited).sentences[0].words == f"{count - 1} of {count} schools had no visit in October"
    assert listed(visited, dt.date(2026, 10, 31)).sentences[0].words.endswith("no visit in September")
    assert listed(visited, dt.date(2026, 9, 30)).sentences == ()
    assert listed(visited, dt.date(2027, 7, 1)).sentences[0].words == (
        f"{count - 2} of {count} schools had no visit in 2026-27"
    )


def test_up_to_five_who_were_not_visited_are_named_and_linked(visited: World, browser_of: BrowserOf) -> None:
    without = [school for school in schools.seen_by(visited.admin, YEAR) if school.code != "S01"]
    october = listed(visited).sentences[0]
    assert (october.named, october.more) == (tuple(without[:MOST_NAMED]), len(without[MOST_NAMED:]))
    page = browser_of("admin").get("/schools?year=2025-26").text
    first, second = without[:2]
    assert (
        f'had no visit in 2025-26: <a href="/schools/S01?year=2025-26"><bdi>Cedar Elementary</bdi></a>, '
        f'<a href="/schools/{first.code}?year=2025-26"><bdi>{first.name}</bdi></a>, '
        f'<a href="/schools/{second.code}?year=2025-26"><bdi>{second.name}</bdi></a>.'
    ) in page


def test_of_many_not_visited_the_others_are_counted(visited: World) -> None:
    (cedar,) = [school for school in schools.seen_by(visited.admin, YEAR) if school.code == "S01"]
    many = [replace(cedar, id=1000 + n, code=f"T{n}") for n in range(MOST_NAMED + 2)]
    said = school_list.listed(many, YEAR, Wanted(), DAY).sentences[0]
    assert ([school.code for school in said.named], said.more) == ([f"T{n}" for n in range(MOST_NAMED)], 2)


def test_of_one_school_it_is_said_without_numbers(visited: World, browser_of: BrowserOf) -> None:
    (cedar,) = [school for school in schools.seen_by(visited.elena, YEAR) if school.code == "S01"]
    said = school_list.listed([cedar], YEAR, Wanted(), DAY).sentences
    assert said[0] == Sentence("There was a visit in October", Month(2026, 10))


def test_whole_school_partners_are_asked_of_their_meetings(visited: World) -> None:
    for profile in db.session.query(SchoolProfile).filter_by(school_year=YEAR.start):
        profile.whole_school_partner = True
    db.session.flush()
    count = len(listed(visited, partners_only=True).rows)
    assert listed(visited).sentences[1].words == (
        f"{count} of {count} Whole School partners had no data team meeting in October"
    )
    db.session.rollback()


def test_the_page_is_asked_by_its_address(visited: World, browser_of: BrowserOf) -> None:
    page = browser_of("admin").get("/schools?year=2026-27&sort=classroom_visits").text
    assert 'aria-sort="descending"' in page
    rows = re.findall(r'id="school-(S\d+)"', page)
    assert rows[0] == "S01"
    none = browser_of("admin").get("/schools?year=2026-27&district=Nowhere").text
    assert "No school fits" in none
    assert '<option value="">All districts</option>' in none
