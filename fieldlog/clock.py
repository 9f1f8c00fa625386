"""Owns time: now, today, ISO weeks and school years."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SCHOOL_YEAR_STARTS_IN = 7
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_SCHOOL_YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200


def now() -> dt.datetime:
    """The present moment in UTC, to the millisecond, as both stores keep it."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def moment_of(ms: int, otherwise: dt.datetime) -> dt.datetime:
    """A tablet's clock as told, in milliseconds since 1970; `otherwise` where no calendar has it."""
    try:
        return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return otherwise


def today(zone: ZoneInfo) -> dt.date:
    return now().astimezone(zone).date()


def parse_day(text: str) -> dt.date:
    """`YYYY-MM-DD` to a date; raises ValueError for anything else."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def day_in_words(day: dt.date) -> str:
    """`Mon 23 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, Monday to Sunday."""

    monday: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        return cls(day - dt.timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, code: str) -> "Week":
        """`2026-W47` to a week; raises ValueError when there is no such week."""
        match = _WEEK.fullmatch(code)
        if not match or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
            raise ValueError(code)
        return cls(dt.date.fromisocalendar(int(match[1]), int(match[2]), 1))

    @property
    def code(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    def before(self) -> "Week":
        return Week(self.monday - dt.timedelta(days=7))

    def closes(self, zone: ZoneInfo) -> dt.datetime:
        """When the week's file is made: the Monday after at 06:00 in the program's zone."""
        return dt.datetime.combine(self.monday + dt.timedelta(days=7), dt.time(6), zone)


@dataclass(frozen=True, order=True)
class SchoolYear:
    """A school year, 1 July to 30 June, named by the calendar year it starts in."""

    start: int

    @classmethod
    def of(cls, day: dt.date) -> "SchoolYear":
        return cls(day.year if day.month >= SCHOOL_YEAR_STARTS_IN else day.year - 1)

    @classmethod
    def parse(cls, code: str) -> "SchoolYear":
        """`2025-26` to a school year; raises ValueError for anything else."""
        match = _SCHOOL_YEAR.fullmatch(code)
        if not match or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
            raise ValueError(code)
        year = cls(int(match[1]))
        if year.code != code:
            raise ValueError(code)
        return year

    @property
    def code(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02}"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.start, SCHOOL_YEAR_STARTS_IN, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.start + 1, SCHOOL_YEAR_STARTS_IN, 1) - dt.timedelta(days=1)

    @property
    def months(self) -> tuple[int, int]:
        """First and last month as `YYYYMM` numbers, both included."""
        return month_of(self.first_day), month_of(self.last_day)

    @property
    def every_month(self) -> tuple["Month", ...]:
        first = SCHOOL_YEAR_STARTS_IN
        this, next_ = range(first, 13), range(1, first)
        return (*(Month(self.start, n) for n in this), *(Month(self.start + 1, n) for n in next_))

    @property
    def before(self) -> "SchoolYear":
        return SchoolYear(self.start - 1)

    def taught(self, day: dt.date) -> tuple[int, int]:
        """Of the days from 1 September to 30 June, how many are over at the end of this one, and all."""
        first, last = dt.date(self.start, 9, 1), dt.date(self.start + 1, 6, 30)
        days = (last - first).days + 1
        return min(max((day - first).days + 1, 0), days), days


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @property
    def code(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def number(self) -> str:
        """`10`, the same in every year."""
        return f"{self.month:02}"

    @property
    def name(self) -> str:
        return f"{self.first_day:%B} {self.year}"

    @property
    def short_name(self) -> str:
        return f"{self.first_day:%b} {self.year}"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def months(self) -> tuple[int, int]:
        return month_of(self.first_day), month_of(self.first_day)

    @property
    def before(self) -> "Month":
        """The same month a year before."""
        return Month(self.year - 1, self.month)


# What numbers are shown of.
Period = SchoolYear | Month


def year_before(day: dt.date) -> dt.date:
    """The same day a year before; of a leap day the one before it."""
    last_of_month = Month(day.year - 1, day.month).last_day
    return day.replace(year=day.year - 1, day=min(day.day, last_of_month.day))


def month_of(day: dt.date) -> int:
    """A day's month as the number `YYYYMM`, the key of the tally."""
    return day.year * 100 + day.month
