"""The threads that are open at schools, as forms and pages show them, with what classrooms showed of them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from fieldlog.activities import threads
from fieldlog.extensions import db
from fieldlog.models import DayTally, Thread, ThreadMark

VISIT = "classroom_visit"
_Key = tuple[Any, str, int]


@dataclass(frozen=True)
class OpenThread:
    """`key` is how a follow-up names it; `seen` and `beginning` count the classroom visits since then, of
    `visits` in all, that noticed a solution."""

    key: str
    what: str
    text: str
    owner: str
    due: dt.date | None
    since: dt.date
    state: str
    effect: str
    school_id: int
    seen: int = 0
    beginning: int = 0
    visits: int = 0

    def is_overdue(self, today: dt.date) -> bool:
        return self.what == "action_item" and self.due is not None and self.due < today


def at(school_ids: Collection[int]) -> list[OpenThread]:
    """Every open thread of these schools: what is due first, then the oldest."""
    query = select(Thread).where(Thread.school_id.in_(school_ids), Thread.is_open)
    found = db.session.scalars(query).all()
    newest_plan: dict[int, dt.date] = defaultdict(lambda: dt.date.min)
    for thread in found:
        if thread.what == "plan":
            newest_plan[thread.school_id] = max(newest_plan[thread.school_id], thread.since)
    # A later convening's plan takes the place of the one before.
    found = [t for t in found if t.what != "plan" or t.since == newest_plan[t.school_id]]
    evidence = _evidence([thread for thread in found if thread.what == "solution"])
    return sorted(
        (_open(thread, evidence) for thread in found),
        key=lambda each: (each.due or dt.date.max, each.since, each.key),
    )


def _open(thread: Thread, evidence: dict[_Key, tuple[int, int, int]]) -> OpenThread:
    shown = ("what", "text", "owner", "due", "since", "state", "effect", "school_id")
    seen, beginning, visits = evidence.get(_key(thread), (0, 0, 0))
    return OpenThread(
        key=threads.key_of(thread.entry_id, thread.part_id),
        **{name: getattr(thread, name) for name in shown},
        seen=seen,
        beginning=beginning,
        visits=visits,
    )


def _evidence(solutions: Collection[Thread]) -> dict[_Key, tuple[int, int, int]]:
    if not solutions:
        return {}
    days = _visits({each.school_id for each in solutions}, min(each.since for each in solutions))
    marks = _marks({each.entry_id for each in solutions})
    return {
        _key(each): (
            marks[(*_key(each), threads.SEEN)],
            marks[(*_key(each), threads.BEGINNING)],
            sum(visits for day, visits in days[each.school_id] if day >= each.since),
        )
        for each in solutions
    }


def _visits(school_ids: Collection[int], since: dt.date) -> dict[int, list[tuple[dt.date, int]]]:
    """Each school's days with visits since then, and how many: from the tally, which counts entries by the
    code of their kind."""
    query = select(DayTally.school_id, DayTally.day, DayTally.amount).where(
        DayTally.school_id.in_(school_ids), DayTally.day >= since, DayTally.measure == VISIT
    )
    days: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for school_id, day, visits in db.session.execute(query):
        days[school_id].append((day, visits))
    return days


def _marks(entry_ids: Collection[Any]) -> Counter[Any]:
    mark = ThreadMark
    query = (
        select(mark.thread_entry_id, mark.part_id, mark.school_id, mark.state, func.count())
        .where(mark.thread_entry_id.in_(entry_ids), mark.state.in_((threads.SEEN, threads.BEGINNING)))
        .group_by(mark.thread_entry_id, mark.part_id, mark.school_id, mark.state)
    )
    return Counter({tuple(row[:4]): row[4] for row in db.session.execute(query)})


def _key(thread: Thread) -> _Key:
    return thread.entry_id, thread.part_id, thread.school_id
