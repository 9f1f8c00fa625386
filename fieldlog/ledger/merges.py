"""Which entries log one event, as it was said of them, and who may say so."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import people
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.joining import Written
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.models import AlikePair, Entry
from fieldlog.models.alike import SAME
from fieldlog.models.entry import WITHDRAWN


class Link(NamedTuple):
    """Another entry of the same event, for a reader of both: one merged into this one, or, where
    `is_standing`, the one that stands in its place."""

    entry_id: uuid.UUID
    coach_name: str
    by_name: str
    at: dt.datetime
    is_standing: bool
    may_undo: bool


def of_entry(entry_id: uuid.UUID) -> Sequence[AlikePair]:
    """The merges that this entry is part of, the latest first."""
    is_in = or_(AlikePair.entry_id == entry_id, AlikePair.other_id == entry_id)
    query = select(AlikePair).where(AlikePair.decided == SAME, is_in)
    return db.session.scalars(query.order_by(AlikePair.decided_at.desc(), AlikePair.other_id)).all()


def other_id(pair: AlikePair, entry_id: uuid.UUID) -> uuid.UUID:
    return pair.other_id if pair.entry_id == entry_id else pair.entry_id


def is_merged_away(entry: Entry) -> bool:
    """Whether it was withdrawn because another one stands for the same event."""
    return entry.status == WITHDRAWN and any(pair.stands_id != entry.id for pair in of_entry(entry.id))


def into(entry_id: uuid.UUID) -> list[AlikePair]:
    """The merges by which this entry stands for others."""
    return [pair for pair in of_entry(entry_id) if pair.stands_id == entry_id]


def behind(entry_id: uuid.UUID) -> list[uuid.UUID]:
    """The entries that this one stands for, those that were merged into them before too."""
    found = [entry_id]
    for each in found:
        found += [gone for pair in into(each) if (gone := other_id(pair, each)) not in found]
    return found[1:]


def links(actor: Actor, entry: Entry, today: dt.date) -> tuple[Link, ...]:
    """The other entries of this one's event that the reader may read."""
    pairs = {other_id(pair, entry.id): pair for pair in of_entry(entry.id)}
    if not pairs:
        return ()
    (this,) = written([entry])
    read = [other for other in written(entries(pairs)) if _may_read(actor, other)]
    deciders = {other.entry_id: pairs[other.entry_id].decided_by or 0 for other in read}
    names = people.names({*deciders.values(), *(other.author_id for other in read)})
    return tuple(
        Link(
            other.entry_id,
            names[other.author_id],
            names[deciders[other.entry_id]],
            pairs[other.entry_id].decided_at or entry.changed_at,
            pairs[other.entry_id].stands_id == other.entry_id,
            may_settle(actor, (this, other), today),
        )
        for other in read
    )


def may_settle(actor: Actor, both: Collection[Written], today: dt.date) -> bool:
    """Whether this person may say what these two are, and may read both."""
    credited = {person for entry in both for person in entry.credited}
    year = max(SchoolYear.of(entry.content.activity_date) for entry in both)
    may = access.may_settle(actor, credited, is_over=year < SchoolYear.of(today))
    return may and all(_may_read(actor, entry) for entry in both)


def entries(entry_ids: Iterable[uuid.UUID]) -> Sequence[Entry]:
    query = select(Entry).where(Entry.id.in_(list(entry_ids))).order_by(Entry.written_at, Entry.id)
    return db.session.scalars(query).all()


def written(found: Sequence[Entry]) -> list[Written]:
    ids = [entry.id for entry in found]
    named, helpers = schools_of(ids), co_coaches_of(ids)
    return [
        Written(entry.id, entry.coach_id, content_of(entry, named[entry.id], helpers[entry.id]))
        for entry in found
    ]


def _may_read(actor: Actor, entry: Written) -> bool:
    return access.may_read_entry(actor, entry.author_id, entry.content.school_ids)
