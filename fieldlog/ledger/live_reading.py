"""What a live link opens, and how often: each reading is counted before it is answered."""

import datetime as dt
import hashlib
import math
from typing import NamedTuple

from sqlalchemy import Select, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.errors import NotFound, TooOften
from fieldlog.extensions import db
from fieldlog.ledger import as_of, live_links, people
from fieldlog.ledger.as_of import Sources
from fieldlog.ledger.tokens import hash_of, is_token
from fieldlog.models import LiveLink, Person

MOST = 60
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


class Reading(NamedTuple):
    """Who reads; the tag of all that is read, and since when it is the same, in whole seconds."""

    reader: Actor
    tag: str
    changed_at: dt.datetime


def refuse(token: str, now: dt.datetime) -> None:
    """Raises NotFound for a link that is unknown, over, taken back, or whose maker may not read it any more,
    and TooOften for one that was read enough. Writes nothing: whoever guesses keeps nobody waiting."""
    if not is_token(token):
        raise NotFound
    _good(_opened(token, now), now)


def count(token: str, made_with: Sources, now: dt.datetime) -> Reading:
    """Count a reading of what is also made with these; raises as `refuse` does.

    The row is held to the end of the transaction, so that a later reading never finds an earlier state.
    """
    row = _good(_opened(token, now).with_for_update(of=LiveLink), now)
    reader = access.reader_by_live_link(row.school_id)
    state = _digest((*as_of.of_entries(reader), *made_with))
    changed_at = row.changed_at
    if changed_at is None or state != row.state:
        changed_at = _following(changed_at, now)
    row.state, row.changed_at, row.read_at = state, changed_at, now
    if _hour_ends(row, now) is None:
        row.hour_from, row.reads = now, 0
    row.reads += 1
    db.session.flush()
    return Reading(reader, state.hex()[:32], changed_at)


def _opened(token: str, now: dt.datetime) -> Select[LiveLink, Person]:
    return (
        select(LiveLink, Person)
        .join(Person, Person.id == LiveLink.person_id)
        .where(LiveLink.token_hash == hash_of(token))
        .where(LiveLink.revoked_at.is_(None), LiveLink.expires_at > now)
    )


def _good(query: Select[LiveLink, Person], now: dt.datetime) -> LiveLink:
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    row, maker = found
    if not live_links.is_good(maker, people.actor_of(maker), row.school_id):
        raise NotFound
    _refuse_too_often(row, now)
    return row


def _refuse_too_often(row: LiveLink, now: dt.datetime) -> None:
    ends = _hour_ends(row, now)
    if ends and row.reads >= MOST:
        raise TooOften(math.ceil((ends - now) / SECOND))


def _hour_ends(row: LiveLink, now: dt.datetime) -> dt.datetime | None:
    """When the hour in which readings are counted is over; None where none runs."""
    begins = row.hour_from
    return begins + HOUR if begins and begins <= now < begins + HOUR else None


def _following(changed_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """This second; after another change within it the next, as two states must not bear one date."""
    second = now.replace(microsecond=0)
    return second if changed_at is None else max(second, changed_at + SECOND)


def _digest(sources: Sources) -> bytes:
    return hashlib.sha256(repr(sources).encode("utf-8", "replace")).digest()
