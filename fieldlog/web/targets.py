"""What each school aims at in a school year: one table of all of them, for admins."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.kind import HOURS, Measure
from fieldlog.clock import SchoolYear
from fieldlog.ledger import schools, targets
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import asked_year
from fieldlog.web.transaction import writes

blueprint = Blueprint("targets", __name__, url_prefix="/targets")

COPY = "copy"


@blueprint.get("")
@guarded(access.may_set_targets)
def show(actor: Actor) -> ResponseReturnValue:
    return _page(actor, _year())


@blueprint.post("")
@writes
@guarded(access.may_set_targets)
def change(actor: Actor) -> ResponseReturnValue:
    year, seen = _year(), schools.seen_by(actor, _year())
    errors = targets.change(actor, year, _typed(seen), clock.now())
    if errors:
        names = {(school.id, code): _name(school, code) for school in seen for code in targets.AIMED_AT}
        said = {names[key]: [sentence] for key, sentence in errors.items()}
        return _page(actor, year, 422, errors=said, typed=request.form)
    if request.form.get("act") == COPY:
        copied = targets.copy(actor, [school.id for school in seen], year, clock.now())
        return _done(year, _copied(copied, year))
    return _done(year, "Kept. The schools’ pages show it now.")


def _page(
    actor: Actor,
    year: SchoolYear,
    status: int = 200,
    *,
    errors: Mapping[str, list[str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    seen = schools.seen_by(actor, year)
    ids = [school.id for school in seen]
    now, before = targets.of_schools(ids, year), targets.of_schools(ids, year.before)
    values = {
        _name(school, code): _text(measure, now[school.id].get(code, 0))
        for school in seen
        for code, measure in targets.AIMED_AT.items()
    }
    return page(
        "targets/show.html",
        status,
        year=year.start,
        years=_years(year),
        seen=seen,
        measures=list(targets.AIMED_AT.values()),
        values=values | dict(typed or {}),
        errors=errors or {},
        may_copy=any(set(before[each]) - set(now[each]) for each in ids),
    )


def _typed(seen: list[SchoolInYear]) -> targets.Typed:
    """What the page named, school by school: one that came since is left as it is."""
    named = {(school.id, code): _name(school, code) for school in seen for code in targets.AIMED_AT}
    return {key: request.form[name] for key, name in named.items() if name in request.form}


def _name(school: SchoolInYear, measure: str) -> str:
    return f"aim.{school.code}.{measure}"


def _text(measure: Measure, amount: int) -> str:
    if not amount:
        return ""
    return f"{amount / 60:.2f}".rstrip("0").rstrip(".") if measure.unit == HOURS else str(amount)


def _copied(count: int, year: SchoolYear) -> str:
    if not count:
        return f"Nothing was missing that {year.before.code} had."
    return f"{count} {'target' if count == 1 else 'targets'} taken over from {year.before.code}."


def _done(year: SchoolYear, sentence: str) -> ResponseReturnValue:
    flash(sentence, "received")
    return redirect(url_for("targets.show", year=year.code), 303)


def _year() -> SchoolYear:
    return asked_year(clock.today(settings().time_zone))


def _years(shown: SchoolYear) -> list[int]:
    running = SchoolYear.of(clock.today(settings().time_zone)).start
    kept = (year.start for year in schools.years())
    return sorted({shown.start, running, running + 1, *kept}, reverse=True)
