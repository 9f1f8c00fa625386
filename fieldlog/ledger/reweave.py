"""The threads made anew from the entries, to prove them or to mend them."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns, in_chunks
from fieldlog.ledger.threads import Weaving, begun_rows, mark_rows, moved
from fieldlog.models import Entry, Thread, ThreadMark
from fieldlog.models.entry import ACTIVE

_BEGUN = ("entry_id", "part_id", "school_id", "what", "first_text", "owner", "due", "since", "first_state")
_SAID = ("entry_id", "thread_entry_id", "part_id", "school_id", "text", "state", "effect", "day")


def differences() -> list[uuid.UUID]:
    """The entries whose threads are not what the entries say."""
    begun, said = set[Any](), set[Any]()
    for entry, content in _entries():
        pair = [(entry.id, content)]
        begun |= {tuple(row[name] for name in _BEGUN) for row in begun_rows(pair)}
        said |= {tuple(row[name] for name in _SAID) for row in mark_rows(pair, entry.changed_at)}
    threads, marks = db.session.scalars(select(Thread)).all(), db.session.scalars(select(ThreadMark)).all()
    wrong = begun ^ {tuple(getattr(thread, name) for name in _BEGUN) for thread in threads}
    wrong |= said ^ {tuple(getattr(mark, name) for name in _SAID) for mark in marks}
    return sorted({row[0] for row in wrong} | _unmoved(threads, marks))


def rebuild() -> list[uuid.UUID]:
    """Set the threads to what the entries give; returns the entries for which they were wrong."""
    found = differences()
    if found:
        for table in (ThreadMark, Thread):
            db.session.execute(delete(table))
        for entry, content in list(_entries()):
            weaving = Weaving()
            weaving.begin(entry.id, content)
            weaving.close(entry.changed_at)
    return found


def _unmoved(threads: Any, marks: Any) -> set[uuid.UUID]:
    """Those that do not stand where their marks leave them."""
    told = defaultdict(list)
    for mark in marks:
        told[mark.thread_entry_id, mark.part_id, mark.school_id].append(mark)
    return {
        thread.entry_id
        for thread in threads
        for name, value in moved(thread, told[thread.entry_id, thread.part_id, thread.school_id]).items()
        if getattr(thread, name) != value
    }


def _entries() -> Iterator[tuple[Any, Content]]:
    active = all_columns().where(Entry.status == ACTIVE).order_by(Entry.changed_at, Entry.id)
    for entries in in_chunks(active):
        ids = [entry.id for entry in entries]
        schools, co_coaches = schools_of(ids), co_coaches_of(ids)
        for entry in entries:
            yield entry, content_of(entry, schools[entry.id], co_coaches[entry.id])
