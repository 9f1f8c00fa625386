"""The plain form's, the demo's and the tests' way to the writer: one version at a time."""

import datetime as dt
import hashlib
import json
import uuid
from typing import NamedTuple

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.errors import ChangedSince, IdReused, NotFound
from fieldlog.extensions import db
from fieldlog.ledger.contents import as_json, content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.writer import Version, Writer
from fieldlog.models import Entry, EntryRevision
from fieldlog.models.entry import ACTIVE


class Receipt(NamedTuple):
    """The server's word that it has this version of the entry, durably once the caller committed."""

    entry_id: uuid.UUID
    revision: int
    at: dt.datetime
    is_new: bool


def record(
    actor: Actor, entry_id: uuid.UUID, content: Content, *, written_at: dt.datetime, received_at: dt.datetime
) -> Receipt:
    """Log an entry, once, however often it arrives.

    Raises NotFound for a school that is not the actor's, IdReused when another entry has this id.
    """
    if not access.may_log_for(actor, content.school_ids):
        raise NotFound
    writer = Writer(actor, received_at)
    if not writer.create([(_version(entry_id, content), written_at)]):
        return _already_recorded(actor, entry_id, content)
    writer.close()
    return Receipt(entry_id, 1, received_at, True)


def amend(
    actor: Actor, entry_id: uuid.UUID, content: Content, *, revision: int, at: dt.datetime, reason: str = ""
) -> Receipt:
    """Put a new version over `revision`; the tally moves by the difference.

    Raises NotFound unless it is the actor's active entry, ChangedSince when `revision` is not the newest.
    """
    before = _newest(actor, entry_id, revision)
    if not access.may_log_for(actor, content.school_ids):
        raise NotFound
    writer = Writer(actor, at)
    writer.amend(_version(entry_id, content, revision + 1, reason), before)
    writer.close()
    return Receipt(entry_id, revision + 1, at, True)


def withdraw(actor: Actor, entry_id: uuid.UUID, *, revision: int, at: dt.datetime, reason: str) -> Receipt:
    """Take an entry out of every count; it stays readable with its reason. Raises like `amend`."""
    before = _newest(actor, entry_id, revision)
    writer = Writer(actor, at)
    writer.withdraw(_version(entry_id, before, revision + 1, reason))
    writer.close()
    return Receipt(entry_id, revision + 1, at, True)


def _version(entry_id: uuid.UUID, content: Content, revision: int = 1, reason: str = "") -> Version:
    said = json.dumps([as_json(content), revision, reason], sort_keys=True)
    return Version(entry_id, uuid.uuid4(), hashlib.sha256(said.encode()).digest(), content, revision, reason)


def _already_recorded(actor: Actor, entry_id: uuid.UUID, content: Content) -> Receipt:
    query = select(EntryRevision).where(EntryRevision.entry_id == entry_id, EntryRevision.revision == 1)
    first = db.session.scalars(query).one_or_none()
    # What a file brought back has its newest version alone.
    if first is None or first.person_id != actor.id or first.content != as_json(content):
        raise IdReused
    return Receipt(entry_id, first.revision, first.at, False)


def _newest(actor: Actor, entry_id: uuid.UUID, revision: int) -> Content:
    entry = db.session.scalars(
        select(Entry).where(Entry.id == entry_id).with_for_update(key_share=True)
    ).one_or_none()
    if entry is None or entry.coach_id != actor.id or entry.status != ACTIVE:
        raise NotFound
    if entry.revision != revision:
        raise ChangedSince
    return content_of(entry, schools_of([entry_id])[entry_id], co_coaches_of([entry_id])[entry_id])
