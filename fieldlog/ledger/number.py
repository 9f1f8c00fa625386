"""Which number is asked about: what is counted, where and when."""

import datetime as dt
from dataclasses import dataclass

from fieldlog.activities.kind import Kind, Measure
from fieldlog.clock import Month, Period, SchoolYear
from fieldlog.ledger import figures, own_lists
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.schools import SchoolInYear


@dataclass(frozen=True)
class Number:
    """A measure of one school, or without one of the program, in a year or in that month of it; `until` the
    day up to which it goes, where that is not all of it."""

    measure: str
    school: SchoolInYear | None
    year: SchoolYear
    month: Month | None = None
    until: dt.date | None = None

    @property
    def period(self) -> Period:
        return self.month or self.year

    @property
    def last_day(self) -> dt.date:
        return self.until or self.period.last_day

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds whose entries add to it."""
        return tuple(kind for kind in own_lists.kinds().values() if self.counts(kind))

    def counts(self, kind: Kind) -> Measure | None:
        """How it counts the entries of that kind."""
        return next((each for each in kind.all_measures if each.code == self.measure), None)

    def figure(self, amount: int) -> Figure:
        return figures.figure_of(self.school.code if self.school else figures.PROGRAM, self.measure, amount)
