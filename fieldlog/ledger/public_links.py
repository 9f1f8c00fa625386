"""Links by which anybody sees the newest edition of a year, until they are taken back; no token is kept."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update

from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import audit, editions
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.ledger.tokens import hash_of
from fieldlog.ledger.wire import digest_of
from fieldlog.models import Person, PublicLink

OPEN_LINK, CLOSE_LINK = "open_link", "close_link"
LONGEST_NAME = 80


class Link(NamedTuple):
    """A link as admins read of it; `name` says for whom it is."""

    id: int
    name: str
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None

    def is_open(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def open_link(
    actor: Actor, year: SchoolYear, token: str, name: str, expires_at: dt.datetime | None, now: dt.datetime
) -> None:
    """Open a link with this token; posted twice it is one. Raises NotFound where nothing was published."""
    if editions.newest(year) is None:
        raise NotFound
    row = {
        "token_hash": hash_of(token),
        "school_year": year.start,
        "name": name,
        "person_id": actor.id,
        "made_at": now,
        "expires_at": expires_at,
        "revoked_at": None,
    }
    if db.session.execute(insert_if_absent(PublicLink), row).all():
        digest = digest_of([OPEN_LINK, year.code, hash_of(token).hex()])
        audit.append([Deed(actor.id, OPEN_LINK, editions.about(year), digest)], now)


def take_back(actor: Actor, year: SchoolYear, link_id: int, now: dt.datetime) -> None:
    """Close a link for good; harmless when it is closed. Raises NotFound for one that is not of this year."""
    row = db.session.get(PublicLink, link_id, populate_existing=True)
    if row is None or row.school_year != year.start:
        raise NotFound
    closing = update(PublicLink).where(PublicLink.id == link_id, PublicLink.revoked_at.is_(None))
    if db.session.execute(closing.values(revoked_at=now).returning(PublicLink.id)).all():
        digest = digest_of([CLOSE_LINK, year.code, row.token_hash.hex()])
        audit.append([Deed(actor.id, CLOSE_LINK, editions.about(year), digest)], now)


def take_back_all(now: dt.datetime) -> int:
    """Close every link that was not taken back; returns how many."""
    closing = update(PublicLink).where(PublicLink.revoked_at.is_(None))
    return len(db.session.execute(closing.values(revoked_at=now).returning(PublicLink.id)).all())


def of_year(year: SchoolYear) -> Sequence[Link]:
    """All that were ever opened, the newest first."""
    link = PublicLink
    query = (
        select(link.id, link.name, link.made_at, Person.name, link.expires_at, link.revoked_at)
        .join(Person, Person.id == link.person_id)
        .where(link.school_year == year.start)
        .order_by(link.id.desc())
    )
    return [Link(*row) for row in db.session.execute(query)]


def opened(token: str, now: dt.datetime) -> SchoolYear | None:
    """The year behind a link; None for one that was taken back, is over, or never was."""
    link = PublicLink
    is_open = link.revoked_at.is_(None) & (link.expires_at.is_(None) | (link.expires_at > now))
    start = db.session.scalar(select(link.school_year).where(link.token_hash == hash_of(token), is_open))
    return None if start is None else SchoolYear(start)
