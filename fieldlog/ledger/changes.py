"""What changed at a reader's schools since the numbers that the reader knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.extensions import db
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns
from fieldlog.ledger.wire_fields import as_wire
from fieldlog.models import Entry, SchoolChange
from fieldlog.models.entry import WITHDRAWN

MOST = 200
_BESIDE_FIELDS = ("schools", "activity_date")


def since(actor: Actor, cursors: Mapping[int, int]) -> dict[str, Any]:
    """`{"gone": […], "schools": […]}` as `changes/1` words them, for the schools that were asked for."""
    seen = [school for school in cursors if _may_follow(actor, school)]
    return {
        "gone": [school for school in cursors if school not in seen],
        "schools": [_of_school(actor, school, cursors[school]) for school in seen],
    }


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
    return [_row(actor, school_id, entry, named[entry.id], helpers[entry.id]) for entry in found]


def _row(
    actor: Actor, school_id: int, entry: Row[Any], named: Sequence[int], helpers: Sequence[int]
) -> dict[str, Any]:
    """A withdrawn entry, and one that left this school, is a tombstone without words."""
    is_gone = entry.status == WITHDRAWN or school_id not in named
    return {
        "entry": str(entry.id),
        "seq": entry.seq,
        "rev": entry.revision,
        "head": str(entry.head),
        "kind": entry.kind,
        "schools": [s for s in named if access.may_name_school(actor, entry.coach_id, s)],
        "activity_date": entry.activity_date.isoformat(),
        "status": WITHDRAWN if is_gone else entry.status,
        "fields": {} if is_gone else _fields(actor, entry, named, helpers),
    }


def _fields(actor: Actor, entry: Row[Any], named: Sequence[int], helpers: Sequence[int]) -> dict[str, Any]:
    is_author = access.may_read_unshared(actor, entry.coach_id)
    kind = KINDS[entry.kind]
    hidden = {"private_note", *kind.hidden(entry.details)} if not is_author else set()
    said = as_wire(content_of(entry, named, helpers))
    return {name: value for name, value in said.items() if name not in hidden and name not in _BESIDE_FIELDS}
