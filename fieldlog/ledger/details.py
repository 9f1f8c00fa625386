"""Entries found by what their details say."""

from sqlalchemy import ColumnElement, func

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.models import Entry
from fieldlog.models.entry import ACTIVE


def stand_in(year: SchoolYear) -> ColumnElement[bool]:
    """The entries of that year that count."""
    return (Entry.status == ACTIVE) & Entry.activity_date.between(year.first_day, year.last_day)


def saying(name: str) -> ColumnElement[bool]:
    """Those in whose details there is a field of this name, one of our own."""
    if db.session.get_bind().dialect.name == "postgresql":
        return func.jsonb_exists(Entry.details, name)
    return func.json_type(Entry.details, f"$.{name}").is_not(None)
