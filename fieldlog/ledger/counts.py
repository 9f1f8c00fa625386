"""How many entries a number is the sum of, by month and kind: for those who read none of them."""

from collections import Counter
from dataclasses import dataclass

from fieldlog.activities.kind import Kind
from fieldlog.clock import Month
from fieldlog.ledger import parts_of_tally, tally
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.number import Number


@dataclass(frozen=True)
class Row:
    """How many entries of each kind, and what all of them add."""

    month: Month
    entries: tuple[int, ...]
    added: Figure


@dataclass(frozen=True)
class Counts:
    """A row for each month that has any; `all` are those of each kind together."""

    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    all: tuple[int, ...]
    total: int


def of(number: Number) -> Counts:
    months = _months(number)
    every = tally.total(months)
    kinds = tuple(kind for kind in number.kinds if every[kind.code])
    shown = (month for month in number.year.every_month if months.get(month.months[0]))
    rows = tuple(_row(number, month, kinds, months[month.months[0]]) for month in shown)
    return Counts(
        kinds,
        tuple(row for row in rows if any(row.entries)),
        tuple(every[kind.code] for kind in kinds),
        every[number.measure],
    )


def _row(number: Number, month: Month, kinds: tuple[Kind, ...], found: Counter[str]) -> Row:
    return Row(month, tuple(found[kind.code] for kind in kinds), number.figure(found[number.measure]))


def _months(number: Number) -> dict[int, Counter[str]]:
    """The measures by month, of the last one up to the day that is asked about."""
    if number.school is None:
        return parts_of_tally.program_by_month(number.period)
    first, last = number.period.months[0], Month.of(number.last_day)
    found = tally.by_month([number.school.id], number.year)[number.school.id]
    within = {month: counter for month, counter in found.items() if first <= month < last.months[0]}
    return within | {last.months[0]: tally.of_school(number.school.id, last, number.until)}
