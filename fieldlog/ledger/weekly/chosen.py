"""Which entries an edition of a week holds, and what happened to each since the edition before."""

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, or_, select

from fieldlog.clock import Week
from fieldlog.extensions import db
from fieldlog.ledger.entries import is_late
from fieldlog.ledger.entry_cells import change_since_its_week
from fieldlog.ledger.scan import all_columns
from fieldlog.models import Entry, WeekEntry
from fieldlog.models.entry import WITHDRAWN


class Handed(NamedTuple):
    """A version that is handed out for the first time, and the one handed out until then."""

    entry_id: uuid.UUID
    revision: int
    before: int | None


def since_the_edition_before(week: Week) -> Sequence[Row[Any]]:
    """Entries of the week by their day, and those up to it of which a version was never handed out, with
    `before`, the version that was handed out last. What lies after the week waits for its own, unless
    it was handed out already."""
    is_new = _BEFORE.is_(None) & (Entry.activity_date <= week.sunday)
    return _found(or_(_is_of(week), is_new, Entry.revision != _BEFORE))


def by_day(week: Week) -> Sequence[Row[Any]]:
    """The entries of the week by their day, and nothing else."""
    return _found(_is_of(week))


def handed(entries: Sequence[Row[Any]]) -> list[Handed]:
    return [Handed(each.id, each.revision, each.before) for each in entries if each.before != each.revision]


def change(entry: Row[Any], zone: ZoneInfo) -> str:
    """What happened to the entry since the edition before."""
    if entry.before == entry.revision:
        return change_since_its_week(entry, zone)
    if entry.status == WITHDRAWN:
        return "withdrawn"
    if entry.before is not None:
        return "edited"
    return "late" if is_late(entry, zone) else "new"


_BEFORE = select(func.max(WeekEntry.revision)).where(WeekEntry.entry_id == Entry.id).scalar_subquery()


def _is_of(week: Week) -> ColumnElement[bool]:
    return Entry.activity_date.between(week.monday, week.sunday)


def _found(wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    query = all_columns().add_columns(_BEFORE.label("before")).where(wanted)
    return db.session.execute(query.order_by(Entry.activity_date, Entry.id)).all()
