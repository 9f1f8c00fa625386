"""The tally made anew from the entries, to prove it or to mend it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert

from fieldlog.extensions import db
from fieldlog.ledger import program, tally
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns, in_chunks
from fieldlog.ledger.statements import insert_or_add
from fieldlog.ledger.tally import Of, Sums
from fieldlog.models import DayTally, Entry, SchoolClock, Tally
from fieldlog.models.entry import ACTIVE

NOTHING = (0, 0)


class Difference(NamedTuple):
    """A number of the tally that the entries do not give: (school's own, program's part) of each."""

    key: tally.Key | tally.DayKey
    kept: tuple[int, int]
    counted: tuple[int, int]


def differences() -> list[Difference]:
    return _compared(_counted())


def rebuild() -> list[Difference]:
    """Set the tally to what the entries give; returns what was wrong."""
    share = _counted()
    found = _compared(share)
    if found:
        for table, sums in share.tables:
            db.session.execute(delete(table))
            if rows := sums.rows():
                db.session.execute(insert(table), rows)
        _tell(found)
    if opened := program.current():
        opened.counting = tally.COUNTING
    return found


def is_due() -> bool:
    """Whether the tally was counted by rules of before."""
    opened = program.current()
    return opened is not None and opened.counting != tally.COUNTING


def _tell(found: Iterable[Difference]) -> None:
    """Move the schools' clocks, as an entry would: who shows their numbers is to ask for them again."""
    touched = sorted({each.key.school_id for each in found})
    steps = [{"school_id": school_id, "seq": 1} for school_id in touched]
    db.session.execute(insert_or_add(SchoolClock, "seq"), steps)


def _compared(share: tally.Share) -> list[Difference]:
    months = {_key(row): (row.amount, row.program_amount) for row in tally.kept_months()}
    days = {_day_key(row): (row.amount, row.program_amount) for row in tally.kept_days()}
    return [*_differing(months, share.months), *_differing(days, share.days)]


def _differing(kept: Mapping[Of, tuple[int, int]], sums: Sums[Of]) -> Iterator[Difference]:
    counted = {key: (sums.amounts[key], sums.program_amounts[key]) for key in sums.amounts}
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key, NOTHING) != counted.get(key, NOTHING):
            yield Difference(key, kept.get(key, NOTHING), counted.get(key, NOTHING))


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


def _day_key(row: DayTally) -> tally.DayKey:
    return tally.DayKey(row.school_id, row.day, row.measure)
