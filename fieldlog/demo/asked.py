"""What the principal of the first school asked about entries, and how that went on."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.demo import words
from fieldlog.ledger import asking
from fieldlog.ledger.asking import Said


class Entry(NamedTuple):
    """An entry to be asked about, with the coach who wrote it."""

    id: uuid.UUID
    coach: Actor
    received_at: dt.datetime


def ask(principal: Actor, school: str, newest: Sequence[Entry]) -> None:
    """The newest entry's question is open, the one before was answered, the one before that closed."""
    for number, (entry, (question, answer)) in enumerate(zip(newest, words.QUESTIONS, strict=False)):
        _write(principal, entry, school, question, hours=20)
        if number > 0:
            _write(entry.coach, entry, school, answer, hours=26)
        if number > 1:
            asking.close(principal, entry.id, school, 2, _later(entry, 44))


def _write(actor: Actor, entry: Entry, school: str, text: str, hours: int) -> None:
    said = Said(uuid.uuid5(entry.id, text), entry.id, school, text)
    asking.write(actor, said, _later(entry, hours), by_mail=False)


def _later(entry: Entry, hours: int) -> dt.datetime:
    return min(entry.received_at + dt.timedelta(hours=hours), clock.now())
