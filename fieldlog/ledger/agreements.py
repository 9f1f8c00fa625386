"""What was agreed together in a year, as it was written down."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.activities.parts import Part, Parts
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.details import saying, stand_in
from fieldlog.models import Entry

AGREEMENT = "agreement"


class Agreed(NamedTuple):
    """`state` is what became of it since the year before, in words; empty where nothing is said."""

    text: str
    state: str


def of_year(year: SchoolYear) -> list[Agreed]:
    """In the order of the days and as they were written."""
    return [_agreed(field, part) for field, part in _parts(year)]


def _parts(year: SchoolYear) -> Iterator[tuple[Parts, Part]]:
    for kind in own_lists.kinds().values():
        for field in kind.every_field:
            if isinstance(field, Parts) and field.begins == AGREEMENT:
                query = select(Entry.details).where(
                    stand_in(year), Entry.kind == kind.code, saying(field.name)
                )
                for details in db.session.scalars(query.order_by(Entry.activity_date, Entry.id)):
                    yield from ((field, part) for part in details[field.name])


def _agreed(field: Parts, part: Part) -> Agreed:
    said = {own.name: " ".join(own.say(part.get(own.name))) for own in field.fields}
    return Agreed(said["text"], said["state"])
