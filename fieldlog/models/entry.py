"""An entry, the schools and coaches it names, and every version it had."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Json, Moment

ACTIVE, WITHDRAWN = "active", "withdrawn"


class Entry(Base):
    """The newest version of what a coach logged; `details` hold the kind's own fields.

    `head` is the operation that made this version. `written_at` is the writer's clock, `received_at` and
    `changed_at` are ours.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'withdrawn')", name="status_known"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_range"),
        CheckConstraint("revision >= 1", name="revision_range"),
        CheckConstraint("length(shared_note) <= 4000", name="shared_note_length"),
        CheckConstraint("length(private_note) <= 4000", name="private_note_length"),
        CheckConstraint("length(withdrawn_reason) <= 500", name="withdrawn_reason_length"),
        Index("ix_entry_coach_id_activity_date_id", "coach_id", "activity_date", "id"),
        Index("ix_entry_coach_id_received_at", "coach_id", "received_at"),
        Index("ix_entry_activity_date_id", "activity_date", "id"),
        Index("ix_entry_received_at_id", "received_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    form_version: Mapped[int]
    activity_date: Mapped[dt.date]
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    head: Mapped[uuid.UUID]
    minutes: Mapped[int]
    start_time: Mapped[dt.time | None]
    focus: Mapped[list[str]] = mapped_column(Json)
    shared_note: Mapped[str] = mapped_column(Text)
    private_note: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    withdrawn_reason: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime] = mapped_column(Moment)
    received_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)


class EntrySchool(Base):
    """A school that an entry names. The entry's day, and whether it says a focus, stand here again, so
    that a school's log and its newest focus are read in order from one index, however long the log is."""

    __tablename__ = "entry_school"
    __table_args__ = (
        Index("ix_entry_school_school_id_activity_date_entry_id", "school_id", "activity_date", "entry_id"),
        Index(
            "ix_entry_school_school_id_activity_date_focus",
            "school_id",
            "activity_date",
            sqlite_where=text("says_focus = 1"),
            postgresql_where=text("says_focus"),
        ),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    activity_date: Mapped[dt.date]
    says_focus: Mapped[bool] = mapped_column(server_default=false())


class EntryCoach(Base):
    """A co-coach: somebody else who was there."""

    __tablename__ = "entry_coach"

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class EntryRevision(Base):
    """One version of an entry: who wrote it, when, why, and all it said.

    `lost` holds what its author wanted for fields that somebody else had changed meanwhile.
    """

    __tablename__ = "entry_revision"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_range"),
        CheckConstraint("status IN ('active', 'withdrawn')", name="status_known"),
        CheckConstraint("length(reason) <= 500", name="reason_length"),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    lost: Mapped[dict[str, Any]] = mapped_column(Json)
