"""What changed at a reader's schools since the numbers that the reader knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger import open_threads, schools, unshared
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns
from fieldlog.ledger.wire_fields import as_wire
from fieldlog.models import Entry, SchoolChange
from fieldlog.models.entry import WITHDRAWN

MOST = 200
_BESIDE_FIELDS = ("schools", "activity_date")


def since(actor: Actor, cursors: Mapping[int, int], *, all_threads: bool = False) -> dict[str, Any]:
    """`{"gone": […], "schools": […]}` as `changes/1` words them, for the schools that were asked for.

    A school where something changed tells its open threads too; with `all_threads` every school.
    """
    seen = [school for school in cursors if _may_follow(actor, school)]
    told = [_of_school(actor, school, cursors[school]) for school in seen]
    changed = {school["id"] for school in told if school["rows"] or all_threads}
    threads = _threads(changed)
    return {
        "gone": [school for school in cursors if school not in seen],
        "schools": [
            school | ({"threads": threads[school["id"]]} if school["id"] in changed else {})
            for school in told
        ],
    }


def _threads(school_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The open threads of each of these schools."""
    threads: dict[int, list[dict[str, Any]]] = {school: [] for school in school_ids}
    for thread in open_threads.at(school_ids) if school_ids else ():
        said = asdict(thread)
        days = {name: said[name].isoformat() if said[name] else None for name in ("due", "since")}
        threads[said.pop("school_id")].append(said | days)
    return threads


def _may_follow(actor: Actor, school_id: int) -> bool:
    return access.may_read_entries(actor) and access.may_see_school(actor, school_id)


def _of_school(actor: Actor, school_id: int, after: int) -> dict[str, Any]:
    query = (
        all_columns()
        .add_columns(SchoolChange.seq)
        .join(SchoolChange, SchoolChange.entry_id == Entry.id)
        .where(SchoolChange.school_id == school_id, SchoolChange.seq > after)
        .order_by(SchoolChange.seq)
        .limit(MOST + 1)
    )
    found = db.session.execute(query).all()
    rows = _rows(actor, school_id, found[:MOST])
    return {
        "id": school_id,
        "seq": rows[-1]["seq"] if rows else after,
        "more": len(found) > MOST,
        "rows": rows,
    }


def _rows(actor: Actor, school_id: int, found: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    ids = [entry.id for entry in found]
    named, helpers = schools_of(ids), co_coaches_of(ids)
    known = schools.by_id({school for each in named.values() for school in each})
    return [_row(actor, school_id, entry, named[entry.id], helpers[entry.id], known) for entry in found]


def _row(
    actor: Actor,
    school_id: int,
    entry: Row[Any],
    named: Sequence[int],
    helpers: Sequence[int],
    known: Mapping[int, SchoolChoice],
) -> dict[str, Any]:
    """A withdrawn entry, and one that left this school, is a tombstone without words."""
    is_gone = entry.status == WITHDRAWN or school_id not in named
    seen = [school for school in named if access.may_name_school(actor, entry.coach_id, school)]
    said = content_of(entry, named, helpers)
    return {
        "entry": str(entry.id),
        "seq": entry.seq,
        "rev": entry.revision,
        "head": str(entry.head),
        "kind": entry.kind,
        "schools": seen,
        "activity_date": entry.activity_date.isoformat(),
        "status": WITHDRAWN if is_gone else entry.status,
        "mine": access.may_read_unshared(actor, entry.coach_id),
        "fields": {} if is_gone else _fields(actor, entry, said, {known[school].code for school in seen}),
    }


def _fields(actor: Actor, entry: Row[Any], content: Content, codes: Collection[str]) -> dict[str, Any]:
    said = unshared.without(actor, entry.coach_id, content, as_wire(content), codes)
    return {name: value for name, value in said.items() if name not in _BESIDE_FIELDS}
