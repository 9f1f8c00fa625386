"""Entries of before, brought back from a file: the one writer keeps them with the moments and the state that
they had. What is here already is only compared."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from fieldlog.access import COACH, Actor
from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.audit import IMPORT
from fieldlog.ledger.columns import Cells, Columns
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.ledger.writer import Version, Writer
from fieldlog.models import Entry, School, Thread
from fieldlog.models.entry import ACTIVE, WITHDRAWN

CHUNK = 500


@dataclass(frozen=True)
class Past:
    """An entry as a file gives it: its newest version, all that a file knows of it."""

    version: Version
    coach_id: int
    status: str
    received_at: dt.datetime
    changed_at: dt.datetime


class Begun(NamedTuple):
    """A thread that an entry began, under the words it has now and those it had first."""

    what: str
    school: str
    texts: frozenset[str]
    since: dt.date
    entry_id: uuid.UUID
    part_id: str


class Overtaken(Exception):
    """Somebody else wrote one of these entries meanwhile."""


def carry(past: Sequence[Past], now: dt.datetime) -> Iterator[int]:
    """Write them, coach by coach; yields how many are with each step. Raises Overtaken where the store has
    one of them already."""
    by_coach: dict[int, list[Past]] = {}
    for each in sorted(past, key=lambda each: (each.received_at, each.version.entry_id)):
        by_coach.setdefault(each.coach_id, []).append(each)
    for coach_id, theirs in sorted(by_coach.items()):
        carrying = _Carrying(coach_id, now)
        for start in range(0, len(theirs), CHUNK):
            chunk = theirs[start : start + CHUNK]
            carrying.carry(chunk)
            yield len(chunk)
        carrying.close()


class _Carrying(Writer):
    """One coach's entries. Nobody is asked whether two of them log one event: that was long ago."""

    def __init__(self, coach_id: int, now: dt.datetime):
        super().__init__(Actor(coach_id, "", COACH), now)
        self._past: dict[uuid.UUID, Past] = {}

    def carry(self, past: Sequence[Past]) -> None:
        self._past |= {each.version.entry_id: each for each in past}
        rows = [self._entry_row(each.version, each.received_at) for each in past]
        made = set(db.session.execute(insert_if_absent(Entry), rows).scalars())
        if len(made) < len(past):
            raise Overtaken
        self._name([each.version for each in past])
        for status in (ACTIVE, WITHDRAWN):
            self._keep([each.version for each in past if each.status == status], status, IMPORT)
        for each in past:
            self._note_change(each.version.entry_id, each.version.content.school_ids)
            if each.status == ACTIVE:
                self._share.add(each.version.content)
                self._threads.begin(each.version.entry_id, each.version.content)
        self._new.clear()

    def _entry_row(self, version: Version, written_at: dt.datetime) -> dict[str, Any]:
        past = self._past[version.entry_id]
        is_withdrawn = past.status == WITHDRAWN
        return super()._entry_row(version, written_at) | {
            "status": past.status,
            "revision": version.revision,
            "withdrawn_reason": version.reason if is_withdrawn else "",
            "received_at": past.received_at,
            "changed_at": past.changed_at,
        }

    def _revision_row(self, version: Version, status: str) -> dict[str, Any]:
        return super()._revision_row(version, status) | {"at": self._past[version.entry_id].changed_at}


class Compared:
    """What a file can say of an entry, to compare one that it gives with the one that is here."""

    def __init__(self) -> None:
        self._columns = Columns(own_lists.now())

    def said(
        self, content: Content, coach_id: int, revision: int, status: str, codes: Collection[str]
    ) -> Cells:
        kind = self._columns.kinds[content.kind]
        seen = kind.visible(content.details, to_author=False, schools=codes)
        return [
            revision,
            status,
            content.kind,
            content.activity_date.isoformat(),
            ";".join(map(str, content.school_ids)),
            coach_id,
            ";".join(map(str, content.co_coach_ids)),
            content.minutes,
            content.start_time.isoformat("minutes") if content.start_time else "",
            ";".join(content.focus),
            seen.get("grade_band", ""),
            content.shared_note,
            *self._columns.cells(content.kind, seen),
        ]

    def here(self, entry_ids: Collection[uuid.UUID], codes: Mapping[int, str]) -> dict[uuid.UUID, Cells]:
        """What those of these entries say that are here; `codes` are of every school."""
        rows = db.session.execute(all_columns().where(Entry.id.in_(entry_ids))).all()
        ids = [row.id for row in rows]
        named, helpers = schools_of(ids), co_coaches_of(ids)
        return {
            row.id: self.said(
                content_of(row, named[row.id], helpers[row.id]),
                row.coach_id,
                row.revision,
                row.status,
                {codes[school] for school in named[row.id]},
            )
            for row in rows
        }


def begun() -> list[Begun]:
    """Every thread that entries here began, at each of its schools."""
    query = select(Thread, School.code).join(School, School.id == Thread.school_id)
    return [
        Begun(
            thread.what,
            code,
            frozenset((thread.first_text, thread.text)),
            thread.since,
            thread.entry_id,
            thread.part_id,
        )
        for thread, code in db.session.execute(query)
    ]
