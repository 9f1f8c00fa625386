"""What schools mean to reach in a school year: read, set by an admin, copied from the year before."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import delete, select

from fieldlog.access import Actor
from fieldlog.activities import HEADLINES, MEASURES
from fieldlog.activities.kind import HOURS, Measure
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import audit
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.statements import insert_or_set
from fieldlog.ledger.wire import digest_of
from fieldlog.models import Target

# What a target can be set for.
AIMED_AT = {code: MEASURES[code] for code in HEADLINES}
HIGHEST = 100_000
NO_NUMBER = f"A whole number up to {HIGHEST:,}, or nothing."
NO_HOURS = f"Hours like 12 or 12.5, up to {HIGHEST:,}, or nothing."
_NUMBER = re.compile(r"[0-9]{1,6}")
_HOURS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")
# What the trail knows targets by, where it knows entries by their ids.
_ABOUT = uuid.UUID("8d0c7a52-2f0b-4b55-9a39-64b1f3c6c1a7")

# (school, measure) -> what was typed
Typed = Mapping[tuple[int, str], str]
Errors = dict[tuple[int, str], str]


def of_schools(school_ids: Collection[int], year: SchoolYear) -> dict[int, dict[str, int]]:
    """Measure -> target of each of these schools, in what the measure counts."""
    found: dict[int, dict[str, int]] = {school_id: {} for school_id in school_ids}
    query = select(Target).where(Target.school_id.in_(school_ids), Target.school_year == year.start)
    for target in db.session.scalars(query):
        if target.measure in AIMED_AT:
            found[target.school_id][target.measure] = target.amount
    return found


def change(actor: Actor, year: SchoolYear, typed: Typed, at: dt.datetime) -> Errors:
    """Set all that was typed, or nothing and a sentence for each that is no number. Empty is no target."""
    errors, wanted = Errors(), dict[tuple[int, str], int]()
    for key, text in typed.items():
        try:
            wanted[key] = _amount(AIMED_AT[key[1]], text.strip())
        except ValueError as wrong:
            errors[key] = str(wrong)
    if not errors:
        _set(actor, year, wanted, at)
    return errors


def copy(actor: Actor, school_ids: Collection[int], year: SchoolYear, at: dt.datetime) -> int:
    """Take over what was aimed at the year before, where nothing is yet; returns how many targets."""
    now, before = of_schools(school_ids, year), of_schools(school_ids, year.before)
    missing = {
        (school_id, measure): amount
        for school_id, of_school in before.items()
        for measure, amount in of_school.items()
        if measure not in now[school_id]
    }
    _set(actor, year, missing, at)
    return len(missing)


def _set(actor: Actor, year: SchoolYear, wanted: Mapping[tuple[int, str], int], at: dt.datetime) -> None:
    now = of_schools({school_id for school_id, _ in wanted}, year)
    changed = {key: amount for key, amount in wanted.items() if now[key[0]].get(key[1], 0) != amount}
    for (school_id, measure), amount in sorted(changed.items()):
        key = {"school_id": school_id, "school_year": year.start, "measure": measure}
        if amount:
            db.session.execute(insert_or_set(Target, "amount"), [key | {"amount": amount}])
        else:
            db.session.execute(delete(Target).filter_by(**key))
    if changed:
        said = [[school_id, measure, amount] for (school_id, measure), amount in sorted(changed.items())]
        about = uuid.uuid5(_ABOUT, year.code)
        audit.append([Deed(actor.id, "target", about, digest_of([year.code, said]))], at)


def _amount(measure: Measure, text: str) -> int:
    """0 for nothing. Raises ValueError with a sentence."""
    is_hours = measure.unit == HOURS
    if not text:
        return 0
    if not (_HOURS if is_hours else _NUMBER).fullmatch(text):
        raise ValueError(NO_HOURS if is_hours else NO_NUMBER)
    number = Decimal(text.replace(",", "."))
    if number > HIGHEST:
        raise ValueError(NO_HOURS if is_hours else NO_NUMBER)
    return int((number * 60).to_integral_value()) if is_hours else int(number)
