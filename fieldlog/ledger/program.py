"""The program this installation serves."""

import datetime as dt
import secrets

from sqlalchemy import select

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger.tally import COUNTING
from fieldlog.models import Person, Program


def current() -> Program | None:
    """The program, or None in a store that nobody has set up."""
    # Held by the session, so that a request asks the store for it once.
    opened = db.session.info["program"] = db.session.get(Program, 1)
    return opened


def open_program(name: str, oldest: SchoolYear, *, is_demo: bool = False) -> None:
    db.session.add(
        Program(
            id=1,
            name=name,
            oldest_year=oldest.start,
            is_demo=is_demo,
            epoch=secrets.token_hex(4),
            counting=COUNTING,
        )
    )
    db.session.flush()


def begin_epoch(now: dt.datetime) -> None:
    """Say that the store was restored: tablets put back what it may have lost since its backup."""
    opened = current()
    if opened:
        opened.epoch, opened.restored_at = secrets.token_hex(4), now
        db.session.flush()


def has_demo_people() -> bool:
    return db.session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is not None
