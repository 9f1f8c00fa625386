"""What stands open at schools, in the words of home and of a school's page."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldlog.activities import KINDS
from fieldlog.activities.follow_ups import Return
from fieldlog.activities.lists import label_of
from fieldlog.ledger.open_threads import OpenThread

# In the order of the page; a heading for each sort.
SORTS = {
    "action_item": "Open action items",
    "solution": "Solutions of the data team",
    "agreement": "Shared agreements",
    "plan": "The school’s plan",
}


class Standing(NamedTuple):
    """A thread with the words for its state; `entry_id` began it."""

    thread: OpenThread
    is_overdue: bool
    now: str
    school: str

    @property
    def entry_id(self) -> str:
        return self.thread.key[:36]


class Group(NamedTuple):
    what: str
    heading: str
    rows: list[Standing]


def by_sort(threads: Iterable[OpenThread], today: dt.date) -> list[Group]:
    """Each sort of which something stands open."""
    rows = standing(threads, today, {})
    groups = [Group(what, label, [r for r in rows if r.thread.what == what]) for what, label in SORTS.items()]
    return [group for group in groups if group.rows]


def standing(threads: Iterable[OpenThread], today: dt.date, schools: Mapping[int, str]) -> list[Standing]:
    return [
        Standing(each, each.is_overdue(today), _now(each), schools.get(each.school_id, ""))
        for each in threads
    ]


def _now(thread: OpenThread) -> str:
    """How it goes, as the kind that asks for it words it; an open item is simply open."""
    if thread.what == "action_item":
        return ""
    sorts = [sort for kind in KINDS.values() for sort in kind.comes_back_to if sort.what == thread.what]
    said = [label for code in (thread.state, thread.effect) if (label := _label(sorts, code))]
    return ", ".join(said).lower()


def _label(sorts: Iterable[Return], code: str) -> str:
    labels = (label_of((*sort.states, *sort.effects), code) for sort in sorts)
    return next((label for label in labels if label != code), "")
