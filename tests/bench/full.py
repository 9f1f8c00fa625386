"""A program's store filled up to any number of entries, evenly over its schools and the days of two years."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from sqlalchemy import func, insert, select, text

from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear, month_of
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people, tally
from fieldlog.ledger.contents import entry_values
from fieldlog.models import Entry, EntrySchool, School

KINDS = ("classroom_visit", "quick_support")
AT_ONCE = 20_000
NOTE = "Students came back to the circle quickly after recess. The greeting set a calm tone."
AT = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)


def fill(up_to: int, today: dt.date, email: str) -> None:
    """Add entries of this coach until there are so many, with what they add to the tally."""
    with write_transaction():
        author = people.by_email(email)
        assert author
        missing = up_to - (db.session.scalar(select(func.count()).select_from(Entry)) or 0)
        schools = list(db.session.scalars(select(School.id).order_by(School.id)))
        share = tally.Share()
        every = islice(_contents(schools, today), missing)
        while contents := tuple(islice(every, AT_ONCE)):
            _insert(contents, author.id)
            _count(contents, share)
        tally.move(share)
    if db.engine.dialect.name == "postgresql":
        # As its autovacuum does by and by.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _contents(schools: list[int], today: dt.date) -> Iterator[Content]:
    first = SchoolYear.of(today).before.first_day
    days = [today - dt.timedelta(days=ago) for ago in range((today - first).days)]
    while True:
        for kind, day, school in product(KINDS, days, schools):
            yield Content(kind, 2, (school,), day, 15, None, (), (), NOTE, "", {})


def _insert(contents: tuple[Content, ...], author: int) -> None:
    entries, schools = list[dict[str, Any]](), list[dict[str, Any]]()
    for content in contents:
        entry_id = uuid.uuid4()
        made = {"id": entry_id, "head": uuid.uuid4(), "status": "active", "revision": 1, "coach_id": author}
        at = {"written_at": AT, "received_at": AT, "changed_at": AT, "withdrawn_reason": ""}
        entries.append(entry_values(content) | made | at)
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
    """As `Share.add` does, the same contents together."""
    alike = Counter((each.kind, each.school_ids[0], each.activity_date) for each in contents)
    one = {each.kind: each for each in contents}
    for (kind, school, day), times in alike.items():
        for measure, amount in tally.added_by(one[kind]).items():
            month = tally.Key(school, month_of(day), kind, measure)
            share.months.add(month, times * amount, is_carrier=True)
            share.days.add(tally.DayKey(school, day, measure), times * amount, is_carrier=True)
