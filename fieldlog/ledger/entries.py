"""Entries as one reader may see them: lists paged by key, one entry with its history."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import Kind
from fieldlog.activities.lists import label_of
from fieldlog.clock import SchoolYear, Week
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import own_lists, people, schools
from fieldlog.ledger.named import schools_of
from fieldlog.models import Entry, EntryCoach, EntrySchool
from fieldlog.models.entry import ACTIVE

PAGE = 25
# A month is shown whole, to be printed: nobody logs twelve entries a school day at one school.
MONTH = 250
PRINTED = 1000
RECENT = 5

Days = InstrumentedAttribute[dt.date]
Ids = InstrumentedAttribute[uuid.UUID]


class PageKey(NamedTuple):
    """Where a page of a log ends: the next one continues below this day and id."""

    day: dt.date
    entry_id: uuid.UUID


@dataclass(frozen=True)
class Filters:
    """What a reader wants of a log; both days are included."""

    first: dt.date | None = None
    last: dt.date | None = None
    kind: str | None = None
    school_id: int | None = None
    coach_id: int | None = None


@dataclass(frozen=True)
class EntryRow:
    """An entry as far as its reader may see it."""

    id: uuid.UUID
    kind: Kind
    status: str
    revision: int
    activity_date: dt.date
    schools: tuple[SchoolChoice, ...]
    other_schools: int
    coach_name: str
    minutes: int
    grade_band_label: str
    focus_labels: tuple[str, ...]
    title: str
    shared_note: str
    received_at: dt.datetime
    late: bool


class Page(NamedTuple):
    rows: list[EntryRow]
    next: PageKey | None


class MyYear(NamedTuple):
    """A coach's entries of one kind in one year, as author or co-coach: how many, and how many minutes."""

    kind: Kind
    entries: int
    minutes: int


def is_late(entry: Entry | Row[Any], zone: ZoneInfo) -> bool:
    """Received after the file of its week was made."""
    return entry.received_at >= Week.of(entry.activity_date).closes(zone)


def of_school(
    actor: Actor,
    school_id: int,
    filters: Filters,
    zone: ZoneInfo,
    after: PageKey | None = None,
    most: int = PAGE,
) -> Page:
    """A school's log, newest day first, so many of it."""
    if not (access.may_read_entries(actor) and access.may_see_school(actor, school_id)):
        raise NotFound
    day, entry_id = EntrySchool.activity_date, EntrySchool.entry_id
    query = (
        select(Entry)
        .join(EntrySchool, EntrySchool.entry_id == Entry.id)
        .where(EntrySchool.school_id == school_id)
    )
    return _page(actor, narrowed(query, filters, day), day, entry_id, zone, after, most)


def of_actor(
    actor: Actor, filters: Filters, zone: ZoneInfo, after: PageKey | None = None, most: int = PAGE
) -> Page:
    """A coach's own entries, or every entry another reader may see, newest day first."""
    query = _listed_for(actor, select(Entry), filters)
    return _page(actor, query, Entry.activity_date, Entry.id, zone, after, most)


def how_many_of_actor(actor: Actor, filters: Filters) -> int:
    """How many that list has in all."""
    return db.session.scalar(_listed_for(actor, select(func.count()).select_from(Entry), filters)) or 0


def _listed_for(actor: Actor, asked: Select[Any], filters: Filters) -> Select[Any]:
    if not access.may_read_entries(actor):
        raise NotFound
    mine = Entry.coach_id == actor.id if access.may_log(actor) else is_read_by(actor)
    return narrowed(narrowed_to_school(asked.where(mine), filters), filters, Entry.activity_date)


def recent_of(actor: Actor, zone: ZoneInfo) -> list[EntryRow]:
    """What this coach sent last, by the time it was received."""
    query = select(Entry).where(Entry.coach_id == actor.id)
    latest = query.order_by(Entry.received_at.desc(), Entry.id.desc()).limit(RECENT)
    return rows_of(actor, db.session.scalars(latest).all(), zone)


def newest_for(actor: Actor, zone: ZoneInfo, but: Collection[uuid.UUID]) -> list[EntryRow]:
    """The newest entries a reader may see, by their day, without some that stand elsewhere; none for one who
    reads no entries."""
    if not access.may_read_entries(actor):
        return []
    return [row for row in of_actor(actor, Filters(), zone).rows if row.id not in but][:RECENT]


def year_of(actor: Actor, year: SchoolYear) -> list[MyYear]:
    query = (
        select(Entry.kind, func.count(), func.sum(Entry.minutes))
        .where(_is_with(actor), Entry.status == ACTIVE)
        .where(Entry.activity_date.between(year.first_day, year.last_day))
        .group_by(Entry.kind)
    )
    found = {kind: (count, minutes) for kind, count, minutes in db.session.execute(query)}
    return [MyYear(kind, *found.get(kind.code, (0, 0))) for kind in own_lists.kinds().values()]


