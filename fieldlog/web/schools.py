"""The schools a reader may see: all of them with their numbers, one with its log."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import HEADLINES, MEASURES
from fieldlog.clock import Month, Period, SchoolYear
from fieldlog.ledger import (
    as_of,
    completeness,
    entries,
    figures,
    not_whole,
    open_threads,
    past_totals,
    school_list,
    school_tally,
    schools,
)
from fieldlog.ledger.completeness import Completeness
from fieldlog.ledger.school_list import Wanted
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.web.guard import guarded
from fieldlog.web.newer import unless_known
from fieldlog.web.page import page, settings
from fieldlog.web.queries import Asked, asked_filters, asked_key, asked_month, asked_year, key_text
from fieldlog.web.standing import Group, by_sort
from fieldlog.web.weeks import by_week

blueprint = Blueprint("schools", __name__, url_prefix="/schools")


@blueprint.get("")
@guarded(access.is_signed_in)
def index(actor: Actor) -> Response:
    year = asked_year(clock.today(settings().time_zone))
    seen = schools.seen_by(actor, year)
    whole = _whole(actor, seen)
    program = year if access.may_see_program_total(actor) else None
    before = {"whole": whole, "carried": past_totals.of_program(seen, year) if program else []}
    sources = (*as_of.of_schools(seen, and_program=program), *before.values())
    return unless_known(actor, sources, lambda tag: _side_by_side(actor, seen, year, newer=tag, **before))


def _side_by_side(actor: Actor, seen: list[SchoolInYear], year: SchoolYear, **asked_before: Any) -> Response:
    wanted = _wanted()
    return page(
        "schools/index.html",
        year=year.start,
        years=_years(year),
        program=figures.of_program(year) if access.may_see_program_total(actor) else None,
        sees_all=access.sees_every_school(actor),
        may_set_targets=access.may_set_targets(actor),
        wanted=wanted,
        districts=sorted({school.district for school in seen} - {""}),
        counties=sorted({school.county for school in seen} - {""}),
        columns=[MEASURES[code] for code in HEADLINES],
        listed=school_list.listed(seen, year, wanted, clock.today(settings().time_zone)),
        is_any=bool(seen),
        waited_for=not_whole.by_person(seen, asked_before["whole"]),
        **asked_before,
    )


def _whole(actor: Actor, seen: Sequence[SchoolInYear]) -> dict[int, Completeness]:
    """By school, up to which day it is complete. Whatever year is shown, this is said of today."""
    zone = settings().time_zone
    return completeness.of_schools(actor, [school.id for school in seen], clock.today(zone), zone)


def _wanted() -> Wanted:
    """What no school has leaves none; an order that is none is the usual one."""
    args = request.args
    return Wanted(
        district=args.get("district", ""),
        county=args.get("county", ""),
        partners_only=args.get("partners") == "1",
        sort=args.get("sort", ""),
    )


@blueprint.get("/<code>")
@guarded(access.is_signed_in)
def show(actor: Actor, code: str) -> Response:
    year = asked_year(clock.today(settings().time_zone))
    school = schools.one(actor, code, year)
    whole = _whole(actor, [school])[school.id]
    before = {"whole": whole, "carried": past_totals.of_school(school, year)}
    sources = (*as_of.of_school(school, year), *before.values())
    return unless_known(actor, sources, lambda tag: _shown(actor, school, year, newer=tag, **before))


def _shown(actor: Actor, school: SchoolInYear, year: SchoolYear, **asked_before: Any) -> Response:
    today = clock.today(settings().time_zone)
    month = asked_month(year)
    asked = asked_filters(actor)
    return page(
        "schools/show.html",
        422 if asked.errors else 200,
        school=school,
        year=year.start,
        years=_years(year),
        month=month,
        months=[each for each in year.every_month if each.first_day <= today or each == month],
        tally=school_tally.of_school(school, year, month, today),
        standing=_standing(actor, school, month or year),
        **asked_before,
        **_log(actor, school, year, month, asked),
    )


def _standing(actor: Actor, school: SchoolInYear, period: Period) -> list[Group]:
    """What is open now, on the page of the running year or month, for those who may read entries."""
    today = clock.today(settings().time_zone)
    if not access.may_read_entries(actor) or not period.first_day <= today <= period.last_day:
        return []
    return by_sort(open_threads.at([school.id]), today)


def _log(
    actor: Actor, school: SchoolInYear, year: SchoolYear, month: Month | None, asked: Asked
) -> dict[str, Any]:
    """The school's log of that month or year for those who may read entries; numbers only for the others."""
    if not access.may_read_entries(actor):
        return {"weeks": None}
    shown = asked.within(month or year)
    most = entries.MONTH if month else entries.PAGE
    found = (
        entries.Page([], None)
        if asked.errors
        else entries.of_school(actor, school.id, shown.filters, settings().time_zone, asked_key(), most)
    )
    address = url_for("schools.show", code=school.code)
    return {
        "weeks": by_week(found.rows),
        "filters": asked,
        "filter_kinds": asked.kinds,
        "filter_schools": [],
        "next_key": found.next,
        "next_url": asked.address(
            address, year=year.code, month=month.code if month else "", after=key_text(found.next)
        ),
        "csv_url": shown.address(url_for("exports.by_hand"), school=school.code),
    }


def _years(shown: SchoolYear) -> list[int]:
    years = {shown, *schools.years(), *past_totals.years()}
    return sorted((year.start for year in years), reverse=True)
