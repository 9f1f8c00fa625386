"""Delivers what was made: taken in one transaction, handed over in none, what became of it in another."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from fieldlog import clock
from fieldlog.carriers import bounded
from fieldlog.config import Settings
from fieldlog.extensions import snapshot, write_transaction
from fieldlog.ledger.weekly import outbox
from fieldlog.ledger.weekly.outbox import Taken


class Tried(NamedTuple):
    """`said` is what went wrong, nothing where it arrived."""

    week: str
    edition: int
    target: str
    said: str


def deliver_due(settings: Settings) -> Iterator[Tried]:
    """Each delivery that is due, once. A process that dies between handing over and keeping it hands the same
    over again later: every target can bear that."""
    carriers = {each.name: each for each in settings.carriers}
    while carriers and (taken := _taken(carriers.keys())):
        with snapshot():
            parcel = outbox.parcel(taken, clock.now(), settings.time_zone)
        said = bounded.carry(carriers[taken.target], parcel)
        with write_transaction():
            outbox.settle(taken.id, said, clock.now())
        yield Tried(parcel.week, parcel.edition, taken.target, said)


def _taken(targets: Collection[str]) -> Taken | None:
    with snapshot():
        if not outbox.is_due(targets, clock.now()):
            return None
    with write_transaction():
        return outbox.take(targets, clock.now())
