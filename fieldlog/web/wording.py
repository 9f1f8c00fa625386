"""How days, times and numbers are written on a page."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask

from fieldlog import clock
from fieldlog.clock import SchoolYear
from fieldlog.config import Settings
from fieldlog.hours import hours_text
from fieldlog.yearbook.shown import beside, published, rule
from fieldlog.yearbook.wording import listed, schools_of


def init_app(app: Flask) -> None:
    zone = app.config["FIELDLOG"].time_zone
    assert isinstance(app.config["FIELDLOG"], Settings)
    filters = {
        "dated": lambda day: clock.day_in_words(_local(day, zone)),
        "day": lambda day: day_of(_local(day, zone), clock.today(zone)),
        "clock": lambda moment: clock_of(moment.astimezone(zone)),
        "count": lambda number: f"{number:,}",
        "hours": hours_text,
        "schoolyear": lambda start: SchoolYear(start).code,
        "beside": beside,
        "rule": rule,
        "published": published,
        "listed": listed,
        "schools": schools_of,
        "iso": lambda moment: moment.isoformat(),
    }
    app.jinja_env.filters.update(filters)


def day_of(day: dt.date, today: dt.date) -> str:
    """`Mon 23 Nov`, and the year when it is not this one."""
    text = clock.day_in_words(day)
    return text.removesuffix(f" {day.year}") if day.year == today.year else text


def _local(day: dt.date | dt.datetime, zone: ZoneInfo) -> dt.date:
    return day.astimezone(zone).date() if isinstance(day, dt.datetime) else day


def clock_of(moment: dt.datetime) -> str:
    """`9:15 am`, as clocks are read where the program is."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def greeting_of(moment: dt.datetime, name: str) -> str:
    hour, first_name = moment.hour, name.split()[0]
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    return f"Good {part}, {first_name}"
