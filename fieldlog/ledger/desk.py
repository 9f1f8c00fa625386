"""What lies ready on a coach's desk when a form is opened."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from fieldlog.access import Actor
from fieldlog.activities.envelope import Surroundings
from fieldlog.activities.kind import Content, Kind
from fieldlog.clock import SchoolYear
from fieldlog.ledger import open_threads, people, program, schools
from fieldlog.ledger.open_threads import OpenThread


def around(actor: Actor, today: dt.date) -> Surroundings:
    opened = program.current()
    oldest = SchoolYear(opened.oldest_year) if opened else SchoolYear.of(today)
    return Surroundings(
        today=today,
        oldest_day=oldest.first_day,
        schools=schools.choices(actor),
        coaches=people.other_coaches(actor),
    )


def around_everywhere(actor: Actor, today: dt.date) -> Surroundings:
    """The same for what comes from a tablet, perhaps late: colleagues who have left may be named too."""
    return replace(around(actor, today), coaches=people.every_coach(), schools=schools.every())


def around_entry(author: Actor, content: Content, today: dt.date, *, anywhere: bool) -> Surroundings:
    """The same for an entry that was written: what it names may stay, whoever may name it anew.

    `anywhere`: it may move to any school, as an admin moves it.
    """
    start, everywhere = around(author, today), around_everywhere(author, today)
    named = {school for school in everywhere.schools if anywhere or school.id in content.school_ids}
    helpers = {coach for coach in everywhere.coaches if coach.id in content.co_coach_ids}
    return replace(
        start,
        oldest_day=min(start.oldest_day, content.activity_date),
        schools=tuple(sorted({*start.schools, *named}, key=lambda school: school.name)),
        coaches=tuple(sorted({*start.coaches, *helpers}, key=lambda coach: coach.name)),
    )


def coming_back(kind: Kind, school_ids: Collection[int]) -> list[OpenThread]:
    """The open threads that a form of this kind asks of, each once however many of the schools have it."""
    sorts = {each.what for each in kind.comes_back_to}
    if not sorts:
        return []
    found = (thread for thread in open_threads.at(school_ids) if thread.what in sorts)
    return list({thread.key: thread for thread in found}.values())
