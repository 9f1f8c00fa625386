"""What happens in one invented school year, as the fields a coach would have filled in."""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from fieldlog.activities.kinds import classroom_visit, data_team_meeting, pd_session, quick_support
from fieldlog.activities.lists import FOCUS, GRADE_BAND, Options
from fieldlog.clock import SchoolYear
from fieldlog.demo import words
from fieldlog.demo.program import PARTNERS

VISITS_OF_PARTNER = 11
VISITS_OF_OTHERS = (7, 6, 6)
MEETINGS_A_YEAR = 11
# Fourteen sessions a school, 35 hours; eleven schools make 385.
SESSION_MINUTES = (60, 90, 120, 120, 150, 150, 150, 150, 150, 180, 180, 180, 210, 210)
SUPPORTS = 5
CONVENING_PARTICIPANTS = 25


class Event(NamedTuple):
    """One entry to be: where (indexes of schools), when, what kind, and its typed fields."""

    kind: str
    schools: tuple[int, ...]
    day: dt.date
    fields: dict[str, str | list[str]]


def events(year: SchoolYear, rng: Random, *, full: bool, scale: int = 1) -> list[Event]:
    """A year's events by day. The full year has exactly the program's figures, others their rhythm."""
    planned: list[Event] = []
    for round_ in range(scale):
        offset = round_ * len(PARTNERS)
        for index in range(len(PARTNERS)):
            planned += _of_school(year, rng, index, offset, full=full)
    planned.append(_convening(year, rng, 0 if full else rng.randint(-3, 6)))
    return _apart(sorted(planned, key=lambda event: (event.day, event.kind, event.schools)))


def _apart(planned: list[Event]) -> list[Event]:
    """The events with no two of a kind at one school on one day: they would look like one logged twice."""
    taken: set[tuple[str, int, dt.date]] = set()
    apart = []
    for event in planned:
        while not taken.isdisjoint(places := {(event.kind, school, event.day) for school in event.schools}):
            event = event._replace(day=_next_school_day(event.day))
        taken |= places
        apart.append(event)
    return sorted(apart, key=lambda event: event.day)


def _next_school_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())


def _of_school(year: SchoolYear, rng: Random, index: int, offset: int, *, full: bool) -> Iterator[Event]:
    is_partner = PARTNERS[index].whole_school_partner
    visits = VISITS_OF_PARTNER if is_partner else VISITS_OF_OTHERS[index - 8]
    meetings = MEETINGS_A_YEAR if is_partner else 0
    sessions = list(SESSION_MINUTES)
    if not full:
        visits = max(1, visits + rng.randint(-2, 3))
        meetings = max(0, meetings - rng.choice((0, 0, 1, 2))) if meetings else 0
        sessions = sessions[rng.randint(0, 2) :]
    school = index + offset
    yield from _spread(year, rng, visits, lambda day: _visit(day, rng, school))
    yield from _monthly(year, rng, meetings, school)
    for minutes in sessions:
        yield from _spread(year, rng, 1, lambda day, m=minutes: _session(day, rng, school, m))  # type: ignore[misc]
    yield from _spread(year, rng, SUPPORTS, lambda day: _support(day, rng, school))


def _spread(
    year: SchoolYear, rng: Random, how_many: int, make: Callable[[dt.date], Event]
) -> Iterator[Event]:
    """Events on school days from September to mid June."""
    first = dt.date(year.start, 9, 5)
    for number in range(how_many):
        step = 280 / how_many
        yield make(_school_day(first + dt.timedelta(days=int(step * number + rng.random() * step))))


def _monthly(year: SchoolYear, rng: Random, meetings: int, school: int) -> Iterator[Event]:
    """Data teams meet once a month, from late August to June."""
    for number in range(meetings):
        month = 8 + number
        first = dt.date(year.start + (month > 12), (month - 1) % 12 + 1, 20 if number == 0 else 8)
        yield _meeting(_school_day(first + dt.timedelta(days=rng.randint(0, 9))), rng, school)


