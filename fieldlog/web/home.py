"""Home: what to log, my schools, my year, what I sent last."""

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.clock import SchoolYear
from fieldlog.ledger import (
    arrivals,
    completeness,
    entries,
    figures,
    logged_twice,
    open_threads,
    question_list,
    schools,
)
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.ledger.weekly import outbox
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.standing import standing
from fieldlog.web.wording import greeting_of

blueprint = Blueprint("home", __name__)

MOST_ITEMS = 5


@blueprint.get("/")
@guarded(access.is_signed_in)
def show(actor: Actor) -> ResponseReturnValue:
    return _coach(actor) if access.may_log(actor) else _reader(actor)


def _coach(actor: Actor) -> Response:
    zone = settings().time_zone
    today = clock.today(zone)
    year = SchoolYear.of(today)
    mine = schools.choices(actor)
    open_items = [t for t in open_threads.at([s.id for s in mine]) if t.what == "action_item"]
    return page(
        "home.html",
        greeting=_greeting(actor),
        school=default_school(actor, request.args.get("school", "")),
        schools=mine,
        year=year.start,
        mine=entries.year_of(actor, year),
        recent=entries.recent_of(actor, zone),
        items=standing(open_items[:MOST_ITEMS], today, {s.id: s.name for s in mine}),
        more_items=len(open_items) - MOST_ITEMS,
        twice=logged_twice.count(actor, today),
        asked=question_list.turn_of(actor, clock.now()),
    )


def _reader(actor: Actor) -> Response:
    zone = settings().time_zone
    today = clock.today(zone)
    year = SchoolYear.of(today)
    seen, arrived = schools.seen_by(actor, year), arrivals.lately(actor, today, zone)
    if access.may_see_program_total(actor):
        shown = figures.of_program(year)
    else:
        shown = [figure for found in figures.of_schools(seen, year).values() for figure in found]
    return page(
        "home.html",
        greeting=_greeting(actor),
        schools=seen,
        figures=shown,
        year=year.start,
        through=_through(actor, seen, today),
        arrived=arrived,
        recent=entries.newest_for(actor, zone, {row.id for row in arrived.rows}),
        twice=logged_twice.count(actor, today),
        asked=question_list.turn_of(actor, clock.now()),
        undelivered=_undelivered() if access.may_hand_out(actor) else 0,
    )


def _undelivered() -> int:
    """How many weeks did not arrive everywhere."""
    return len(outbox.undelivered_weeks(settings().targets, clock.now()))


def _through(actor: Actor, seen: Sequence[SchoolInYear], today: dt.date) -> dt.date | None:
    """The day up to which all schools are whole."""
    found = completeness.of_schools(actor, [school.id for school in seen], today, settings().time_zone)
    return completeness.earliest(found.values())


def default_school(actor: Actor, code: str) -> SchoolChoice | None:
    """The school in the address, else the one of the coach's last entry, else the only one."""
    mine = schools.choices(actor)
    chosen = [school for school in mine if school.code == code]
    latest = entries.latest_school_of(actor)
    last = [school for school in mine if school.id == latest]
    only = list(mine) if len(mine) == 1 else []
    return next(iter([*chosen, *last, *only, *mine]), None)


def _greeting(actor: Actor) -> str:
    return greeting_of(clock.now().astimezone(settings().time_zone), actor.name)
