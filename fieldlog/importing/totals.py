"""What schools' numbers came to before FieldLog, from a table: a row for each school, year and measure."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fieldlog.activities import MEASURES
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import HOURS, Measure
from fieldlog.clock import SchoolYear
from fieldlog.hours import hours_text
from fieldlog.importing import cells
from fieldlog.importing.known_schools import KnownSchools
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.sheet import Row, Sheet, Wanted
from fieldlog.importing.table import Table
from fieldlog.ledger import past_totals
from fieldlog.ledger.past_totals import Key

WANTED = Wanted(
    {
        "school": ("school_code", "code"),
        "year": ("school_year",),
        "measure": (),
        "amount": ("number", "total"),
    },
    needed=("school", "year", "measure", "amount"),
)
HIGHEST = 10_000_000
TAKE_AWAY = "An amount of 0 takes away a total that is here."
_HOURS = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,2})?")
_BY_NAME = {
    name.casefold(): measure for measure in MEASURES.values() for name in (measure.label, measure.code)
}


class Totals(Table):
    """A row that says another amount than is here takes its place: it was typed from the same papers. 0 takes
    away what is here, whatever year it is of."""

    def __init__(self, this_year: SchoolYear, sheet: Sheet):
        super().__init__(sheet)
        self._this_year = this_year
        self._schools = KnownSchools()
        self._known = past_totals.known()
        self._counted = past_totals.counted()
        self._rows: dict[Key, int] = {}
        self._kept: dict[Key, int] = {}

    def write(self) -> Iterator[int]:
        for key, amount in self._kept.items():
            past_totals.keep(key, amount)
            yield 1

    def look_at(self, row: Row) -> None:
        wrong = Gathered()
        school = wrong.tried(self._schools.one, "school", cells.text(row, "school"))
        year, measure = wrong.tried(_year, row), wrong.tried(_measure, row)
        amount: Any = wrong.tried(_amount, row, measure) if measure else None
        if school and year and amount != 0:
            wrong.tried(self._refuse_counted, school, year)
        wrong.refuse()
        key = (school.id, year.start, measure.code)
        first = self._rows.setdefault(key, row.number)
        if first != row.number:
            raise Wrong("measure", f"This school, year and measure stand in row {first} already.")
        self._tell(key, amount, f"{school.code} {year.code} {measure.code}", measure)

    def _tell(self, key: Key, amount: int, about: str, measure: Measure) -> None:
        now, wanted = self._known.get(key), amount or None
        if now == wanted:
            self.outcome.same += 1
            return
        self._kept[key] = amount
        if now is None:
            self.outcome.new.append(f"{about} {_text(measure, amount)}")
        else:
            becomes = _text(measure, amount) if amount else "taken away"
            self.outcome.changed.append(f"{about} {_text(measure, now)} → {becomes}")

    def _refuse_counted(self, school: SchoolChoice, year: SchoolYear) -> None:
        """What entries add up to is no number of before."""
        if year >= self._this_year:
            raise Wrong(
                "year", f"{year.code} is not over. Totals are of the years before {self._this_year.code}."
            )
        if (school.id, year) in self._counted:
            raise Wrong(
                "year",
                f"There are entries of {school.code} in {year.code}, and they are counted. {TAKE_AWAY}",
            )


def _year(row: Row) -> SchoolYear:
    year = cells.year(row, "year")
    if year is None:
        raise Wrong("year", "Of which school year? Write it like 2021-22.")
    return year


def _measure(row: Row) -> Measure:
    said = cells.text(row, "measure")
    measure = _BY_NAME.get(said.casefold())
    if measure is None:
        raise Wrong("measure", f"“{said}” is no measure. One of: {', '.join(MEASURES)}.")
    return measure


def _amount(row: Row, measure: Measure) -> int:
    said = cells.whole(cells.text(row, "amount"))
    is_hours = measure.unit == HOURS
    if not (_HOURS if is_hours else cells.DIGITS).fullmatch(said) or Decimal(said) > HIGHEST:
        right = "hours like 12 or 12.5" if is_hours else "a whole number"
        raise Wrong("amount", f"“{said}” is not {right}, up to {HIGHEST:,}. {TAKE_AWAY}")
    return int((Decimal(said) * 60).to_integral_value()) if is_hours else int(said)


def _text(measure: Measure, amount: int) -> str:
    return f"{hours_text(amount)} hours" if measure.unit == HOURS else f"{amount:,}"
