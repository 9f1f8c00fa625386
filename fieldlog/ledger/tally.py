"""The running numbers: moved with each entry, read without touching entries."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from fieldlog.activities import KINDS
from fieldlog.activities.kind import Content
from fieldlog.clock import Month, Period, SchoolYear, month_of
from fieldlog.extensions import db
from fieldlog.ledger.statements import insert_or_add
from fieldlog.models import DayTally, Tally

# One more whenever entries are counted otherwise, or more of them is kept: the next start counts anew.
COUNTING = 3


class Key(NamedTuple):
    school_id: int
    month: int
    kind: str
    measure: str


class DayKey(NamedTuple):
    school_id: int
    day: dt.date
    measure: str


Of = TypeVar("Of", Key, DayKey)


class Sums(Generic[Of]):
    """Key -> the school's own number and the part of it that the program's total takes."""

    def __init__(self) -> None:
        self.amounts: Counter[Of] = Counter()
        self.program_amounts: Counter[Of] = Counter()

    def add(self, key: Of, amount: int, *, is_carrier: bool) -> None:
        self.amounts[key] += amount
        self.program_amounts[key] += amount * is_carrier

    def rows(self) -> list[dict[str, Any]]:
        """The rows that change, in key order, so that two writers never wait for each other in a ring."""
        return [
            key._asdict() | {"amount": self.amounts[key], "program_amount": self.program_amounts[key]}
            for key in sorted(self.amounts)
            if self.amounts[key] or self.program_amounts[key]
        ]


def added_by(content: Content) -> dict[str, int]:
    """What an entry adds to each number, at each of its schools. Its kind's own code counts entries."""
    return {content.kind: 1} | KINDS[content.kind].amounts(content)


class Share:
    """What entries add to the months and to the days of their schools."""

    def __init__(self) -> None:
        self.months: Sums[Key] = Sums()
        self.days: Sums[DayKey] = Sums()

    def add(self, content: Content, sign: int = 1) -> None:
        """Take a content in (or, with -1, out). The first school carries it for the program."""
        carrier, day = min(content.school_ids), content.activity_date
        for measure, amount in added_by(content).items():
            for school_id in content.school_ids:
                is_carrier = school_id == carrier
                month = Key(school_id, month_of(day), content.kind, measure)
                self.months.add(month, sign * amount, is_carrier=is_carrier)
                self.days.add(DayKey(school_id, day, measure), sign * amount, is_carrier=is_carrier)

    @property
    def tables(self) -> tuple[tuple[type[Tally] | type[DayTally], Sums[Any]], ...]:
        return (Tally, self.months), (DayTally, self.days)


def move(share: Share) -> None:
    for table, sums in share.tables:
        if rows := sums.rows():
            db.session.execute(insert_or_add(table, "amount", "program_amount"), rows)


def of_schools(school_ids: Collection[int], period: Period) -> dict[int, Counter[str]]:
    """The measures of each of these schools in that period."""
    return _by_school(school_ids, _of_months(school_ids, Tally.month.between(*period.months)))


def of_schools_up_to(school_ids: Collection[int], period: Period, day: dt.date) -> dict[int, Counter[str]]:
    """The same up to this day of the period."""
    month = Month.of(day)
    before = Tally.month.between(period.months[0], month.months[0]), Tally.month < month.months[0]
    days = (
        select(DayTally.school_id, DayTally.measure, func.sum(DayTally.amount))
        .where(DayTally.school_id.in_(school_ids), DayTally.day.between(month.first_day, day))
        .group_by(DayTally.school_id, DayTally.measure)
    )
    return _by_school(school_ids, _of_months(school_ids, *before), days)


def of_school(school_id: int, period: Period, until: dt.date | None) -> Counter[str]:
    """The measures of one school in that period, or up to this day of it."""
    if until is None:
        return of_schools([school_id], period)[school_id]
    return of_schools_up_to([school_id], period, until)[school_id]


def by_month(school_ids: Collection[int], year: SchoolYear) -> dict[int, dict[int, Counter[str]]]:
    """The measures of each of these schools, by the months of that year that have any."""
    found: dict[int, dict[int, Counter[str]]] = {school_id: {} for school_id in school_ids}
    query = (
        select(Tally.school_id, Tally.month, Tally.measure, func.sum(Tally.amount))
        .where(Tally.school_id.in_(school_ids), Tally.month.between(*year.months))
        .group_by(Tally.school_id, Tally.month, Tally.measure)
    )
    for school_id, month, measure, amount in db.session.execute(query):
        found[school_id].setdefault(month, Counter())[measure] = int(amount)
    return found


def of_program(period: Period) -> Counter[str]:
    """The program's measures in that period; an event at many schools counts once."""
    query = (
        select(Tally.measure, func.sum(Tally.program_amount))
        .where(Tally.month.between(*period.months))
        .group_by(Tally.measure)
    )
    return Counter({measure: int(amount) for measure, amount in db.session.execute(query)})


def of_program_up_to(year: SchoolYear, day: dt.date) -> Counter[str]:
    """The same up to this day of the year."""
    query = (
        select(DayTally.measure, func.sum(DayTally.program_amount))
        .where(DayTally.day.between(year.first_day, day))
        .group_by(DayTally.measure)
    )
    return Counter({measure: int(amount) for measure, amount in db.session.execute(query)})


def total(months: Mapping[int, Counter[str]]) -> Counter[str]:
    """The measures of all of these months together."""
    found: Counter[str] = Counter()
    for of_month in months.values():
        found.update(of_month)
    return found


def _of_months(school_ids: Collection[int], *which: ColumnElement[bool]) -> Select[int, str, int]:
    return (
        select(Tally.school_id, Tally.measure, func.sum(Tally.amount))
        .where(Tally.school_id.in_(school_ids), *which)
        .group_by(Tally.school_id, Tally.measure)
    )


def _by_school(school_ids: Collection[int], *queries: Select[int, str, int]) -> dict[int, Counter[str]]:
    figures: dict[int, Counter[str]] = {school_id: Counter() for school_id in school_ids}
    for query in queries:
        for school_id, measure, amount in db.session.execute(query):
            figures[school_id][measure] += int(amount)
    return figures


def kept_months() -> Iterable[Tally]:
    return db.session.scalars(select(Tally).order_by(*Tally.__table__.primary_key))


def kept_days() -> Iterable[DayTally]:
    return db.session.scalars(select(DayTally).order_by(*DayTally.__table__.primary_key))
