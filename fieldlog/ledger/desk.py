"""What lies ready on a coach's desk when a form is opened."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select

from fieldlog.access import Actor
from fieldlog.activities.envelope import Surroundings
from fieldlog.activities.fields import Line
from fieldlog.activities.kind import Kind
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import people, program, schools
from fieldlog.models import Entry

LOOKED_AT, SUGGESTED = 60, 8


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


def suggestions(actor: Actor, kind: Kind) -> dict[str, tuple[str, ...]]:
    """What this coach wrote last in each line of this kind, most recent first."""
    lines = [field.name for field in kind.fields if isinstance(field, Line)]
    if not lines:
        return {}
    query = (
        select(Entry.details)
        .where(Entry.coach_id == actor.id, Entry.kind == kind.code)
        .order_by(Entry.received_at.desc())
        .limit(LOOKED_AT)
    )
    recent = db.session.scalars(query).all()
    return {name: tuple(dict.fromkeys(d[name] for d in recent if d.get(name)))[:SUGGESTED] for name in lines}
