"""What arrived lately, whatever day it is of."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger.entries import EntryRow, is_read_by, rows_of
from fieldlog.models import Entry

MOST = 10
DAYS = dt.timedelta(days=7)


class Arrived(NamedTuple):
    """What was received since the first moment of a day, the newest first; perhaps there `is_more`."""

    since: dt.date
    rows: list[EntryRow]
    is_more: bool


def lately(actor: Actor, today: dt.date, zone: ZoneInfo) -> Arrived:
    """Of the entries that this reader sees those of the last seven days; none for who reads no entries."""
    since = today - DAYS
    if not access.may_read_entries(actor):
        return Arrived(since, [], False)
    begins = dt.datetime.combine(since, dt.time(), zone)
    query = select(Entry).where(Entry.received_at >= begins, is_read_by(actor))
    newest = query.order_by(Entry.received_at.desc(), Entry.id.desc()).limit(MOST + 1)
    found = db.session.scalars(newest).all()
    return Arrived(since, rows_of(actor, found[:MOST], zone), len(found) > MOST)
