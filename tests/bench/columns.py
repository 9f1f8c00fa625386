"""The columns of `entries.csv` asked of the store itself, as far as it can say them: an export's limit."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Integer, String, case, cast, func, literal, null, select

from fieldlog.activities import KINDS
from fieldlog.activities.fields import Field, Flag
from fieldlog.activities.listed import ByOption, Choices
from fieldlog.activities.lists import declared_codes
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Marks
from fieldlog.ledger.columns import IN_ENVELOPE
from fieldlog.models import District, Entry, EntryCoach, EntrySchool, Person, School, SchoolProfile

Column = ColumnElement[Any]


def statement(engine: Engine) -> str:
    """A select of so many columns as the file has, in its order of rows, for a bare driver.

    It says a little less than the file: parts as they are kept, nothing of weeks, and shows all to all.
    """
    own = [
        column for kind in KINDS.values() for field in kind.every_field for column in _own(kind.code, field)
    ]
    asked = select(*_envelope(), *own).order_by(Entry.activity_date, Entry.id)
    return str(asked.compile(engine, compile_kwargs={"literal_binds": True}))


def _envelope() -> Iterator[Column]:
    def of_schools(what: Any) -> Column:
        query = select(func.aggregate_strings(what, ";")).join(
            EntrySchool, EntrySchool.school_id == School.id
        )
        return query.where(EntrySchool.entry_id == Entry.id).correlate(Entry).scalar_subquery()

    def of_places(what: Any) -> Column:
        query = (
            select(func.min(what))
            .join_from(SchoolProfile, District)
            .join(EntrySchool, EntrySchool.school_id == SchoolProfile.school_id)
        )
        this_year = SchoolProfile.school_year == func.substr(cast(Entry.activity_date, String), 1, 4).cast(
            Integer
        )
        return query.where(EntrySchool.entry_id == Entry.id, this_year).correlate(Entry).scalar_subquery()

    helpers = select(func.aggregate_strings(Person.name, ";")).join(EntryCoach)
    coach = select(Person.name).where(Person.id == Entry.coach_id)
    yield from (Entry.id, Entry.revision, Entry.status, literal("new"), Entry.kind, Entry.activity_date)
    yield from (literal(""), literal(""))
    yield from (of_schools(School.code), of_schools(School.name))
    yield from (of_places(District.name), of_places(SchoolProfile.county))
    yield coach.correlate(Entry).scalar_subquery()
    yield helpers.where(EntryCoach.entry_id == Entry.id).correlate(Entry).scalar_subquery()
    yield from (Entry.minutes, Entry.start_time, cast(Entry.focus, String))
    yield Entry.details["grade_band"].as_string()
    yield from (Entry.shared_note, Entry.received_at, literal("0"), Entry.form_version)


def _own(kind: str, field: Field) -> Iterator[Column]:
    if field.name not in IN_ENVELOPE:
        for column in _of_field(field):
            yield case((Entry.kind == kind, column), else_=null())


def _of_field(field: Field) -> Iterator[Column]:
    said = Entry.details[field.name]
    if isinstance(field, Flag):
        yield case((said.as_boolean(), "1"), else_="0")
    elif isinstance(field, Parts):
        yield said.as_string()
        yield literal("0")
    elif isinstance(field, ByOption):
        if isinstance(field, Choices | Marks):
            yield said.as_string()
        for code in declared_codes(field.options):
            yield _of_option(field, code)
    else:
        yield said.as_string()


def _of_option(field: ByOption, code: str) -> Column:
    if isinstance(field, Choices):
        return case((Entry.details[field.name].as_string().contains(f'"{code}"'), "1"), else_="0")
    said = Entry.details[field.name, code].as_string()
    return case((said.is_not(None), "1"), else_="0") if isinstance(field, Marks) else said
