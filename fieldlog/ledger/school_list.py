"""All schools a reader sees, side by side: their numbers of a year, and which were not visited."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fieldlog.activities import HEADLINES
from fieldlog.clock import Month, SchoolYear
from fieldlog.ledger import figures, tally
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.schools import SchoolInYear

HOLIDAYS = (7, 8)
VISITS, MEETINGS = "classroom_visits", "data_team_meetings"
MOST_NAMED = 5


@dataclass(frozen=True)
class Row:
    """A school with its headlines; `visits` are those of each of the twelve months."""

    school: SchoolInYear
    figures: tuple[Figure, ...]
    visits: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """Which schools, and by what in order: a measure, the highest first, or their names."""

    district: str = ""
    county: str = ""
    partners_only: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Sentence:
    """What is said, without its full stop, of a month or a whole year; some of the schools of which it is,
    and how many `more` there are."""

    words: str
    month: Month | None = None
    named: tuple[SchoolInYear, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class SchoolList:
    rows: tuple[Row, ...]
    sentences: tuple[Sentence, ...]


def listed(seen: Sequence[SchoolInYear], year: SchoolYear, wanted: Wanted, today: dt.date) -> SchoolList:
    shown = [school for school in seen if _is_wanted(school, wanted)]
    months = tally.by_month([school.id for school in shown], year)
    rows = [_row(school, year, months[school.id]) for school in shown]
    in_order = sorted(rows, key=lambda row: _order(row, wanted.sort))
    return SchoolList(tuple(in_order), tuple(_sentences(_partners(shown), months, year, today)))


def _is_wanted(school: SchoolInYear, wanted: Wanted) -> bool:
    return (
        wanted.district in ("", school.district)
        and wanted.county in ("", school.county)
        and (school.whole_school_partner or not wanted.partners_only)
    )


def _row(school: SchoolInYear, year: SchoolYear, months: dict[int, Counter[str]]) -> Row:
    total = tally.total(months)
    visits = tuple(months.get(month.months[0], Counter())[VISITS] for month in year.every_month)
    return Row(school, tuple(figures.figure_of(school.code, each, total[each]) for each in HEADLINES), visits)


def _order(row: Row, sort: str) -> tuple[float, str]:
    if sort in HEADLINES:
        return -row.figures[HEADLINES.index(sort)].value, row.school.name
    return 0, row.school.name if sort == "name" else row.school.code


def _partners(shown: Sequence[SchoolInYear]) -> list[SchoolInYear]:
    """Those that were in the program in the year shown."""
    return [school for school in shown if school.district]


def _sentences(
    shown: Sequence[SchoolInYear],
    months: dict[int, dict[int, Counter[str]]],
    year: SchoolYear,
    today: dt.date,
) -> Iterator[Sentence]:
    """Of the last month of school that is over, or of a year that is."""
    over = [month for month in year.every_month if month.last_day < today and month.month not in HOLIDAYS]
    if not shown or not over:
        return
    month = None if year.last_day < today else over[-1]
    looked_at = [month] if month else over
    when = f"in {month.first_day:%B}" if month else f"in {year.code}"
    partners = [school for school in shown if school.whole_school_partner]
    for schools, whose, measure, what in (
        (shown, "schools", VISITS, "visit"),
        (partners, "Whole School partners", MEETINGS, "data team meeting"),
    ):
        without = [school for school in schools if not _had(months[school.id], looked_at, measure)]
        if schools:
            named = without[:MOST_NAMED] if len(schools) > 1 else []
            words = _words(len(without), len(schools), whose, what, when)
            yield Sentence(words, month, tuple(named), len(without) - len(named) if named else 0)


def _had(months: dict[int, Counter[str]], looked_at: Sequence[Month], measure: str) -> bool:
    return any(months.get(month.months[0], Counter())[measure] for month in looked_at)


def _words(without: int, of: int, whose: str, what: str, when: str) -> str:
    if of == 1:
        return f"There was {'no' if without else 'a'} {what} {when}"
    if without:
        return f"{without} of {of} {whose} had no {what} {when}"
    return f"Each of {of} {whose} had a {what} {when}"
