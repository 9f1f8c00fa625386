"""One school's numbers of a year or a month, with what they are read beside: its months, what it aims at
and what it was the year before."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from fieldlog.activities import HEADLINES, MEASURES
from fieldlog.clock import Month, Period, SchoolYear, year_before
from fieldlog.ledger import figures, tally, targets
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.schools import SchoolInYear

OTHERS = tuple(code for code in MEASURES if code not in HEADLINES)


@dataclass(frozen=True)
class Headline:
    """A number; what is aimed at in its year, and how much of that would be on pace by the end of today,
    rounded down to what it counts; the same number of the period a year before. None where there is no such.
    `months` are its values in the twelve of the school year."""

    now: Figure
    months: tuple[int | float, ...]
    target: Figure | None
    pace: Figure | None
    before: Figure | None

    @property
    def is_reached(self) -> bool:
        return self.target is not None and self.now.value >= self.target.value


@dataclass(frozen=True)
class MonthOfSchool:
    month: Month
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class SchoolTally:
    """`months` are the twelve of the school year, each with every headline. `until` is the day of the year
    before up to which it is compared, while the period runs."""

    headlines: tuple[Headline, ...]
    others: tuple[Figure, ...]
    months: tuple[MonthOfSchool, ...]
    until: dt.date | None


def of_school(school: SchoolInYear, year: SchoolYear, month: Month | None, today: dt.date) -> SchoolTally:
    """The numbers of that month of the year, or of all of it."""
    period: Period = month or year
    months = tally.by_month([school.id], year)[school.id]
    now = Counter(months.get(month.months[0], {})) if month else tally.total(months)
    until = year_before(today) if period.first_day <= today <= period.last_day else None
    before = _before(school.id, period, until)
    aims = {} if month else targets.of_schools([school.id], year)[school.id]
    gone, whole = year.taught(today)
    rows = tuple(_month(school.code, each, months) for each in year.every_month)

    def headline(measure: str) -> Headline:
        aim = aims.get(measure, 0)
        # Down to what the number itself is kept in: whole ones, hours in minutes.
        pace = aim * gone // whole
        return Headline(
            figures.figure_of(school.code, measure, now[measure]),
            tuple(row.figures[HEADLINES.index(measure)].value for row in rows),
            figures.figure_of(school.code, measure, aim) if aim else None,
            figures.figure_of(school.code, measure, pace) if pace else None,
            figures.figure_of(school.code, measure, before[measure]) if before is not None else None,
        )

    others = now | (figures.declared(school) if not month else {})
    codes = OTHERS if month else (*OTHERS, *figures.BY_SCHOOL)
    return SchoolTally(
        headlines=tuple(headline(measure) for measure in HEADLINES),
        others=tuple(figures.figure_of(school.code, measure, others.get(measure, 0)) for measure in codes),
        months=rows,
        until=until,
    )


def _before(school_id: int, period: Period, until: dt.date | None) -> Counter[str] | None:
    """None where nothing was logged in that year at all."""
    year = SchoolYear.of(period.before.first_day)
    if not tally.of_schools([school_id], year)[school_id]:
        return None
    return tally.of_school(school_id, period.before, until)


def _month(code: str, month: Month, months: dict[int, Counter[str]]) -> MonthOfSchool:
    found = months.get(month.months[0], Counter())
    return MonthOfSchool(month, tuple(figures.figure_of(code, each, found[each]) for each in HEADLINES))
