"""Finds entries that look like one event logged twice, as they are written; keeps who is asked about what.

Looked for while the schools' clocks are held: of two writers at once, the later one finds the earlier.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, select, tuple_
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
Place = tuple[int, dt.date]

_PLACE = (EntrySchool.school_id, EntrySchool.activity_date)


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
    """Each of these entries beside every other of its kind that looks like it, at one place.

    Step by step, each along one index: of the whole in one statement, a planner that does not know the
    tables yet makes a walk through all of them for each entry.
    """
    return {
        pair_key(one, other)
        for together in _logged_on(_days_of(entry_ids))
        for one in together.keys() & {*entry_ids}
        for other in together.keys() - {one}
        if together[one].kind == together[other].kind and is_alike(together[one], together[other])
    }


def _days_of(entry_ids: Collection[uuid.UUID]) -> list[Place]:
    """Where and when these entries were, if others are logged there too, but not too many."""
    named = select(*_PLACE).where(EntrySchool.entry_id.in_(entry_ids)).distinct().subquery()
    there = aliased(EntrySchool)
    is_there = (there.school_id == named.c.school_id, there.activity_date == named.c.activity_date)
    # Counted no further than it matters: on the day of a great import there may be thousands.
    some = select(there.entry_id).where(*is_there).limit(MOST_A_DAY + 1).correlate(named).subquery()
    count = select(func.count()).select_from(some).correlate(named).scalar_subquery()
    busy = select(named.c.school_id, named.c.activity_date).where(count.between(2, MOST_A_DAY))
    return [(school_id, day) for school_id, day in db.session.execute(busy)]


def _logged_on(days: Collection[Place]) -> list[dict[uuid.UUID, Logged]]:
    """What is logged at each of these places, by entry."""
    if not days:
        return []
    there = select(*_PLACE, EntrySchool.entry_id).where(tuple_(*_PLACE).in_(days))
    entry_ids: dict[Place, list[uuid.UUID]] = {}
    for school_id, day, entry_id in db.session.execute(there):
        entry_ids.setdefault((school_id, day), []).append(entry_id)
    columns = [getattr(Entry, name) for name in Logged._fields]
    named = {each for ids in entry_ids.values() for each in ids}
    query = select(Entry.id, *columns).where(Entry.id.in_(named), Entry.status == ACTIVE)
    logged = {entry_id: Logged(*said) for entry_id, *said in db.session.execute(query)}
    return [{each: logged[each] for each in ids if each in logged} for ids in entry_ids.values()]


def _ask_no_longer(changed: Collection[uuid.UUID], found: set[PairKey]) -> None:
    key = (AlikePair.entry_id, AlikePair.other_id)
    query = select(*key).where(AlikePair.decided.is_(None))
    asked = query.where(or_(AlikePair.entry_id.in_(changed), AlikePair.other_id.in_(changed)))
    gone = [(one, other) for one, other in db.session.execute(asked) if (one, other) not in found]
    if gone:
        db.session.execute(delete(AlikePair).where(AlikePair.decided.is_(None), tuple_(*key).in_(gone)))
