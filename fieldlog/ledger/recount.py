"""The tally made anew from the entries, to prove it or to mend it."""

from typing import NamedTuple

from sqlalchemy import delete, insert

from fieldlog.extensions import db
from fieldlog.ledger import tally
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns, in_chunks
from fieldlog.models import Entry, Tally
from fieldlog.models.entry import ACTIVE


class Difference(NamedTuple):
    """A number of the tally that the entries do not give: (school's own, program's part) of each."""

    key: tally.Key
    kept: tuple[int, int]
    counted: tuple[int, int]


def differences() -> list[Difference]:
    share = _counted()
    kept = {_key(row): (row.amount, row.program_amount) for row in tally.kept()}
    counted = {key: (share.amounts[key], share.program_amounts[key]) for key in share.amounts}
    return [
        Difference(key, kept.get(key, (0, 0)), counted.get(key, (0, 0)))
        for key in sorted(kept.keys() | counted.keys())
        if kept.get(key, (0, 0)) != counted.get(key, (0, 0))
    ]


def rebuild() -> list[Difference]:
    """Set the tally to what the entries give; returns what was wrong."""
    found = differences()
    if found:
        db.session.execute(delete(Tally))
        rows = _counted().rows()
        if rows:
            db.session.execute(insert(Tally), rows)
    return found


def _counted() -> tally.Share:
    share = tally.Share()
    active = all_columns().where(Entry.status == ACTIVE).order_by(Entry.activity_date, Entry.id)
    for entries in in_chunks(active):
        ids = [entry.id for entry in entries]
        schools, co_coaches = schools_of(ids), co_coaches_of(ids)
        for entry in entries:
            share.add(content_of(entry, schools[entry.id], co_coaches[entry.id]))
    return share


def _key(row: Tally) -> tally.Key:
    return tally.Key(row.school_id, row.month, row.kind, row.measure)
