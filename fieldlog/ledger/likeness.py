"""Finds entries that look like one event logged twice, as they are written; keeps who is asked about what.

Looked for while the schools' clocks are held: of two writers at once, the later one finds the earlier.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, or_, select, tuple_
from sqlalchemy.orm import aliased

from fieldlog.activities import KINDS
from fieldlog.extensions import db
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.models import AlikePair, Entry, EntrySchool
from fieldlog.models.entry import ACTIVE

SOON = dt.timedelta(hours=2)
# With more entries at one school on one day somebody hands in many: to compare each with each helps nobody.
MOST_A_DAY = 30

PairKey = tuple[uuid.UUID, uuid.UUID]


class Logged(NamedTuple):
    """What tells two entries apart that are of one kind, at one school, on one day."""

    coach_id: int
    kind: str
    written_at: dt.datetime
    start_time: dt.time | None
    details: dict[str, Any]


def pair_key(one: uuid.UUID, other: uuid.UUID) -> PairKey:
    return (one, other) if one < other else (other, one)


def is_alike(one: Logged, other: Logged) -> bool:
    """Two coaches may have logged the same event; one coach, when they wrote twice within two hours."""
    if one.coach_id != other.coach_id:
        return True
    return abs(one.written_at - other.written_at) <= SOON and not _is_told_apart(one, other)


def look_again(changed: Collection[uuid.UUID], new: Collection[uuid.UUID], at: dt.datetime) -> None:
    """Ask about what these entries look like now, and no longer about what they do not."""
    if not changed and not new:
        return
    found = _found([*changed, *new])
    if changed:
        _ask_no_longer(changed, found)
    if found:
        rows = [{"entry_id": one, "other_id": other, "found_at": at} for one, other in sorted(found)]
        db.session.execute(insert_if_absent(AlikePair), rows)


def _is_told_apart(one: Logged, other: Logged) -> bool:
    """Both say where, what or when it was, in the same person's words, and it is not the same."""
    said = [
        (one.start_time, other.start_time),
        *((one.details.get(name), other.details.get(name)) for name in KINDS[one.kind].told_apart_by),
    ]
    return any(mine and yours and mine != yours for mine, yours in said)


def _found(entry_ids: Collection[uuid.UUID]) -> set[PairKey]:
    size = len(Logged._fields)
    return {
        pair_key(row[0], row[1])
        for row in db.session.execute(_alike_days(), {"entry_ids": list(entry_ids)})
        if is_alike(Logged(*row[2 : 2 + size]), Logged(*row[2 + size :]))
    }


@cache
def _alike_days() -> Select[Any]:
    """Each of these entries beside every other of its kind at one of its schools on its day."""
    one, other = aliased(Entry), aliased(Entry)
    here, there, crowd = aliased(EntrySchool), aliased(EntrySchool), aliased(EntrySchool)
    same_day = (crowd.school_id == here.school_id) & (crowd.activity_date == here.activity_date)
    too_many = select(crowd.entry_id).where(same_day).offset(MOST_A_DAY).limit(1).scalar_subquery()
    return (
        select(one.id, other.id, *_columns(one), *_columns(other))
        .join(here, here.entry_id == one.id)
        .join(
            there,
            (there.school_id == here.school_id)
            & (there.activity_date == here.activity_date)
            & (there.entry_id != here.entry_id),
        )
        .join(other, (other.id == there.entry_id) & (other.kind == one.kind))
        .where(here.entry_id.in_(bindparam("entry_ids", expanding=True)))
        .where(one.status == ACTIVE, other.status == ACTIVE, too_many.is_(None))
    )


def _columns(entry: Any) -> list[Any]:
    return [getattr(entry, name) for name in Logged._fields]


def _ask_no_longer(changed: Collection[uuid.UUID], found: set[PairKey]) -> None:
    key = (AlikePair.entry_id, AlikePair.other_id)
    query = select(*key).where(AlikePair.decided.is_(None))
    asked = query.where(or_(AlikePair.entry_id.in_(changed), AlikePair.other_id.in_(changed)))
    gone = [(one, other) for one, other in db.session.execute(asked) if (one, other) not in found]
    if gone:
        db.session.execute(delete(AlikePair).where(AlikePair.decided.is_(None), tuple_(*key).in_(gone)))
