"""The trail of who did what: only ever added to, each row sealed with the one before."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, text

from fieldlog.extensions import db
from fieldlog.ledger.statements import insert
from fieldlog.models import Audit

BEGINNING = bytes(32)
CHUNK = 500
# One at a time may add to the chain; any number does that PostgreSQL's other locks do not use.
_CHAIN = 0x4649454C44
READ_PRIVATE, IMPORT = "read_private", "import"


class Deed(NamedTuple):
    """`digest` is the SHA-256 of what was asked for, so that the trail holds no words of an entry."""

    person_id: int
    what: str
    entry_id: uuid.UUID
    digest: bytes


def append(deeds: Sequence[Deed], at: dt.datetime) -> None:
    """Add deeds at the end of the chain, last thing before the commit: until then no other can."""
    if not deeds:
        return
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:chain)"), {"chain": _CHAIN})
    number, seal = _head()
    rows: list[dict[str, Any]] = []
    for deed in deeds:
        number, seal = number + 1, _seal(seal, number + 1, at, deed)
        rows.append({"id": number, "at": at, **deed._asdict(), "seal": seal})
    db.session.execute(insert(Audit), rows)


def private_readings(entry_id: uuid.UUID) -> Sequence[Audit]:
    """Each time somebody else opened this entry's private note, the latest first."""
    query = select(Audit).where(Audit.entry_id == entry_id, Audit.what == text(f"'{READ_PRIVATE}'"))
    return db.session.scalars(query.order_by(Audit.id.desc())).all()


def head() -> str:
    """The seal of the newest row, in hex: whoever keeps it can tell later whether the past was changed."""
    return _head()[1].hex()


def first_broken() -> int | None:
    """The number of the first row that does not follow from the one before; None when all do."""
    number, seal = 0, BEGINNING
    while rows := _after(number):
        for row in rows:
            deed = Deed(row.person_id, row.what, row.entry_id, row.digest)
            number, seal = number + 1, _seal(seal, number + 1, row.at, deed)
            if (row.id, row.seal) != (number, seal):
                return number
    return None


def _after(number: int) -> Sequence[Audit]:
    return db.session.scalars(select(Audit).where(Audit.id > number).order_by(Audit.id).limit(CHUNK)).all()


def _head() -> tuple[int, bytes]:
    row = db.session.execute(select(Audit.id, Audit.seal).order_by(Audit.id.desc()).limit(1)).one_or_none()
    return (row[0], row[1]) if row else (0, BEGINNING)


def _seal(before: bytes, number: int, at: dt.datetime, deed: Deed) -> bytes:
    said = f"{number}|{at.timestamp():.3f}|{deed.person_id}|{deed.what}|{deed.entry_id}|{deed.digest.hex()}"
    return hashlib.sha256(before + said.encode()).digest()
