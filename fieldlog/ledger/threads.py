"""Threads in the store: kept with the entry that begins them, moved by those that come back to them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from fieldlog.activities import KINDS, threads
from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger import schools
from fieldlog.ledger.statements import insert
from fieldlog.models import Thread, ThreadMark

Key = tuple[uuid.UUID, str]
CHUNK = 500
_EVIDENCE = (threads.SEEN, threads.BEGINNING)


class Weaving:
    """What one writing begins and says, gathered and then kept at once."""

    def __init__(self) -> None:
        self._entries: dict[uuid.UUID, Content | None] = {}
        self._renewed: set[uuid.UUID] = set()

    def begin(self, entry_id: uuid.UUID, content: Content) -> None:
        if _speaks(content):
            self._entries[entry_id] = content

    def renew(self, entry_id: uuid.UUID, before: Content, now: Content | None) -> None:
        """What a changed entry begins and says now; a withdrawn one nothing."""
        if entry_id in self._entries or _speaks(before) or (now and _speaks(now)):
            self._entries[entry_id] = now
            self._renewed.add(entry_id)

    def close(self, at: dt.datetime) -> None:
        """Keep it all, one just after the other.

        The threads move in the order of their keys, so that two writers wait in one order.
        """
        touched = _forget(self._renewed)
        said = [(entry_id, content) for entry_id, content in self._entries.items() if content]
        begun, marks = begun_rows(said), mark_rows(said, at)
        for table, rows in ((Thread, begun), (ThreadMark, marks)):
            if rows:
                db.session.execute(insert(table), rows)
        touched |= {(row["entry_id"], row["part_id"]) for row in begun}
        touched |= {(row["thread_entry_id"], row["part_id"]) for row in marks}
        _move(touched)
        self._entries, self._renewed = {}, set()


def begun_rows(entries: Iterable[tuple[uuid.UUID, Content]]) -> list[dict[str, Any]]:
    """Every thread that these entries begin, as if nothing were said of it later."""
    pairs = [
        (i, content, list(threads.begun(KINDS[content.kind], content.details))) for i, content in entries
    ]
    named = {school for _, content, begun in pairs if begun for school in content.school_ids}
    codes = {school.id: school.code for school in schools.by_id(named).values()} if named else {}
    return [
        {
            "entry_id": entry_id,
            "part_id": each.part_id,
            "school_id": school_id,
            "what": each.what,
            "first_text": each.text,
            "text": each.text,
            "owner": each.owner,
            "due": each.due,
            "since": content.activity_date,
            "first_state": each.state,
            "state": each.state,
            "effect": "",
            "marked_on": None,
            "is_open": threads.is_open(each.what, each.state, ""),
        }
        for entry_id, content, begun in pairs
        for each in begun
        for school_id in content.school_ids
        if not each.school or codes[school_id] == each.school
    ]


def mark_rows(entries: Iterable[tuple[uuid.UUID, Content]], at: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "entry_id": entry_id,
            "thread_entry_id": each.entry_id,
            "part_id": each.part_id,
            "school_id": school_id,
            "text": each.text,
            "state": each.state,
            "effect": each.effect,
            "day": content.activity_date,
            "at": at + number * dt.timedelta.resolution,
        }
        for number, (entry_id, content) in enumerate(entries)
        for each in threads.said(content.details)
        for school_id in content.school_ids
    ]


def moved(thread: Thread, marks: Iterable[ThreadMark]) -> dict[str, Any]:
    """What the marks, in the order of the days they tell of, leave a thread in."""
    told = sorted(
        (mark for mark in marks if mark.state not in _EVIDENCE),
        key=lambda mark: (mark.day, mark.at, mark.entry_id),
        reverse=True,
    )
    state = next((mark.state for mark in told if mark.state), thread.first_state)
    # Who began it may have ended it since, by correcting that entry.
    state = state if threads.is_open(thread.what, thread.first_state, "") else thread.first_state
    effect = next((mark.effect for mark in told if mark.effect), "")
    return {
        "text": next((mark.text for mark in told if mark.text), thread.first_text),
        "state": state,
        "effect": effect,
        "marked_on": told[0].day if told else None,
        "is_open": threads.is_open(thread.what, state, effect),
    }


def _speaks(content: Content) -> bool:
    """Whether it begins a thread or says something of one."""
    is_said = next(threads.said(content.details), None)
    return bool(is_said or next(threads.begun(KINDS[content.kind], content.details), None))


def _forget(entry_ids: Collection[uuid.UUID]) -> set[Key]:
    """Take out what these entries began and said; returns what they had said something of."""
    if not entry_ids:
        return set()
    marked = select(ThreadMark.thread_entry_id, ThreadMark.part_id).where(ThreadMark.entry_id.in_(entry_ids))
    touched = {(entry_id, part_id) for entry_id, part_id in db.session.execute(marked)}
    for table in (ThreadMark, Thread):
        db.session.execute(delete(table).where(table.entry_id.in_(entry_ids)))
    return touched


def _move(keys: Collection[Key]) -> None:
    ordered = sorted({entry_id for entry_id, _ in keys})
    for start in range(0, len(ordered), CHUNK):
        _move_of(ordered[start : start + CHUNK])


def _move_of(entry_ids: Collection[uuid.UUID]) -> None:
    """Bring all that these entries began to where the marks leave it.

    The threads are locked before the marks are read: who comes second sees the marks of the first.
    """
    marked = select(ThreadMark.thread_entry_id).where(ThreadMark.thread_entry_id.in_(entry_ids)).distinct()
    having = db.session.scalars(marked).all()
    query = select(Thread).where(Thread.entry_id.in_(entry_ids)).order_by(*Thread.__table__.primary_key)
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(locked).all()
    marks = _marks_of(having) if having else {}
    for thread in found:
        wanted = moved(thread, marks.get((thread.entry_id, thread.part_id, thread.school_id), ()))
        if any(getattr(thread, name) != value for name, value in wanted.items()):
            key = (
                Thread.entry_id == thread.entry_id,
                Thread.part_id == thread.part_id,
                Thread.school_id == thread.school_id,
            )
            db.session.execute(update(Thread).where(*key).values(wanted))


def _marks_of(entry_ids: Collection[uuid.UUID]) -> Mapping[tuple[uuid.UUID, str, int], list[ThreadMark]]:
    marks: dict[tuple[uuid.UUID, str, int], list[ThreadMark]] = defaultdict(list)
    query = select(ThreadMark).where(ThreadMark.thread_entry_id.in_(entry_ids))
    for mark in db.session.scalars(query.execution_options(populate_existing=True)):
        marks[mark.thread_entry_id, mark.part_id, mark.school_id].append(mark)
    return marks
