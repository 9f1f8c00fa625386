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
from fieldlog.errors import SetMeanwhile
from fieldlog.extensions import db
from fieldlog.ledger import audit
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.statements import insert_or_set
from fieldlog.ledger.wire import digest_of
from fieldlog.models import School, Target

# What a target can be set for.
AIMED_AT = {code: MEASURES[code] for code in HEADLINES}
HIGHEST = 100_000
NO_TARGET = "0 is no target. Leave it empty where nothing is aimed at."
NO_NUMBER = f"A whole number up to {HIGHEST:,}, or nothing."
NO_HOURS = f"Hours like 12 or 12.5, up to {HIGHEST:,}, or nothing."
_NUMBER = re.compile(r"[0-9]{1,6}")
_HOURS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")
# What the trail knows targets by, where it knows entries by their ids.
_ABOUT = uuid.UUID("8d0c7a52-2f0b-4b55-9a39-64b1f3c6c1a7")

# (school, measure) -> what was typed
Typed = Mapping[tuple[int, str], str]
Errors = dict[tuple[int, str], str]
Amounts = dict[tuple[int, str], int]


def of_schools(school_ids: Collection[int], year: SchoolYear) -> dict[int, dict[str, int]]:
    """Measure -> target of each of these schools, in what the measure counts."""
    found: dict[int, dict[str, int]] = {school_id: {} for school_id in school_ids}
    query = select(Target).where(Target.school_id.in_(school_ids), Target.school_year == year.start)
    for target in db.session.scalars(query):
        if target.measure in AIMED_AT:
            found[target.school_id][target.measure] = target.amount
    return found


def change(
    actor: Actor, year: SchoolYear, typed: Typed, at: dt.datetime, stood: Typed | None = None
) -> Errors:
    """Set all that was typed, or nothing and a sentence for each that is no number. Empty is no target.

    `stood` is what the page had there before: where that was left, nothing is set. Raises SetMeanwhile where
    somebody else set otherwise what was changed.
    """
    errors, wanted = Errors(), Amounts()
    for key, text in changed(typed, stood or {}).items():
        try:
            wanted[key] = _amount(AIMED_AT[key[1]], text.strip())
        except ValueError as wrong:
            errors[key] = str(wrong)
    if not errors:
        _hold({school_id for school_id, _ in wanted})
        _refuse_set_meanwhile(year, wanted, stood or {})
        _set(actor, year, wanted, at)
    return errors


def changed(typed: Typed, stood: Typed) -> Typed:
    """What somebody typed over what stood there, and what nobody says stood there."""
    return {key: text for key, text in typed.items() if text.strip() != stood.get(key)}


def text_of(measure: Measure, amount: int) -> str:
    """As it is typed; empty for no target."""
    if not amount:
        return ""
    return f"{amount / 60:.2f}".rstrip("0").rstrip(".") if measure.unit == HOURS else str(amount)


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


def _hold(school_ids: Collection[int]) -> None:
    """Until the end: nobody else sets their targets in between. Entries may name them still."""
    rows = select(School.id).where(School.id.in_(school_ids)).order_by(School.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()


def _refuse_set_meanwhile(year: SchoolYear, wanted: Mapping[tuple[int, str], int], stood: Typed) -> None:
    now = of_schools({school_id for school_id, _ in wanted}, year)
    meanwhile = Amounts()
    for key in wanted.keys() & stood.keys():
        amount = now[key[0]].get(key[1], 0)
        if text_of(AIMED_AT[key[1]], amount) != stood[key] and amount != wanted[key]:
            meanwhile[key] = amount
    if meanwhile:
        raise SetMeanwhile(meanwhile)


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
    if not number:
        raise ValueError(NO_TARGET)
    if number > HIGHEST:
        raise ValueError(NO_HOURS if is_hours else NO_NUMBER)
    return int((number * 60).to_integral_value()) if is_hours else int(number)
