"""What stood before in the forms of a coach, and in what is known of their schools."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, literal, select

from fieldlog.access import Actor
from fieldlog.activities.bound import Suggestion
from fieldlog.activities.fields import Line
from fieldlog.activities.kind import Kind
from fieldlog.extensions import db
from fieldlog.ledger import schools
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.wire_fields import as_wire
from fieldlog.models import Entry, EntrySchool, School
from fieldlog.models.entry import ACTIVE

LOOKED_AT, SUGGESTED = 200, 60
FOCUS_LASTS = dt.timedelta(days=120)


@dataclass(frozen=True)
class Last:
    """An entry as a form of its kind would be filled with it; `is_there`: it names a school asked for, or
    none was asked for."""

    values: dict[str, Any]
    day: dt.date
    is_there: bool


class Focus(NamedTuple):
    """What a school works on: the focus that was said last, and the day of the entry that said it."""

    day: dt.date
    codes: tuple[str, ...]


def has_logged(actor: Actor, kind: Kind) -> bool:
    return bool(db.session.scalar(select(select(Entry.id).where(*_own(actor, kind)).exists())))


def last(actor: Actor, kind: Kind, school_ids: Collection[int]) -> Last | None:
    """This coach's last entry of the kind: at these schools if there is one, else anywhere."""
    there = Entry.id.in_(_naming(school_ids))
    query = select(Entry).where(*_own(actor, kind))
    found = db.session.scalars(query.order_by(there.desc(), *_LATEST).limit(1)).one_or_none()
    if found is None:
        return None
    named = schools_of([found.id])[found.id]
    said = as_wire(content_of(found, named, co_coaches_of([found.id])[found.id]))
    codes = [school.code for school in schools.by_id(named).values()]
    is_there = not school_ids or bool({*named}.intersection(school_ids))
    return Last({**said, "schools": codes}, found.activity_date, is_there)


def suggestions(actor: Actor, kind: Kind, school_ids: Collection[int]) -> dict[str, tuple[Suggestion, ...]]:
    """What this coach wrote in each line of the kind, the last first; where an entry is of one school, at
    these only."""
    lines = [field for field in kind.every_field if isinstance(field, Line)]
    if not lines:
        return {}
    written = [Entry.details[field.name].as_string() for field in lines]
    shared = [_is_shared(field) for field in lines]
    at = () if kind.several_schools else (Entry.id.in_(_naming(school_ids)),)
    query = select(*written, *shared).where(*_own(actor, kind), *at).order_by(*_LATEST).limit(LOOKED_AT)
    rows = [(row[: len(lines)], row[len(lines) :]) for row in db.session.execute(query)]
    return {
        field.name: _each_once([Suggestion(texts[n], bool(flags[n])) for texts, flags in rows if texts[n]])
        for n, field in enumerate(lines)
    }


def focus(school_ids: Collection[int], today: dt.date) -> dict[int, Focus]:
    """The current focus of each of these schools that has one: of the latest active entry there, whoever
    wrote it, that says any, in the last 120 days."""
    latest = (
        select(Entry.id)
        .join(EntrySchool, EntrySchool.entry_id == Entry.id)
        .where(EntrySchool.school_id == School.id, EntrySchool.activity_date >= today - FOCUS_LASTS)
        .where(EntrySchool.says_focus, Entry.status == ACTIVE)
        .order_by(EntrySchool.activity_date.desc(), Entry.received_at.desc(), Entry.id.desc())
        .limit(1)
        .correlate(School)
        .scalar_subquery()
    )
    # A school at a time: the index leads to its newest day, however many entries lie behind.
    query = select(School.id, Entry.activity_date, Entry.focus).join(Entry, Entry.id == latest)
    found = db.session.execute(query.where(School.id.in_(school_ids)))
    return {school: Focus(day, tuple(codes)) for school, day, codes in found}


def focus_at(school_ids: Collection[int], today: dt.date) -> tuple[str, ...]:
    """The same of several schools together: what was said last at any of them."""
    return max(focus(school_ids, today).values(), default=Focus(today, ())).codes


_LATEST = (Entry.activity_date.desc(), Entry.received_at.desc(), Entry.id.desc())


def _own(actor: Actor, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    return Entry.coach_id == actor.id, Entry.kind == kind.code, Entry.status == ACTIVE


def _naming(school_ids: Collection[int]) -> Any:
    return select(EntrySchool.entry_id).where(EntrySchool.school_id.in_(school_ids))


def _is_shared(field: Line) -> ColumnElement[Any]:
    return Entry.details[field.shared_by].as_boolean() if field.shared_by else literal(False)


def _each_once(found: list[Suggestion]) -> tuple[Suggestion, ...]:
    """The last of each text, in their order."""
    latest: dict[str, Suggestion] = {}
    for each in found:
        latest.setdefault(each.text, each)
    return tuple(latest.values())[:SUGGESTED]
