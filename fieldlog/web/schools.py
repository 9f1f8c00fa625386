"""The schools a reader may see: all of them with their numbers, one with its log."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.ledger import entries, figures, open_threads, schools
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import Asked, asked_filters, asked_key, asked_year, key_text
from fieldlog.web.standing import Group, by_sort
from fieldlog.web.weeks import by_week

blueprint = Blueprint("schools", __name__, url_prefix="/schools")


class SchoolRow:
    """A school with the figures that stand in its row."""

    def __init__(self, school: SchoolInYear, found: list[Figure]):
        self.figures = found
        self._school = school

    def __getattr__(self, name: str) -> Any:
        return getattr(self._school, name)


COLUMNS = ("classroom_visits", "data_team_meetings", "pd_session_hours", "convenings")


@blueprint.get("")
@guarded(access.is_signed_in)
def index(actor: Actor) -> ResponseReturnValue:
    year = asked_year(clock.today(settings().time_zone))
    seen = schools.seen_by(actor, year)
    by_school = figures.of_schools(seen, year)
    return page(
        "schools/index.html",
        year=year.start,
        years=_years(year),
        program=figures.of_program(year) if access.may_see_program_total(actor) else None,
        columns=[figure.label for figure in _in_columns(next(iter(by_school.values()), []))],
        sees_all=access.sees_every_school(actor),
        rows=[SchoolRow(school, _in_columns(by_school[school.code])) for school in seen],
    )


@blueprint.get("/<code>")
@guarded(access.is_signed_in)
def show(actor: Actor, code: str) -> ResponseReturnValue:
    year = asked_year(clock.today(settings().time_zone))
    school = schools.one(actor, code, year)
    asked = asked_filters(actor)
    return page(
        "schools/show.html",
        422 if asked.errors else 200,
        school=school,
        year=year.start,
        years=_years(year),
        tiles=figures.of_schools([school], year)[school.code],
        standing=_standing(actor, school, year),
        **_log(actor, school, year, asked),
    )


def _standing(actor: Actor, school: SchoolInYear, year: SchoolYear) -> list[Group]:
    """What is open now, on the page of the running year, for those who may read entries."""
    today = clock.today(settings().time_zone)
    if not access.may_read_entries(actor) or year != SchoolYear.of(today):
        return []
    return by_sort(open_threads.at([school.id]), today)


def _log(actor: Actor, school: SchoolInYear, year: SchoolYear, asked: Asked) -> dict[str, Any]:
    """The school's log of that year for those who may read entries; numbers only for the others."""
    if not access.may_read_entries(actor):
        return {"weeks": None}
    shown = asked.within(year)
    found = (
        entries.Page([], None)
        if asked.errors
        else entries.of_school(actor, school.id, shown.filters, settings().time_zone, asked_key())
    )
    address = url_for("schools.show", code=school.code)
    return {
        "weeks": by_week(found.rows),
        "filters": asked,
        "filter_kinds": asked.kinds,
        "filter_schools": [],
        "next_key": found.next,
        "next_url": asked.address(address, year=year.code, after=key_text(found.next)),
        "csv_url": shown.address(url_for("exports.by_hand"), school=school.code),
    }


def _in_columns(found: list[Figure]) -> list[Figure]:
    return [figure for figure in found if figure.measure in COLUMNS]


def _years(shown: SchoolYear) -> list[int]:
    return sorted({shown.start, *(year.start for year in schools.years())}, reverse=True)
