"""Writes versions of entries with all that moves with them: names, history, tally, threads, changes, trail.

Creates are gathered and written a table at a time; `close` ends the work and must be called.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger import audit, likeness, tally
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.contents import as_json, entry_values
from fieldlog.ledger.statements import insert, insert_if_absent, insert_or_add, insert_or_set
from fieldlog.ledger.threads import Weaving
from fieldlog.models import Entry, EntryCoach, EntryRevision, EntrySchool, SchoolChange, SchoolClock
from fieldlog.models.entry import ACTIVE, WITHDRAWN


class Version(NamedTuple):
    """One version to be written; `op_id` becomes the entry's head, `digest` goes to the trail."""

    entry_id: uuid.UUID
    op_id: uuid.UUID
    digest: bytes
    content: Content
    revision: int = 1
    reason: str = ""
    lost: dict[str, Any] = {}  # noqa: RUF012  # never changed, and most versions lose nothing


class Writer:
    """One writing of one person at one moment, inside the caller's transaction."""

    def __init__(self, actor: Actor, at: dt.datetime):
        self._actor = actor
        self._at = at
        self._share = tally.Share()
        self._threads = Weaving()
        self._changes: defaultdict[int, list[uuid.UUID]] = defaultdict(list)
        self._deeds: list[Deed] = []
        self._new: set[uuid.UUID] = set()

    def create(self, versions: Iterable[tuple[Version, dt.datetime]]) -> set[uuid.UUID]:
        """Write new entries with the writer's clock of each; returns the ids that were new.

        In the order of their ids, so that two batches with the same entries wait for each other in one
        order. The store decides who was first: to look before inserting would leave a gap between.
        """
        said = list(versions)
        ordered = sorted(said, key=lambda pair: pair[0].entry_id)
        if not ordered:
            return set()
        rows = [self._entry_row(version, written_at) for version, written_at in ordered]
        made = set(db.session.execute(insert_if_absent(Entry), rows).scalars())
        fresh = [version for version, _ in ordered if version.entry_id in made]
        self._name(fresh)
        self._keep(fresh, ACTIVE, "create")
        for version in fresh:
            self._share.add(version.content)
            self._note_change(version.entry_id, version.content.school_ids)
        for version, _ in said:
            if version.entry_id in made:
                self._threads.begin(version.entry_id, version.content)
        self._new |= made
        return made

    def amend(self, version: Version, before: Content) -> None:
        """Put a version over the one before it; the tally moves by the difference."""
        values = entry_values(version.content) | self._changed(version)
        db.session.execute(update(Entry).where(Entry.id == version.entry_id).values(values))
        for named in (EntrySchool, EntryCoach):
            db.session.execute(delete(named).where(named.entry_id == version.entry_id))
        self._name([version])
        self._keep([version], ACTIVE, "update")
        self._share.add(before, -1)
        self._share.add(version.content)
        self._threads.renew(version.entry_id, before, version.content)
        self._note_change(version.entry_id, {*before.school_ids, *version.content.school_ids})

    def withdraw(self, version: Version) -> None:
        """Take an entry out of every count; it stays readable with its reason."""
        values = {"status": WITHDRAWN, "withdrawn_reason": version.reason} | self._changed(version)
        db.session.execute(update(Entry).where(Entry.id == version.entry_id).values(values))
        self._keep([version], WITHDRAWN, "withdraw")
        self._share.add(version.content, -1)
        self._threads.renew(version.entry_id, version.content, None)
        self._note_change(version.entry_id, version.content.school_ids)

    def put_back(self, version: Version) -> None:
        """Undo a withdrawal: the entry counts again, as it was."""
        values = {"status": ACTIVE, "withdrawn_reason": ""} | self._changed(version)
        db.session.execute(update(Entry).where(Entry.id == version.entry_id).values(values))
        self._keep([version], ACTIVE, "put_back")
        self._share.add(version.content)
        self._threads.renew(version.entry_id, version.content, version.content)
        self._note_change(version.entry_id, version.content.school_ids)

    def close(self) -> None:
        """Move the tally, the threads, the schools' clocks and the trail, each in the order of its keys."""
        tally.move(self._share)
        self._threads.close(self._at)
        self._tell_changes()
        changed = {entry_id for ids in self._changes.values() for entry_id in ids} - self._new
        likeness.look_again(changed, self._new, self._at)
        audit.append(self._deeds, self._at)

    def _entry_row(self, version: Version, written_at: dt.datetime) -> dict[str, Any]:
        return entry_values(version.content) | {
            "id": version.entry_id,
            "head": version.op_id,
            "status": ACTIVE,
            "revision": 1,
            "coach_id": self._actor.id,
            "withdrawn_reason": "",
            "written_at": written_at,
            "received_at": self._at,
            "changed_at": self._at,
        }

    def _changed(self, version: Version) -> dict[str, Any]:
        return {"revision": version.revision, "head": version.op_id, "changed_at": self._at}

    def _name(self, versions: Iterable[Version]) -> None:
        schools, coaches = [], []
        for version in versions:
            content = version.content
            key = {"entry_id": version.entry_id}
            again = {"activity_date": content.activity_date, "says_focus": bool(content.focus)}
            schools += [{**key, "school_id": school, **again} for school in content.school_ids]
            coaches += [{**key, "person_id": person} for person in content.co_coach_ids]
        if schools:
            db.session.execute(insert(EntrySchool), schools)
        if coaches:
            db.session.execute(insert(EntryCoach), coaches)

    def _keep(self, versions: Iterable[Version], status: str, what: str) -> None:
        rows = [self._revision_row(version, status) for version in versions]
        if rows:
            db.session.execute(insert(EntryRevision), rows)
        self._deeds += [Deed(self._actor.id, what, v.entry_id, v.digest) for v in versions]

    def _revision_row(self, version: Version, status: str) -> dict[str, Any]:
        return {
            "entry_id": version.entry_id,
            "revision": version.revision,
            "person_id": self._actor.id,
            "at": self._at,
            "status": status,
            "reason": version.reason,
            "content": as_json(version.content),
            "lost": version.lost,
        }

    def _note_change(self, entry_id: uuid.UUID, school_ids: Iterable[int]) -> None:
        for school_id in school_ids:
            self._changes[school_id].append(entry_id)

    def _tell_changes(self) -> None:
        """Give each changed entry the school's next number; the clocks are held from here to the commit."""
        if not self._changes:
            return
        told = sorted((school, list(dict.fromkeys(ids))) for school, ids in self._changes.items())
        steps = [{"school_id": school, "seq": len(ids)} for school, ids in told]
        db.session.execute(insert_or_add(SchoolClock, "seq"), steps)
        query = select(SchoolClock.school_id, SchoolClock.seq).where(SchoolClock.school_id.in_(self._changes))
        clocks: dict[int, int] = dict(db.session.execute(query).all())
        rows = [
            {"school_id": school, "entry_id": entry_id, "seq": clocks[school] - len(ids) + place}
            for school, ids in told
            for place, entry_id in enumerate(ids, start=1)
        ]
        db.session.execute(insert_or_set(SchoolChange, "seq"), rows)
