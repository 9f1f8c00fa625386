"""What stands behind a number: its entries, and what the tally says that they add up to."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import aliased

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.kind import Content
from fieldlog.extensions import db
from fieldlog.ledger import parts_of_tally, schools, tally
from fieldlog.ledger.contents import content_of
from fieldlog.ledger.entries import Days, Ids
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.number import Number
from fieldlog.ledger.scan import all_columns
from fieldlog.models import Entry, EntrySchool
from fieldlog.models.entry import ACTIVE


class Sum(NamedTuple):
    """Some entries: how many they are, and what they add up to."""

    entries: int
    amount: int

    def plus(self, other: "Sum") -> "Sum":
        return Sum(self.entries + other.entries, self.amount + other.amount)

    def less(self, other: "Sum") -> "Sum":
        return Sum(self.entries - other.entries, self.amount - other.amount)


NOTHING = Sum(0, 0)


def sum_of(amounts: Iterable[int]) -> Sum:
    each = list(amounts)
    return Sum(len(each), sum(each))


def amount_of(number: Number, content: Content) -> int:
    return tally.added_by(content)[number.measure]


def contents_of(found: Sequence[Row[Any]]) -> list[Content]:
    ids = [entry.id for entry in found]
    named, helpers = schools_of(ids), co_coaches_of(ids)
    return [content_of(entry, named[entry.id], helpers[entry.id]) for entry in found]


class BehindSchool:
    """Of a school's number. `seen` is what its reader sees of the `total`: all of it."""

    def __init__(self, number: Number, school_id: int):
        self.day: Days = EntrySchool.activity_date
        self.entry_id: Ids = EntrySchool.entry_id
        self._number = number
        self._school_id = school_id
        self.seen = self.total = _said(number, tally.of_school(school_id, number.period, number.until))

    @property
    def entries(self) -> Select[Any]:
        named = all_columns().join(EntrySchool, EntrySchool.entry_id == Entry.id)
        return _counted(self._number, named.where(EntrySchool.school_id == self._school_id), self.day)

    def between(self, first: dt.date, last: dt.date) -> Sum:
        """What the tally has of these days, both included."""
        return _said(self._number, parts_of_tally.between(self._school_id, first, last))


class BehindProgram:
    """The same of the program's number; its reader sees the entries at their schools.

    The tally has an event of several schools with the first of them. Some are lent: their first school the
    reader does not see, but another one.
    """

    def __init__(self, number: Number, actor: Actor):
        self.day: Days = Entry.activity_date
        self.entry_id: Ids = Entry.id
        self._number = number
        self._sees_all = access.sees_every_school(actor)
        self._school_ids = [school.id for school in schools.choices(actor)]
        self._lent = [] if self._sees_all else list(self._lent_to_reader())
        lent = sum_of(amount for _, amount in self._lent)
        self.seen = self._carried().plus(lent)
        # Not the whole less a part: of the two one may be of before a write, the other of after.
        self.total = self.seen if self._sees_all else self.seen.plus(self._carried_by_others().less(lent))

    @property
    def entries(self) -> Select[Any]:
        counted = _counted(self._number, all_columns(), self.day)
        if self._sees_all:
            return counted
        return counted.where(Entry.id.in_(self._named()))

    def between(self, first: dt.date, last: dt.date) -> Sum:
        carried = _said(self._number, parts_of_tally.carried_between(self._school_ids, first, last))
        return carried.plus(sum_of(amount for day, amount in self._lent if first <= day <= last))

    def _carried(self) -> Sum:
        if self._sees_all:
            return _said(self._number, tally.of_program(self._number.period))
        return _said(self._number, parts_of_tally.carried_by(self._school_ids, self._number.period))

    def _carried_by_others(self) -> Sum:
        return _said(self._number, parts_of_tally.carried_by_others(self._school_ids, self._number.period))

    def _lent_to_reader(self) -> Iterable[tuple[dt.date, int]]:
        """The day of each, and what it adds."""
        if not any(kind.several_schools for kind in self._number.kinds):
            return
        other = aliased(EntrySchool)
        named_before = exists().where(
            other.entry_id == EntrySchool.entry_id,
            other.school_id < EntrySchool.school_id,
            other.school_id.not_in(self._school_ids),
        )
        named = all_columns().where(Entry.id.in_(self._named().where(named_before)))
        for content in contents_of(db.session.execute(_counted(self._number, named, self.day)).all()):
            if min(content.school_ids) not in self._school_ids:
                yield content.activity_date, amount_of(self._number, content)

    def _named(self) -> Select[uuid.UUID]:
        """The entries that name a school of the reader's in that time."""
        at_schools = EntrySchool.school_id.in_(self._school_ids)
        return select(EntrySchool.entry_id).where(
            at_schools, _is_within(self._number, EntrySchool.activity_date)
        )


# Either way to what stands behind a number.
Behind = BehindSchool | BehindProgram


def behind(actor: Actor, number: Number) -> Behind:
    return BehindSchool(number, number.school.id) if number.school else BehindProgram(number, actor)


def _said(number: Number, counted: Counter[str]) -> Sum:
    """What the tally says of it: by its kind's own code each entry counts once."""
    return Sum(sum(counted[kind.code] for kind in number.kinds), counted[number.measure])


def _counted(number: Number, entries: Select[Any], day: Days) -> Select[Any]:
    """Of these entries those that count in it."""
    return entries.where(
        Entry.status == ACTIVE,
        Entry.kind.in_([kind.code for kind in number.kinds]),
        _is_within(number, day),
    )


def _is_within(number: Number, day: Days) -> ColumnElement[bool]:
    return day.between(number.period.first_day, number.last_day)
