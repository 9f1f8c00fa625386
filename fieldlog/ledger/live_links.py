"""Links by which spreadsheets read entries, until they are taken back or over; no token is kept."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, true, update

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import audit, people
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.ledger.tokens import hash_of
from fieldlog.ledger.wire import digest_of
from fieldlog.models import LiveLink, Person, School

OPEN_LINK, CLOSE_LINK = "open_live_link", "close_live_link"
LONGEST_NAME = 80
A_MOMENT = dt.timedelta(hours=1)
# What the trail knows links by, where it knows entries by their ids.
_ABOUT = uuid.UUID("0c7e2f9a-6b1d-4d35-9f52-8a4e17c3b6d0")


class Link(NamedTuple):
    """A link as its maker and admins read of it; without a `school` it is the program's.

    `is_good`: its maker may still read what it opens.
    """

    id: int
    name: str
    school: str | None
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    read_at: dt.datetime | None
    is_good: bool

    def is_open(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def open_link(
    actor: Actor, school_id: int | None, token: str, name: str, expires_at: dt.datetime, now: dt.datetime
) -> bool:
    """Open a link with this token; posted twice it is one. Whether it opens what is asked: with the token of
    another link, or of one that was taken back, it does not. Raises NotFound for what one may not read."""
    if not access.may_open_live_link(actor, school_id):
        raise NotFound
    row = {
        "token_hash": hash_of(token),
        "name": name,
        "school_id": school_id,
        "person_id": actor.id,
        "made_at": now,
        "expires_at": expires_at,
        "reads": 0,
    }
    if db.session.execute(insert_if_absent(LiveLink), row).all():
        audit.append([_deed(actor, OPEN_LINK, hash_of(token))], now)
        return True
    return _is_the_same(row)


def _is_the_same(row: Mapping[str, Any]) -> bool:
    found = db.session.scalars(select(LiveLink).where(LiveLink.token_hash == row["token_hash"])).one()
    alike = all(getattr(found, name) == row[name] for name in ("name", "school_id", "person_id"))
    # Tapped twice, the second is a moment later.
    return alike and not found.revoked_at and abs(found.expires_at - row["expires_at"]) < A_MOMENT


def take_back(actor: Actor, link_id: int, now: dt.datetime) -> None:
    """Close a link for good; harmless when it is closed. Raises NotFound for an unknown one and for one that
    is another's to take back."""
    row = db.session.get(LiveLink, link_id, populate_existing=True)
    if row is None or not access.may_take_back_live_link(actor, row.person_id):
        raise NotFound
    closing = update(LiveLink).where(LiveLink.id == link_id, LiveLink.revoked_at.is_(None))
    if db.session.execute(closing.values(revoked_at=now).returning(LiveLink.id)).all():
        audit.append([_deed(actor, CLOSE_LINK, row.token_hash)], now)


def take_back_all(now: dt.datetime) -> int:
    """Close every link that was not taken back; returns how many."""
    closing = update(LiveLink).where(LiveLink.revoked_at.is_(None))
    return len(db.session.execute(closing.values(revoked_at=now).returning(LiveLink.id)).all())


def seen_by(actor: Actor) -> Sequence[Link]:
    """The links that this reader may take back, the newest first."""
    query = (
        select(LiveLink, Person, School.name)
        .join(Person, Person.id == LiveLink.person_id)
        .outerjoin(School, School.id == LiveLink.school_id)
        .where(true() if access.may_take_back_live_link(actor, access.NOBODY) else Person.id == actor.id)
        .order_by(LiveLink.id.desc())
    )
    rows = db.session.execute(query).all()
    makers = {person.id: person for _, person, _ in rows}
    acting = {person_id: people.actor_of(person) for person_id, person in makers.items()}
    return [_link(row, person, school, acting[person.id]) for row, person, school in rows]


def is_good(maker: Person, acting: Actor, school_id: int | None) -> bool:
    """Whether a link of this maker opens: they are active, and may still read there."""
    return maker.is_active and access.may_open_live_link(acting, school_id)


def _link(row: LiveLink, maker: Person, school: str | None, acting: Actor) -> Link:
    return Link(
        row.id,
        row.name,
        school,
        row.made_at,
        maker.name,
        row.expires_at,
        row.revoked_at,
        row.read_at,
        is_good(maker, acting, row.school_id),
    )


def _deed(actor: Actor, what: str, token_hash: bytes) -> Deed:
    return Deed(actor.id, what, uuid.uuid5(_ABOUT, token_hash.hex()), digest_of([what, token_hash.hex()]))
