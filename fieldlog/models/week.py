"""The weekly files as they were handed out: kept as bytes, never changed."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class WeekEdition(Base):
    """One making of a week's files. The first is made by itself; a later one says in `reason` why, and was
    asked for by a person. Its id counts all editions in the order in which they were made."""

    __tablename__ = "week_edition"
    __table_args__ = (
        UniqueConstraint("week", "number"),
        CheckConstraint("number >= 1", name="number_range"),
        CheckConstraint("length(reason) <= 300", name="reason_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)


class WeekFile(Base):
    """A file of an edition; `digest` is the SHA-256 of its bytes, in hex."""

    __tablename__ = "week_file"

    edition_id: Mapped[int] = mapped_column(ForeignKey("week_edition.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    rows: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class WeekEntry(Base):
    """A version of an entry that was handed out; `before` is the one handed out until then, if any."""

    __tablename__ = "week_entry"

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[int | None]
    edition_id: Mapped[int] = mapped_column(ForeignKey("week_edition.id"), index=True)
