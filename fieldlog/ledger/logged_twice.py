"""What waits for a word on whether it was logged twice, as its reader may see it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import entries, history, merges, own_lists, unshared
from fieldlog.ledger.entries import EntryRow
from fieldlog.ledger.history import Fact
from fieldlog.models import AlikePair, Entry, EntryCoach, EntrySchool

SHOWN = 10
_ONE, _OTHER = aliased(Entry), aliased(Entry)


class Side(NamedTuple):
    """One of the two: its row, the version that is looked at, when its author wrote it."""

    row: EntryRow
    head: uuid.UUID
    written_at: dt.datetime


class Difference(NamedTuple):
    """Something that the two say differently, each in its items."""

    label: str
    items: tuple[tuple[str, ...], tuple[str, ...]]


class Pair(NamedTuple):
    """Two entries that wait, the one that was written first before the other."""

    sides: tuple[Side, Side]
    differences: tuple[Difference, ...]


class Waiting(NamedTuple):
    """The first pairs, the latest day before others, and how many wait in all."""

    pairs: tuple[Pair, ...]
    in_all: int


def waiting(actor: Actor, zone: ZoneInfo, today: dt.date) -> Waiting:
    """Raises NotFound for whoever is not asked."""
    if not access.may_look_for_doubles(actor):
        raise NotFound
    query = _asked(actor, today, AlikePair.entry_id, AlikePair.other_id)
    newest = query.order_by(_ONE.activity_date.desc(), AlikePair.entry_id, AlikePair.other_id).limit(SHOWN)
    pairs = tuple(_pair(actor, key, zone) for key in db.session.execute(newest).all())
    return Waiting(pairs, count(actor, today) if len(pairs) == SHOWN else len(pairs))


def count(actor: Actor, today: dt.date) -> int:
    """How many pairs wait for this person; none for whoever is not asked."""
    if not access.may_look_for_doubles(actor):
        return 0
    return db.session.scalar(_asked(actor, today, func.count())) or 0


def _asked(actor: Actor, today: dt.date, *what: Any) -> Select[Any]:
    """The pairs that wait for this person, as `merges.may_settle` rules it."""
    query = (
        select(*what)
        .select_from(AlikePair)
        .join(_ONE, _ONE.id == AlikePair.entry_id)
        .join(_OTHER, _OTHER.id == AlikePair.other_id)
        .where(AlikePair.decided.is_(None))
    )
    if access.sees_every_school(actor):
        return query
    return query.where(
        _ONE.activity_date >= SchoolYear.of(today).first_day,
        or_(_credits(_ONE, actor), _credits(_OTHER, actor)),
        _is_read(_ONE, actor),
        _is_read(_OTHER, actor),
    )


def _credits(entry: Any, actor: Actor) -> ColumnElement[bool]:
    helped = select(EntryCoach.entry_id).where(EntryCoach.person_id == actor.id)
    return or_(entry.coach_id == actor.id, entry.id.in_(helped))


def _is_read(entry: Any, actor: Actor) -> ColumnElement[bool]:
    named = select(EntrySchool.entry_id).where(EntrySchool.school_id.in_(actor.school_ids))
    return or_(entry.coach_id == actor.id, entry.id.in_(named))


def _pair(actor: Actor, key: Sequence[uuid.UUID], zone: ZoneInfo) -> Pair:
    found = [entries.one(actor, entry_id, zone) for entry_id in key]
    found.sort(key=lambda each: (each[1].written_at, each[1].id))
    one, other = (Side(row, entry.head, entry.written_at) for row, entry in found)
    first, second = (history.newest_facts(actor, entry) for _, entry in found)
    hidden = {label for _, entry in found for label in _hidden_labels(actor, entry)}
    return Pair((one, other), _differences(first, second, hidden))


def _hidden_labels(actor: Actor, entry: Entry) -> set[str]:
    """Of what this reader does not see whole, nobody can say that it differs."""
    (written,) = merges.written([entry])
    names = unshared.from_actor(actor, entry.coach_id, written.content)
    return {field.label for field in own_lists.kinds()[entry.kind].every_field if field.name in names}


def _differences(
    one: Mapping[str, Fact], other: Mapping[str, Fact], hidden: Collection[str]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(label, (fact.items, other[label].items))
        for label, fact in one.items()
        if fact.items != other[label].items and label != history.PRIVATE and label not in hidden
    )