def _school_day(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _visit(day: dt.date, rng: Random, school: int) -> Event:
    noticed = rng.sample(classroom_visit.LOOK_FOR, rng.randint(1, 4))
    fields: dict[str, Any] = {
        "minutes": str(rng.choice((10, 15, 15, 15, 20, 30))),
        "teacher_or_room": rng.choice(words.ROOMS),
        "share_teacher_or_room": ["1"] if rng.random() < 0.4 else [],
        "grade_band": _code(rng, GRADE_BAND[:5]),
        "purpose": _code(rng, classroom_visit.PURPOSE),
        "focus": [_code(rng, FOCUS)],
        "shared_note": rng.choice(words.VISIT_SHARED),
        "private_note": rng.choice(words.VISIT_PRIVATE),
    }
    marks = {f"what_we_noticed.{o.code}": rng.choice(("beginning", "seen", "seen")) for o in noticed}
    return Event("classroom_visit", (school,), day, fields | marks)


def _meeting(day: dt.date, rng: Random, school: int) -> Event:
    fields: dict[str, Any] = {
        "minutes": str(rng.choice((45, 45, 60))),
        "start_time": rng.choice(("07:45", "14:45", "15:00")),
        "attendance.teacher": str(rng.randint(3, 6)),
        "attendance.principal": "1",
        "attendance.counselor": str(rng.randint(0, 2)),
        "data_reviewed": [o.code for o in rng.sample(data_team_meeting.DATA_REVIEWED, rng.randint(2, 4))],
        "solution_status": _code(rng, data_team_meeting.SOLUTION_STATUS[1:3]),
        "solution_effect": _code(rng, data_team_meeting.SOLUTION_EFFECT[1:]),
        "focus": ["data_use"],
        "shared_note": rng.choice(words.MEETING_SHARED),
    }
    return Event("data_team_meeting", (school,), day, fields)


def _session(day: dt.date, rng: Random, school: int, minutes: int) -> Event:
    """One in eight sessions takes in a neighbour too; the program still counts it once."""
    topic = rng.choice(tuple(words.PD_TITLES))
    participants = rng.randint(8, 36)
    licensed = participants * 2 // 3
    fields: dict[str, Any] = {
        "minutes": str(minutes),
        "title": words.PD_TITLES[topic],
        "topic": topic,
        "participants": str(participants),
        "format": _code(rng, pd_session.FORMAT[:2]),
        "facilitators": str(rng.choice((1, 1, 2))),
        "licensed": str(licensed),
        "classified": str(participants - licensed),
        "shared_note": rng.choice(words.PD_SHARED),
    }
    index = school % len(PARTNERS)
    neighbour = school + 1 if index in (0, 1, 3, 5, 7, 9) else school - 1
    schools = (school, neighbour) if rng.random() < 0.125 else (school,)
    return Event("pd_session", tuple(sorted(schools)), day, fields)


def _support(day: dt.date, rng: Random, school: int) -> Event:
    fields: dict[str, Any] = {
        "minutes": str(rng.choice((5, 10, 15))),
        "tag": _code(rng, quick_support.TAG),
        "shared_note": rng.choice(words.SUPPORT_SHARED),
    }
    return Event("quick_support", (school,), day, fields)


def _convening(year: SchoolYear, rng: Random, more: int) -> Event:
    partners = tuple(index for index, partner in enumerate(PARTNERS) if partner.whole_school_partner)
    fields: dict[str, Any] = {
        "minutes": "360",
        "title": f"Spring convening {year.start + 1}",
        "participants": str(CONVENING_PARTICIPANTS + more),
        "place": "Jacksonville",
        "co_hosts": "Southern Oregon education service district",
        "counts_by_role.teacher": "10",
        "counts_by_role.principal": "8",
        "shared_note": words.CONVENING_SHARED,
    }
    day = _school_day(dt.date(year.start + 1, 4, 18 + rng.randint(0, 6)))
    return Event("convening", partners, day, fields)


def _code(rng: Random, choices: Options) -> str:
    return rng.choice(choices).code
