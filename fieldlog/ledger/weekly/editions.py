"""Editions of the weekly files: kept once, in one line, and never changed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from fieldlog.clock import Week
from fieldlog.extensions import db
from fieldlog.ledger.audit import IMPORT
from fieldlog.models import Audit, Entry, WeekEdition, WeekFile


def newest() -> WeekEdition | None:
    """The edition made last, whichever week it is of."""
    return db.session.scalars(select(WeekEdition).order_by(WeekEdition.id.desc()).limit(1)).one_or_none()


def how_many(week: Week) -> int:
    query = select(func.count()).select_from(WeekEdition).where(WeekEdition.week == week.code)
    return db.session.scalar(query) or 0


def of_week(week: Week) -> Sequence[WeekEdition]:
    """The editions of a week, the newest first."""
    query = select(WeekEdition).where(WeekEdition.week == week.code)
    return db.session.scalars(query.order_by(WeekEdition.number.desc())).all()


def made_at() -> dict[str, dt.datetime]:
    """Week -> when its newest edition was made."""
    query = select(WeekEdition.week, func.max(WeekEdition.made_at)).group_by(WeekEdition.week)
    return dict(db.session.execute(query).all())


def content(edition_id: int, name: str) -> bytes | None:
    file = db.session.get(WeekFile, (edition_id, name))
    return file.content if file else None


def due(now: dt.datetime, zone: ZoneInfo) -> list[Week]:
    """The weeks that are over and have no files yet, the oldest first: since the first that has some, or
    since the first entry where none ever had. What was imported is of a time before, and makes none due."""
    made = {Week.parse(code) for code in db.session.scalars(select(WeekEdition.week).distinct())}
    week, weeks = _last_closed(now, zone), list[Week]()
    first = min(made) if made else _of_first_entry()
    while first and week >= first:
        weeks += [week] if week not in made else []
        week = week.before()
    return weeks[::-1]


def _of_first_entry() -> Week | None:
    imported = select(Audit.entry_id).where(Audit.what == IMPORT)
    day = db.session.scalar(select(func.min(Entry.activity_date)).where(Entry.id.not_in(imported)))
    return Week.of(day) if day else None


def _last_closed(now: dt.datetime, zone: ZoneInfo) -> Week:
    week = Week.of(now.astimezone(zone).date())
    while week.closes(zone) > now:
        week = week.before()
    return week


def files_of(edition_id: int) -> Sequence[Any]:
    """Name, rows, size in bytes and SHA-256 of each file, without its bytes."""
    size = func.length(WeekFile.content)
    query = select(WeekFile.name, WeekFile.rows, size.label("size"), WeekFile.digest)
    return db.session.execute(query.where(WeekFile.edition_id == edition_id).order_by(WeekFile.name)).all()
