"""Weeks and school years, across every edge a calendar has."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from fieldlog.clock import Month, SchoolYear, Week, moment_of, month_of, parse_day, year_before

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("code", "monday"),
    [
        ("2026-W47", "2026-11-16"),
        ("2026-W53", "2026-12-28"),
        ("2027-W01", "2027-01-04"),
        ("2020-W01", "2019-12-30"),
    ],
)
def test_a_week_is_read_and_written_alike(code: str, monday: str) -> None:
    week = Week.parse(code)
    assert (week.monday.isoformat(), week.code) == (monday, code)
    assert all(Week.of(week.monday + dt.timedelta(days=day)) == week for day in range(7))
    assert Week.of(week.sunday + dt.timedelta(days=1)).before() == week


@pytest.mark.parametrize(
    "code",
    [
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "2026-47",
        "2026-W7",
        "26-W47",
        "2026-W47 ",
        "\uff12\uff10\uff12\uff16-W47",
        "9999-W01",
        "",
    ],
)
def test_what_is_no_week_is_refused(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each says the text itself
        Week.parse(code)


@pytest.mark.parametrize(
    ("week", "utc"),
    [
        ("2026-W09", "2026-03-02T14:00:00+00:00"),
        ("2026-W10", "2026-03-09T13:00:00+00:00"),
        ("2026-W43", "2026-10-26T13:00:00+00:00"),
        ("2026-W44", "2026-11-02T14:00:00+00:00"),
        ("2026-W53", "2027-01-04T14:00:00+00:00"),
    ],
)
def test_a_week_closes_on_monday_at_six_in_summer_and_winter(week: str, utc: str) -> None:
    assert Week.parse(week).closes(LOS_ANGELES).astimezone(dt.UTC).isoformat() == utc


@pytest.mark.parametrize(
    ("day", "code"), [("2026-06-30", "2025-26"), ("2026-07-01", "2026-27"), ("1999-12-31", "1999-00")]
)
def test_a_school_year_begins_on_the_first_of_july(day: str, code: str) -> None:
    year = SchoolYear.of(parse_day(day))
    assert year.code == code
    assert SchoolYear.parse(code) == year
    assert year.first_day <= parse_day(day) <= year.last_day
    assert year.months == (year.start * 100 + 7, (year.start + 1) * 100 + 6)
    assert SchoolYear.of(year.first_day) == SchoolYear.of(year.last_day) == year


@pytest.mark.parametrize(
    "code", ["2025-27", "25-26", "2025-26 ", "2025/26", "\uff12\uff10\uff12\uff15-26", "2025", ""]
)
def test_what_is_no_school_year_is_refused(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each says the text itself
        SchoolYear.parse(code)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20261120", "2026-W01-1", "2026-11-20T00:00", "0000-01-01", "-2026-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each says the text itself
        parse_day(text)


def test_a_month_is_a_number_that_sorts() -> None:
    assert month_of(dt.date(2026, 11, 20)) == 202611


def test_a_clock_no_calendar_has_is_replaced() -> None:
    now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    assert moment_of(1_790_000_000_000, now).year == 2026
    assert moment_of(2**53, now) == now
    assert moment_of(-(2**53), now) == now


def test_a_month_is_named_has_its_days_and_the_one_a_year_before() -> None:
    month = Month(2024, 2)
    assert (month.code, month.number, month.name) == ("2024-02", "02", "February 2024")
    assert month.before == Month(2023, 2)
    assert (month.first_day, month.last_day) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert month.months == (202402, 202402)
    assert Month(2026, 12).last_day == dt.date(2026, 12, 31)


def test_a_school_year_has_twelve_months_in_its_order() -> None:
    months = SchoolYear(2025).every_month
    assert [months[0].code, months[5].code, months[6].code, months[11].code] == [
        "2025-07", "2025-12", "2026-01", "2026-06",
    ]  # fmt: skip
    assert len(set(months)) == 12
    assert all(SchoolYear.of(month.first_day) == SchoolYear(2025) for month in months)


def test_the_same_day_a_year_before_is_a_day() -> None:
    assert year_before(dt.date(2026, 11, 20)) == dt.date(2025, 11, 20)
    assert year_before(dt.date(2024, 2, 29)) == dt.date(2023, 2, 28)
    assert year_before(dt.date(2025, 2, 28)) == dt.date(2024, 2, 28)


@pytest.mark.parametrize(
    ("day", "gone"),
    [("2026-08-31", 0), ("2026-09-01", 1), ("2026-11-20", 81), ("2027-06-30", 303), ("2027-07-01", 303)],
)
def test_a_year_is_taught_from_september_to_june(day: str, gone: int) -> None:
    assert SchoolYear(2026).taught(dt.date.fromisoformat(day)) == (gone, 303)
