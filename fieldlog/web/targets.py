"""What each school aims at in a school year: one table of all of them, for admins."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.errors import SetMeanwhile
from fieldlog.ledger import schools, targets
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import asked_year
from fieldlog.web.transaction import writes

blueprint = Blueprint("targets", __name__, url_prefix="/targets")

COPY = "copy"
# (school, measure), as the ledger knows a target.
Key = tuple[int, str]
Said = TypeVar("Said")


@blueprint.get("")
@guarded(access.may_set_targets)
def show(actor: Actor) -> ResponseReturnValue:
    return _page(actor, _year())


@blueprint.post("")
@writes
@guarded(access.may_set_targets)
def change(actor: Actor) -> ResponseReturnValue:
    year, seen = _year(), schools.seen_by(actor, _year())
    try:
        errors = targets.change(actor, year, _typed(seen), clock.now(), _stood(seen))
    except SetMeanwhile as refusal:
        said = {key: _meanwhile(key[1], amount) for key, amount in refusal.now.items()}
        return _page(actor, year, refusal.status, message=refusal.sentence, errors=said, anew=refusal.now)
    if errors:
        return _page(actor, year, 422, errors=errors)
    if request.form.get("act") == COPY:
        copied = targets.copy(actor, [school.id for school in seen], year, clock.now())
        return _done(year, _copied(copied, year))
    return _done(year, "Kept. The schools’ pages show it now.")


def _page(
    actor: Actor,
    year: SchoolYear,
    status: int = 200,
    *,
    message: str | None = None,
    errors: Mapping[Key, str] | None = None,
    anew: Collection[Key] = (),
) -> Response:
    """What was typed stays as typed, over what stood there then; over what stands there now where that is
    told `anew`."""
    seen = schools.seen_by(actor, year)
    ids = [school.id for school in seen]
    now, before = targets.of_schools(ids, year), targets.of_schools(ids, year.before)
    stands = {
        key: targets.text_of(targets.AIMED_AT[key[1]], now[key[0]].get(key[1], 0)) for key in _names(seen)
    }
    mine = targets.changed(_typed(seen), _stood(seen))
    stood = {key: text for key, text in _stood(seen).items() if key in mine and key not in anew}
    return page(
        "targets/show.html",
        status,
        year=year.start,
        years=_years(year),
        seen=seen,
        measures=list(targets.AIMED_AT.values()),
        values=_by_name(seen, stands | dict(mine)),
        stood=_by_name(seen, stands | stood),
        message=message,
        fields=_by_name(seen, _labels(seen)),
        errors={_names(seen)[key]: [sentence] for key, sentence in (errors or {}).items()},
        may_copy=any(set(before[each]) - set(now[each]) for each in ids),
    )


def _typed(seen: list[SchoolInYear]) -> targets.Typed:
    """What the page named, school by school: one that came since is left as it is."""
    return {key: request.form[name] for key, name in _names(seen).items() if name in request.form}


def _stood(seen: list[SchoolInYear]) -> targets.Typed:
    """What stood there when the page was opened."""
    names = {key: f"stood.{name}" for key, name in _names(seen).items()}
    return {key: request.form[name] for key, name in names.items() if name in request.form}


def _names(seen: list[SchoolInYear]) -> dict[Key, str]:
    return {(school.id, code): f"aim.{school.code}.{code}" for school in seen for code in targets.AIMED_AT}


def _labels(seen: list[SchoolInYear]) -> dict[Key, dict[str, str]]:
    """What each field is called where its school does not stand above it."""
    return {
        (school.id, code): {"label": f"{school.name}, {measure.label}"}
        for school in seen
        for code, measure in targets.AIMED_AT.items()
    }


def _by_name(seen: list[SchoolInYear], said: Mapping[Key, Said]) -> dict[str, Said]:
    return {name: said[key] for key, name in _names(seen).items()}


def _meanwhile(measure: str, amount: int) -> str:
    text = targets.text_of(targets.AIMED_AT[measure], amount)
    return f"Someone set this to {text} meanwhile." if text else "Someone emptied this meanwhile."


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
