"""The one writer of entries: each version and its move of the tally, in the caller's transaction."""

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import delete, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.errors import ChangedSince, IdReused, NotFound
from fieldlog.extensions import db
from fieldlog.ledger import tally
from fieldlog.ledger.contents import as_json, content_of, entry_values
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.statements import insert, insert_if_absent
from fieldlog.models import Entry, EntryCoach, EntryRevision, EntrySchool
from fieldlog.models.entry import ACTIVE, WITHDRAWN


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
    values = entry_values(content) | {
        "id": entry_id,
        "status": ACTIVE,
        "revision": 1,
        "coach_id": actor.id,
        "withdrawn_reason": "",
        "written_at": written_at,
        "received_at": received_at,
        "changed_at": received_at,
    }
    # The store decides who was first; to look before inserting would leave a gap between the two.
    if db.session.execute(insert_if_absent(Entry), values).scalar() is None:
        return _already_recorded(actor, entry_id, content)
    _name_schools_and_coaches(entry_id, content)
    _keep_revision(entry_id, 1, actor, received_at, ACTIVE, content)
    _move_tally(None, content)
    return Receipt(entry_id, 1, received_at, True)


def amend(
    actor: Actor, entry_id: uuid.UUID, content: Content, *, revision: int, at: dt.datetime, reason: str = ""
) -> Receipt:
    """Put a new version over `revision`; the tally moves by the difference.

    Raises NotFound unless it is the actor's active entry, ChangedSince when `revision` is not the newest.
    """
    entry, before = _held(actor, entry_id, revision)
    if not access.may_log_for(actor, content.school_ids):
        raise NotFound
    for name, value in entry_values(content).items():
        setattr(entry, name, value)
    entry.revision, entry.changed_at = revision + 1, at
    db.session.flush()
    _rename_schools_and_coaches(entry_id, content)
    _keep_revision(entry_id, revision + 1, actor, at, ACTIVE, content, reason)
    _move_tally(before, content)
    return Receipt(entry_id, revision + 1, at, True)


def withdraw(actor: Actor, entry_id: uuid.UUID, *, revision: int, at: dt.datetime, reason: str) -> Receipt:
    """Take an entry out of every count; it stays readable with its reason. Raises like `amend`."""
    entry, before = _held(actor, entry_id, revision)
    entry.status, entry.withdrawn_reason = WITHDRAWN, reason
    entry.revision, entry.changed_at = revision + 1, at
    db.session.flush()
    _keep_revision(entry_id, revision + 1, actor, at, WITHDRAWN, before, reason)
    _move_tally(before, None)
    return Receipt(entry_id, revision + 1, at, True)


def _already_recorded(actor: Actor, entry_id: uuid.UUID, content: Content) -> Receipt:
    query = select(EntryRevision).where(EntryRevision.entry_id == entry_id, EntryRevision.revision == 1)
    first = db.session.scalars(query).one()
    if first.person_id != actor.id or first.content != as_json(content):
        raise IdReused
    return Receipt(entry_id, first.revision, first.at, False)


def _held(actor: Actor, entry_id: uuid.UUID, revision: int) -> tuple[Entry, Content]:
    entry = db.session.scalars(select(Entry).where(Entry.id == entry_id).with_for_update()).one_or_none()
    if entry is None or entry.coach_id != actor.id or entry.status != ACTIVE:
        raise NotFound
    if entry.revision != revision:
        raise ChangedSince
    return entry, content_of(entry, schools_of([entry_id])[entry_id], co_coaches_of([entry_id])[entry_id])


def _rename_schools_and_coaches(entry_id: uuid.UUID, content: Content) -> None:
    db.session.execute(delete(EntrySchool).where(EntrySchool.entry_id == entry_id))
    db.session.execute(delete(EntryCoach).where(EntryCoach.entry_id == entry_id))
    _name_schools_and_coaches(entry_id, content)


def _name_schools_and_coaches(entry_id: uuid.UUID, content: Content) -> None:
    day = content.activity_date
    schools = [{"entry_id": entry_id, "school_id": s, "activity_date": day} for s in content.school_ids]
    db.session.execute(insert(EntrySchool), schools)
    if content.co_coach_ids:
        coaches = [{"entry_id": entry_id, "person_id": person} for person in content.co_coach_ids]
        db.session.execute(insert(EntryCoach), coaches)


def _keep_revision(
    entry_id: uuid.UUID,
    revision: int,
    actor: Actor,
    at: dt.datetime,
    status: str,
    content: Content,
    reason: str = "",
) -> None:
    values = {
        "entry_id": entry_id,
        "revision": revision,
        "person_id": actor.id,
        "at": at,
        "status": status,
        "reason": reason,
        "content": as_json(content),
    }
    db.session.execute(insert(EntryRevision), values)


def _move_tally(before: Content | None, after: Content | None) -> None:
    share = tally.Share()
    if before:
        share.add(before, -1)
    if after:
        share.add(after)
    tally.move(share)
