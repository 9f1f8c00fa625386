"""Where each edition is to go: put there with the edition, taken by one at a time, and what became of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update

from fieldlog.carriers.parcel import Parcel, Piece
from fieldlog.clock import Week
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger.statements import insert
from fieldlog.ledger.weekly.files import MANIFEST
from fieldlog.models import Delivery, DeliveryTry, WeekEdition, WeekFile
from fieldlog.models.delivery import DELIVERED, GIVEN_UP, WAITING

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)
# As long it is tried by itself.
PATIENCE = dt.timedelta(days=7)
# Whoever took one and died is not waited for any longer; longer than any carrier may take.
TAKEN_FOR = dt.timedelta(minutes=10)


class Taken(NamedTuple):
    """A delivery that is one's own to try for now."""

    id: uuid.UUID
    edition_id: int
    target: str


@dataclass(frozen=True)
class Standing:
    """A delivery as an admin reads of it, with every try that there was."""

    id: uuid.UUID
    target: str
    state: str
    said: str
    tries: int
    next_try_at: dt.datetime
    done_at: dt.datetime | None
    log: Sequence[tuple[dt.datetime, str]]

    @property
    def is_delivered(self) -> bool:
        return self.state == DELIVERED

    @property
    def is_given_up(self) -> bool:
        return self.state == GIVEN_UP


class Undelivered(NamedTuple):
    week: str
    edition: int
    target: str
    said: str


def put(edition_id: int, targets: Iterable[str], now: dt.datetime) -> None:
    """Within the transaction that keeps the edition: it is due at once, and forgotten by nobody."""
    begun = {"state": WAITING, "since": now, "tries": 0, "said": "", "next_try_at": now, "done_at": None}
    rows = [{"id": uuid.uuid4(), "edition_id": edition_id, "target": each, **begun} for each in targets]
    if rows:
        db.session.execute(insert(Delivery), rows)


def is_due(targets: Collection[str], now: dt.datetime) -> bool:
    """Asked before anybody writes: most of the time nothing is."""
    return db.session.execute(_due(targets, now).limit(1)).first() is not None


def take(targets: Collection[str], now: dt.datetime) -> Taken | None:
    """The one of these that is due for longest; nobody else takes it until its time is over."""
    oldest = _due(targets, now).order_by(Delivery.next_try_at, Delivery.edition_id, Delivery.target).limit(1)
    found = db.session.execute(oldest.with_for_update(skip_locked=True)).first()
    if found is None:
        return None
    db.session.execute(_of(found.id).values(next_try_at=now + TAKEN_FOR))
    return Taken(*found)


def parcel(taken: Taken, now: dt.datetime, zone: ZoneInfo) -> Parcel:
    edition = db.session.get_one(WeekEdition, taken.edition_id)
    files = db.session.scalars(select(WeekFile).where(WeekFile.edition_id == edition.id)).all()
    in_order = sorted(files, key=lambda file: (file.name == MANIFEST, file.name))
    return Parcel(
        id=taken.id,
        week=edition.week,
        edition=edition.number,
        made_at=edition.made_at.astimezone(zone),
        tried_at=now,
        pieces=tuple(Piece(each.name, each.rows, each.digest, each.content) for each in in_order),
    )


def settle(delivery_id: uuid.UUID, said: str, now: dt.datetime) -> None:
    """Keep what became of a try: `said` is what went wrong, nothing where it arrived."""
    row = db.session.get_one(Delivery, delivery_id, populate_existing=True, with_for_update=True)
    db.session.add(DeliveryTry(delivery_id=row.id, at=now, said=said))
    if row.state == DELIVERED:
        return
    row.tries, row.said = row.tries + 1, said
    if said:
        row.state = state_after(now - row.since)
        row.next_try_at = now + wait_after(row.tries)
    else:
        row.state, row.done_at = DELIVERED, now


def state_after(waited: dt.timedelta) -> str:
    return WAITING if waited < PATIENCE else GIVEN_UP


def wait_after(tries: int) -> dt.timedelta:
    """How long after so many tries in vain: a minute, and twice as long each time up to six hours."""
    doublings: int = min(tries - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def try_again(week: Week, delivery_id: uuid.UUID, now: dt.datetime) -> None:
    """As if it were new; harmless when it was delivered meanwhile. Raises NotFound."""
    editions = select(WeekEdition.id).where(WeekEdition.week == week.code)
    query = select(Delivery.id).where(Delivery.id == delivery_id, Delivery.edition_id.in_(editions))
    if db.session.scalar(query) is None:
        raise NotFound
    again = _of(delivery_id).where(Delivery.state != DELIVERED)
    db.session.execute(again.values(state=WAITING, since=now, tries=0, next_try_at=now))


def of_edition(edition_id: int) -> Sequence[Standing]:
    query = select(Delivery).where(Delivery.edition_id == edition_id).order_by(Delivery.target)
    return [_standing(each) for each in db.session.scalars(query.execution_options(populate_existing=True))]


def undelivered(targets: Collection[str], now: dt.datetime) -> Sequence[Undelivered]:
    """Whatever was tried in vain or is overdue, the newest first."""
    is_late = or_(Delivery.tries > 0, Delivery.said != "", Delivery.next_try_at <= now - TAKEN_FOR)
    query = (
        select(WeekEdition.week, WeekEdition.number, Delivery.target, Delivery.said)
        .join(WeekEdition, WeekEdition.id == Delivery.edition_id)
        .where(Delivery.state != DELIVERED, Delivery.target.in_(targets), is_late)
        .order_by(WeekEdition.id.desc(), Delivery.target)
    )
    return [Undelivered(*row) for row in db.session.execute(query)]


def undelivered_weeks(targets: Collection[str], now: dt.datetime) -> list[str]:
    """The weeks that did not arrive everywhere, the newest first."""
    return list(dict.fromkeys(each.week for each in undelivered(targets, now)))


def _due(targets: Collection[str], now: dt.datetime) -> Any:
    is_due = Delivery.state == WAITING, Delivery.next_try_at <= now, Delivery.target.in_(targets)
    return select(Delivery.id, Delivery.edition_id, Delivery.target).where(*is_due)


def _of(delivery_id: uuid.UUID) -> Any:
    return update(Delivery).where(Delivery.id == delivery_id)


def _standing(row: Delivery) -> Standing:
    query = select(DeliveryTry.at, DeliveryTry.said).where(DeliveryTry.delivery_id == row.id)
    log = [(at, said) for at, said in db.session.execute(query.order_by(DeliveryTry.id.desc()))]
    return Standing(row.id, row.target, row.state, row.said, row.tries, row.next_try_at, row.done_at, log)
