"""Names that are no student's, for a coach's tablet: colleagues, places, the coach's own lines."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Select, literal, or_, select, union

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.fields import Line
from fieldlog.extensions import db
from fieldlog.models import District, Entry, Person, PersonSchool, SchoolProfile

LOOKED_AT = 200
_LINES = tuple(
    (kind.code, field.name)
    for kind in KINDS.values()
    for field in kind.fields
    if isinstance(field, Line) and field.names_staff
)


class KnownNames(NamedTuple):
    people: list[str]
    places: list[str]


def of(actor: Actor) -> KnownNames:
    """What this coach knows anyway; nothing for who does not log."""
    if not access.may_log(actor):
        return KnownNames([], [])
    rows = db.session.execute(union(_people(actor), *_places(actor))).all()
    people = {name for name, is_person in rows if is_person} | {*_lines(actor)}
    return KnownNames(sorted(people), sorted(name for name, is_person in rows if not is_person))


def _people(actor: Actor) -> Select[str, bool]:
    """Who shares a school with this coach, leads one of their districts, or runs the program."""
    here = select(PersonSchool.person_id).where(PersonSchool.school_id.in_(actor.school_ids))
    districts = select(SchoolProfile.district_id).where(SchoolProfile.school_id.in_(actor.school_ids))
    is_theirs = or_(Person.id.in_(here), Person.district_id.in_(districts), Person.role == access.ADMIN)
    return select(Person.name, literal(True)).where(Person.is_active, is_theirs)


def _places(actor: Actor) -> tuple[Select[str, bool], Select[str, bool]]:
    mine = SchoolProfile.school_id.in_(actor.school_ids)
    district = select(District.name, literal(False)).join(SchoolProfile).where(mine)
    return district, select(SchoolProfile.county, literal(False)).where(mine)


def _lines(actor: Actor) -> Iterator[str]:
    """What stands in the lines that name staff, of this coach's last entries."""
    written = [Entry.details[name].as_string() for _, name in _LINES]
    query = select(*written).where(Entry.coach_id == actor.id, Entry.kind.in_({kind for kind, _ in _LINES}))
    rows = db.session.execute(query.order_by(Entry.received_at.desc()).limit(LOOKED_AT))
    return (line for row in rows for line in row if line)
