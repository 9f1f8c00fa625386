"""`actions.csv` and `attendance.csv`: what an entry holds any number of, a row each."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from fieldlog.activities.kind import Kind
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.columns import Cells
from fieldlog.models import Thread
from fieldlog.models.entry import ACTIVE

_ENTRY = ("entry_id", "kind", "activity_date", "school_codes", "coach")
ACTIONS = (*_ENTRY, "item_id", "text", "owner", "due", "status", "status_now", "text_now", "changed_on")
ATTENDANCE = (*_ENTRY, "title", "name", "role", "school", "minutes", "count")
# The fields that say who was there: people one by one, or how many of each role.
_LISTED, _COUNTED = "attendance_list", ("attendance", "counts_by_role")
_SAID = ("text", "owner", "due")


@dataclass(frozen=True)
class Beside:
    """An entry with the cells that stand in front of each of its rows."""

    entry: Row[Any]
    cells: Cells
    kind: Kind
    read: Mapping[str, Any]


def beside(entries: Sequence[Row[Any]], header: Sequence[str], rows: Sequence[Cells]) -> list[Beside]:
    """`rows` are the cells of `entries.csv` for these entries. Withdrawn ones have no parts."""
    places = [header.index(name) for name in _ENTRY]
    kinds = own_lists.kinds()
    return [
        Beside(entry, [row[place] for place in places], kind, _read(kind, entry))
        for entry, row in zip(entries, rows, strict=True)
        if entry.status == ACTIVE and (kind := kinds[entry.kind])
    ]


def actions(about: Sequence[Beside]) -> Iterator[Cells]:
    """Each action item as it was agreed, and as it stands now."""
    with_items = [each for each in about if each.read.get("action_items")]
    now = _standing([each.entry.id for each in with_items])
    for each in with_items:
        for item in each.read["action_items"]:
            state, text, day = now.get((each.entry.id, item["id"]), ("", "", ""))
            said = [item.get(name, "") for name in _SAID]
            yield [*each.cells, item["id"], *said, item.get("status", "open"), state, text, day]


def attendance(about: Sequence[Beside]) -> Iterator[Cells]:
    for each in about:
        title = each.kind.title(each.entry.details)
        for person in each.read.get(_LISTED, ()):
            said = [person.get(name, "") for name in ("name", "role", "school", "minutes")]
            yield [*each.cells, title, *said, 1]
        for name in _COUNTED:
            for role, count in (each.read.get(name) or {}).items():
                yield [*each.cells, title, "", role, "", "", count]


def _read(kind: Kind, entry: Row[Any]) -> Mapping[str, Any]:
    return kind.visible(entry.details, to_author=False, schools=None)


def _standing(entry_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], tuple[str, str, str]]:
    """(entry, part) -> state, words and the day of the last mark; where schools differ, the last one's."""
    query = select(Thread).where(Thread.entry_id.in_(entry_ids), Thread.what == "action_item")
    return {
        (each.entry_id, each.part_id): (
            each.state or "open",
            each.text,
            each.marked_on.isoformat() if each.marked_on else "",
        )
        for each in db.session.scalars(query.order_by(Thread.marked_on, Thread.school_id))
    }
