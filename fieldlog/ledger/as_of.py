"""What numbers and rows were made from: while that is the same, so are they.

Every entry moves the clocks of its schools in its own transaction. What is here must be asked before the
numbers are: it is then older than they are, never newer.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select

from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import people, program, schools, targets
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.models import SchoolClock

Sources = tuple[object, ...]


def of_school(school: SchoolInYear, year: SchoolYear) -> Sources:
    """Of one school's numbers and its log."""
    aims = targets.of_schools([school.id], year)[school.id]
    return (*_of_all(), school, sorted(aims.items()), _clocks(_clock().where(_is_of([school]))))


def of_schools(seen: Sequence[SchoolInYear], *, and_program: SchoolYear | None) -> Sources:
    """Of the numbers of each of these schools; with a year, of the program's own in it too."""
    declared = sorted(schools.declared(and_program).items()) if and_program else ()
    clocks = _clock() if and_program else _clock().where(_is_of(seen))
    return (*_of_all(), tuple(seen), declared, _clocks(clocks))


def of_entries(actor: Actor) -> Sources:
    """Of the rows of `entries.csv` as this reader sees them: the entries, and whom and what they name."""
    seen = schools.choices(actor)
    ids = {school.id for school in seen}
    places = sorted(place for place in schools.places().items() if place[0][0] in ids)
    names = sorted(people.every_name().items())
    return (*_of_all(), seen, places, names, _clocks(_clock().where(_is_of(seen))))


def _of_all() -> Sources:
    """A restore sets the clocks back, other rules count otherwise, other lists name things otherwise."""
    opened = program.current()
    return (opened.epoch, opened.counting, opened.lists) if opened else ()


def _clock() -> Select[int, int]:
    return select(SchoolClock.school_id, SchoolClock.seq).order_by(SchoolClock.school_id)


def _is_of(seen: Sequence[SchoolInYear | SchoolChoice]) -> ColumnElement[bool]:
    return SchoolClock.school_id.in_([school.id for school in seen])


def _clocks(query: Select[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple((school_id, seq) for school_id, seq in db.session.execute(query))
