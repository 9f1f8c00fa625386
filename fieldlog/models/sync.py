"""What the sync protocol needs to answer twice alike, to hold what cannot be counted, and to tell changes."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Json, Moment


class Operation(Base):
    """One change of one entry as it was taken, with the answer it got: the unit of idempotency.

    `digest` is the SHA-256 of what it asked for; `device` is the tablet, empty for the plain form.
    """

    __tablename__ = "operation"
    __table_args__ = (
        CheckConstraint("length(digest) = 32", name="digest_length"),
        Index("ix_operation_entry_id", "entry_id"),
    )

    op_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[uuid.UUID]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    device: Mapped[str] = mapped_column(String(40))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[dt.datetime] = mapped_column(Moment)


class Held(Base):
    """An operation in custody: its text is safe here and counts nowhere until it is fixed.

    `body` is the operation as ASCII JSON, so that even what no column could keep is kept.
    """

    __tablename__ = "held"

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[dt.datetime] = mapped_column(Moment)
    resolved_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class SchoolClock(Base):
    """A school's counter of changes, in the order of their commits."""

    __tablename__ = "school_clock"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class SchoolChange(Base):
    """The last change of an entry as a school saw it; the entry may have left the school by it."""

    __tablename__ = "school_change"
    __table_args__ = (Index("ix_school_change_school_id_seq", "school_id", "seq"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class Audit(Base):
    """Who did what to which entry: only ever added to, each row sealed with the one before."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("length(seal) = 32", name="seal_length"),
        # Of the few deeds that an author is told of: the many others cost nothing for it.
        Index(
            "ix_audit_entry_id_read_private",
            "entry_id",
            sqlite_where=text("what = 'read_private'"),
            postgresql_where=text("what = 'read_private'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(30))
    entry_id: Mapped[uuid.UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))
