"""The fields that every kind shares, as they stand for one person on one day."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from fieldlog.activities.fields import ActivityDay, Field, Minutes, Text, Time
from fieldlog.activities.kind import Kind
from fieldlog.activities.listed import Choices, People, Schools
from fieldlog.activities.lists import Option

SHORTEST, LONGEST = 1, 1440


class SchoolChoice(NamedTuple):
    id: int
    code: str
    name: str


class CoachChoice(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True)
class Surroundings:
    """What the envelope depends on: the day, the schools one may log for, who else might have come."""

    today: dt.date
    oldest_day: dt.date
    schools: tuple[SchoolChoice, ...]
    coaches: tuple[CoachChoice, ...]


def envelope(kind: Kind, around: Surroundings) -> tuple[Field, ...]:
    return (
        Schools(
            name="schools",
            label="Schools" if kind.several_schools else "School",
            required=True,
            several=kind.several_schools,
            options=tuple(Option(school.code, school.name) for school in around.schools),
        ),
        ActivityDay(
            name="activity_date",
            label="Day",
            required=True,
            low=around.oldest_day,
            high=around.today + dt.timedelta(days=1),
        ),
        Minutes(
            name="minutes",
            label="Minutes",
            required=True,
            low=SHORTEST,
            high=LONGEST,
            quick=kind.quick_minutes,
        ),
        Time(name="start_time", label="Started at"),
        People(
            name="co_coaches",
            label="With other coaches",
            options=tuple(Option(str(coach.id), coach.name) for coach in around.coaches),
        ),
        Choices(name="focus", label="Focus", options=kind.focus),
        Text(
            name="shared_note",
            label="Shared with the school",
            hint="The principal reads this. No student names, please.",
        ),
        Text(
            name="private_note",
            label="Only me and the program team",
            hint="Never shown to the school.",
        ),
    )


def fields_of(kind: Kind, around: Surroundings) -> dict[str, Field]:
    """All fields of a kind by name, as they stand for one person on one day."""
    schools = tuple(Option(school.code, school.name) for school in around.schools)
    own = (field.with_schools(schools) for field in kind.every_field)
    return {field.name: field for field in (*envelope(kind, around), *own)}
