"""A program's store filled up to any number of entries, evenly over its schools and the days of two years."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text

from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people, tally
from fieldlog.ledger.contents import content_of, entry_values
from fieldlog.ledger.scan import all_columns
from fieldlog.models import Entry, EntrySchool, School

# Those of one school, whichever it is.
KINDS = ("classroom_visit", "quick_support", "data_team_meeting")
AT_ONCE = 20_000
AFTER_SCHOOL = dt.time(23, tzinfo=dt.UTC)


def fill(up_to: int, today: dt.date, email: str) -> None:
    """Add entries of this coach until there are so many, with what they add to the tally."""
    with write_transaction():
        author = people.by_email(email)
        assert author
        missing = up_to - (db.session.scalar(select(func.count()).select_from(Entry)) or 0)
        schools = list(db.session.scalars(select(School.id).order_by(School.id)))
        share = tally.Share()
        every = _contents(_said(), schools, _days(today), missing)
        while contents := tuple(islice(every, AT_ONCE)):
            _insert(contents, author.id)
            _count(contents, share)
        tally.move(share)
    if db.engine.dialect.name == "postgresql":
        # As its autovacuum does by and by.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _said() -> list[Content]:
    """What the demo's entries say that are of one school, whichever it is."""
    entries = db.session.execute(all_columns().where(Entry.kind.in_(KINDS)).order_by(Entry.id)).all()
    return [content_of(entry, (0,), ()) for entry in entries]


def _days(today: dt.date) -> list[dt.date]:
    first = SchoolYear.of(today).before.first_day
    return [first + dt.timedelta(days=after) for after in range((today - first).days)]


def _contents(
    said: Sequence[Content], schools: Sequence[int], days: Sequence[dt.date], missing: int
) -> Iterator[Content]:
    """One day after the other, as they came."""
    for number in range(missing):
        day, school = days[number * len(days) // missing], schools[number % len(schools)]
        yield replace(said[number % len(said)], activity_date=day, school_ids=(school,), private_note="")


def _insert(contents: tuple[Content, ...], author: int) -> None:
    entries, schools = list[dict[str, Any]](), list[dict[str, Any]]()
    for number, content in enumerate(contents):
        entry_id, taken = uuid.uuid4(), dt.timedelta(seconds=number % 10_000)
        at = dt.datetime.combine(content.activity_date, AFTER_SCHOOL) + taken
        made = {"id": entry_id, "head": uuid.uuid4(), "status": "active", "revision": 1, "coach_id": author}
        made |= {"written_at": at, "received_at": at, "changed_at": at, "withdrawn_reason": ""}
        entries.append(entry_values(content) | made)
        schools.append(
            {
                "entry_id": entry_id,
                "school_id": content.school_ids[0],
                "activity_date": content.activity_date,
                "says_focus": bool(content.focus),
            }
        )
    db.session.execute(insert(Entry.__table__), entries)  # type: ignore[arg-type]
    db.session.execute(insert(EntrySchool.__table__), schools)  # type: ignore[arg-type]


def _count(contents: tuple[Content, ...], share: tally.Share) -> None:
    for content in contents:
        share.add(content)
