"""The entries that a number is the sum of: a page of them, each with what it adds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, tuple_

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import entries
from fieldlog.ledger.behind import NOTHING, Behind, Sum, amount_of, behind, contents_of, sum_of
from fieldlog.ledger.entries import EntryRow, PageKey
from fieldlog.ledger.number import Number

PAGE = 50


class Addend(NamedTuple):
    """An entry with what it adds; where its minutes count for each of some people, for how many."""

    entry: EntryRow
    amount: int
    people: int | None


@dataclass(frozen=True)
class Addends:
    """A page of them, newest day first. `before` are those of the pages before it, `seen` all that its reader
    sees, `total` all there are; `expected` is what the first to the last of this page should add up to, by
    the tally."""

    rows: tuple[Addend, ...]
    next: PageKey | None
    before: Sum
    seen: Sum
    total: Sum
    expected: Sum

    @property
    def shown(self) -> Sum:
        return sum_of(row.amount for row in self.rows)

    @property
    def reached(self) -> Sum:
        return self.before.plus(self.shown)

    @property
    def is_right(self) -> bool:
        return self.reached == self.expected

    @property
    def beyond(self) -> Sum:
        """Those at schools that its reader does not see."""
        return self.total.less(self.seen)


def page(actor: Actor, number: Number, zone: ZoneInfo, after: PageKey | None = None) -> Addends:
    """What adds to this number, as far as its reader sees the schools. Raises NotFound for one who reads no
    entries."""
    if not access.may_read_entries(actor):
        raise NotFound
    found = _page(actor, number, zone, after)
    # Where somebody wrote between two of its queries, it is right the second time.
    return found if found.is_right else _page(actor, number, zone, after)


def _page(actor: Actor, number: Number, zone: ZoneInfo, after: PageKey | None) -> Addends:
    all_of_it = behind(actor, number)
    key = tuple_(all_of_it.day, all_of_it.entry_id)
    query = all_of_it.entries
    if after:
        query = query.where(key < tuple_(after.day, after.entry_id))
    ordered = query.order_by(all_of_it.day.desc(), all_of_it.entry_id.desc())
    found = db.session.execute(ordered.limit(PAGE + 1)).all()
    rows = _addends(actor, number, found[:PAGE], zone)
    last = PageKey(rows[-1].entry.activity_date, rows[-1].entry.id) if len(found) > PAGE else None
    before = _down_to(all_of_it, number, after) if after else NOTHING
    expected = _down_to(all_of_it, number, last) if last else all_of_it.seen
    return Addends(rows, last, before, all_of_it.seen, all_of_it.total, expected)


def _down_to(all_of_it: Behind, number: Number, key: PageKey) -> Sum:
    """From the newest down to this one: days after its own from the tally, of its own day each entry."""
    first = max(min(key.day, number.last_day) + dt.timedelta(days=1), number.period.first_day)
    same_day = all_of_it.entries.where(all_of_it.day == key.day, all_of_it.entry_id >= key.entry_id)
    contents = contents_of(db.session.execute(same_day).all())
    newer = all_of_it.between(first, number.last_day)
    return newer.plus(sum_of(amount_of(number, content) for content in contents))


def _addends(actor: Actor, number: Number, found: Sequence[Row[Any]], zone: ZoneInfo) -> tuple[Addend, ...]:
    pairs = zip(entries.rows_of(actor, found, zone), contents_of(found), strict=True)
    return tuple(Addend(row, amount_of(number, said), _people(number, row, said)) for row, said in pairs)


def _people(number: Number, row: EntryRow, content: Content) -> int | None:
    measure = number.counts(row.kind)
    return measure.people(content) if measure and measure.people else None
