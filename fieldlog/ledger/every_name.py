"""Every name that the program knows, to keep them off what anybody may read: people, staff, schools."""

import re
from collections.abc import Iterator
from functools import cache

from sqlalchemy import select

from fieldlog.activities import KINDS
from fieldlog.activities.fields import Line
from fieldlog.activities.parts import Parts
from fieldlog.clock import SchoolYear
from fieldlog.config import ROOT
from fieldlog.extensions import db
from fieldlog.ledger.details import saying, stand_in
from fieldlog.models import Entry, Person, School
from fieldlog.yearbook import naming
from fieldlog.yearbook.naming import Known

WORDS = ROOT / "static" / "words" / "names.txt"


def lasting() -> Known:
    """The people with an account, past ones too, the schools, and what people are called first."""
    people = db.session.scalars(select(Person.name)).all()
    schools = db.session.scalars(select(School.name)).all()
    return naming.known(people, schools, _first_names())


def of_year(year: SchoolYear) -> Known:
    """Those, and whoever is named in the lines for staff of that year's entries."""
    written = naming.known(naming.people_in(_lines(year), _ordinary()), ())
    always = lasting()
    return Known(always.phrases | written.phrases, always.parts | written.parts)


def _lines(year: SchoolYear) -> Iterator[str]:
    for kind in KINDS.values():
        here = stand_in(year) & (Entry.kind == kind.code)
        for field in kind.every_field:
            if isinstance(field, Line) and field.names_staff:
                said = Entry.details[field.name].as_string()
                yield from db.session.scalars(select(said).where(here, saying(field.name)).distinct())
            elif isinstance(field, Parts) and (staff := _staff_of(field)):
                for details in db.session.scalars(select(Entry.details).where(here, saying(field.name))):
                    yield from (part[n] for part in details[field.name] for n in staff if n in part)


def _staff_of(field: Parts) -> list[str]:
    return [own.name for own in field.fields if isinstance(own, Line) and own.names_staff]


@cache
def _lists() -> dict[str, set[str]]:
    """The lists of words by which a tablet looks through notes for names."""
    lists = (re.split(r":?\s+", part.strip()) for part in re.split(r"\n(?=\w)", WORDS.read_text("utf-8")))
    return {name: set(words) for name, *words in lists}


def _first_names() -> set[str]:
    return _lists()["first"]


def _ordinary() -> set[str]:
    """What is no name though it stands where names do: a principal, the library."""
    lists = _lists()
    return set().union(*(words for name, words in lists.items() if name != "first")) - lists["first"]