def latest_school_of(actor: Actor) -> int | None:
    """The school of the coach's last entry about one school, most likely the one they are at now."""
    entry_id = (
        select(Entry.id).where(Entry.coach_id == actor.id).order_by(Entry.received_at.desc()).limit(1)
    ).scalar_subquery()
    query = select(EntrySchool.school_id).where(EntrySchool.entry_id == entry_id)
    named = db.session.scalars(query).all()
    return named[0] if len(named) == 1 else None


def one(actor: Actor, entry_id: uuid.UUID, zone: ZoneInfo) -> tuple[EntryRow, Entry]:
    """Raises NotFound for an unknown entry and for a foreign one alike."""
    entry = db.session.get(Entry, entry_id)
    named = schools_of([entry_id])[entry_id]
    if entry is None or not access.may_read_entry(actor, entry.coach_id, named):
        raise NotFound
    return rows_of(actor, [entry], zone)[0], entry


def is_read_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that leaves of all entries those this reader may see."""
    if access.sees_every_school(actor):
        return Entry.id.is_not(None)
    named = select(EntrySchool.entry_id).where(EntrySchool.school_id.in_(actor.school_ids))
    return Entry.id.in_(named) | (Entry.coach_id == actor.id)


def _is_with(actor: Actor) -> ColumnElement[bool]:
    """The entries that credit this coach."""
    helped = select(EntryCoach.entry_id).where(EntryCoach.person_id == actor.id)
    return or_(Entry.coach_id == actor.id, Entry.id.in_(helped))


def narrowed_to_school(query: Select[Any], filters: Filters) -> Select[Any]:
    if filters.school_id is None:
        return query
    named = select(EntrySchool.entry_id).where(EntrySchool.school_id == filters.school_id)
    return query.where(Entry.id.in_(named))


def narrowed(query: Select[Any], filters: Filters, day: Days) -> Select[Any]:
    if filters.first:
        query = query.where(day >= filters.first)
    if filters.last:
        query = query.where(day <= filters.last)
    if filters.coach_id is not None:
        query = query.where(Entry.coach_id == filters.coach_id)
    return query.where(Entry.kind == filters.kind) if filters.kind else query


def _page(
    actor: Actor,
    query: Select[Entry],
    day: Days,
    entry_id: Ids,
    zone: ZoneInfo,
    after: PageKey | None,
    most: int = PAGE,
) -> Page:
    if after:
        query = query.where(tuple_(day, entry_id) < tuple_(after.day, after.entry_id))
    found = db.session.scalars(query.order_by(day.desc(), entry_id.desc()).limit(most + 1)).all()
    rows = rows_of(actor, found[:most], zone)
    key = PageKey(rows[-1].activity_date, rows[-1].id) if len(found) > most else None
    return Page(rows, key)


def rows_of(actor: Actor, found: Sequence[Entry | Row[Any]], zone: ZoneInfo) -> list[EntryRow]:
    """Entries that this reader may see, as far as that."""
    named = schools_of([entry.id for entry in found])
    school_names = schools.by_id({school_id for ids in named.values() for school_id in ids})
    coach_names = people.names({entry.coach_id for entry in found})
    return [
        _row(entry, _seen(actor, entry, named[entry.id], school_names), coach_names[entry.coach_id], zone)
        for entry in found
    ]


def _seen(
    actor: Actor, entry: Entry | Row[Any], named: Collection[int], names: dict[int, SchoolChoice]
) -> tuple[tuple[SchoolChoice, ...], int]:
    """The schools that may be named to this reader, and how many more there are."""
    seen = [
        names[school_id] for school_id in named if access.may_name_school(actor, entry.coach_id, school_id)
    ]
    return tuple(sorted(seen, key=lambda school: school.name)), len(named) - len(seen)


def _row(
    entry: Entry | Row[Any], seen: tuple[tuple[SchoolChoice, ...], int], coach_name: str, zone: ZoneInfo
) -> EntryRow:
    kind = own_lists.kinds()[entry.kind]
    return EntryRow(
        id=entry.id,
        kind=kind,
        status=entry.status,
        revision=entry.revision,
        activity_date=entry.activity_date,
        schools=seen[0],
        other_schools=seen[1],
        coach_name=coach_name,
        minutes=entry.minutes,
        grade_band_label=", ".join(kind.say("grade_band", entry.details)),
        focus_labels=tuple(label_of(kind.focus, code) for code in entry.focus),
        title=kind.title(entry.details),
        shared_note=entry.shared_note,
        received_at=entry.received_at,
        late=is_late(entry, zone),
    )
