"""What an entry begins and later ones come back to: action items, solutions, agreements, plans."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class Thread(Base):
    """One part of an entry at one school, as the last mark left it.

    `first_text` and `first_state` are what the part itself said; `marked_on` the day of the last mark.
    """

    __tablename__ = "thread"
    __table_args__ = (Index("ix_thread_school_id_is_open", "school_id", "is_open"),)

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    part_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(20))
    first_text: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(80))
    due: Mapped[dt.date | None]
    since: Mapped[dt.date]
    first_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    effect: Mapped[str] = mapped_column(String(20))
    marked_on: Mapped[dt.date | None]
    is_open: Mapped[bool]


class ThreadMark(Base):
    """What one entry says of a thread at one of its schools. The thread may not be here: an entry may
    arrive before the one that it comes back to."""

    __tablename__ = "thread_mark"
    __table_args__ = (
        Index("ix_thread_mark_thread_entry_id_part_id", "thread_entry_id", "part_id", "school_id"),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    thread_entry_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    part_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    effect: Mapped[str] = mapped_column(String(20))
    day: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(Moment)
