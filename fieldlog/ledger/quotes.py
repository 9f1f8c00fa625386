"""What people said and agreed to have shown: of a year, and whether it still is so."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from fieldlog.activities.common import QUOTE
from fieldlog.activities.kind import Kind
from fieldlog.activities.parts import Part, Parts
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.details import saying, stand_in
from fieldlog.models import Entry
from fieldlog.models.entry import ACTIVE

Key = tuple[uuid.UUID, str]


class Spoken(NamedTuple):
    """A quote as far as its speaker agreed; `role` in the words of the program, empty like the name where it
    may not stand."""

    entry_id: uuid.UUID
    part_id: str
    text: str
    role: str
    speaker: str

    @property
    def key(self) -> Key:
        return self.entry_id, self.part_id


def of_year(year: SchoolYear) -> list[Spoken]:
    """Of several schools together first, then the newest."""
    query = select(Entry.id, Entry.kind, Entry.activity_date, Entry.details)
    rows = db.session.execute(query.where(stand_in(year), saying(QUOTE.name))).all()
    kinds = own_lists.kinds()
    in_order = sorted(
        rows,
        key=lambda row: (kinds[row.kind].several_schools, row.activity_date, row.id.hex),
        reverse=True,
    )
    return [each for row in in_order for each in _spoken(row.id, kinds[row.kind], row.details)]


def standing(entry_ids: Collection[uuid.UUID]) -> dict[Key, Spoken]:
    """What these entries say today with their speakers' consent; nothing of those that were withdrawn."""
    query = select(Entry.id, Entry.kind, Entry.details).where(Entry.id.in_(entry_ids), Entry.status == ACTIVE)
    kinds = own_lists.kinds()
    rows = db.session.execute(query)
    return {each.key: each for row in rows for each in _spoken(row.id, kinds[row.kind], row.details)}


def _spoken(entry_id: uuid.UUID, kind: Kind, details: Mapping[str, Any]) -> Iterator[Spoken]:
    read = kind.visible(details, to_author=False, schools=None)
    (field,) = (field for field in kind.every_field if field.name == QUOTE.name)
    assert isinstance(field, Parts)
    for part in read.get(QUOTE.name, ()):
        yield Spoken(entry_id, part["id"], part["text"], _role(field, part), part.get("speaker", ""))


def _role(field: Parts, part: Part) -> str:
    (role,) = (own for own in field.fields if own.name == "role")
    return " ".join(role.say(part.get("role")))
