"""What a school asks about an entry and what it is answered: a thread of messages."""

import datetime as dt
import uuid

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"


class Question(Base):
    """The thread of one school about one entry, however often it is asked again: open until somebody
    answers, answered until the school asks again or closes it. `changed_at` is when that was."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'closed')", name="state_known"),
        Index("ix_question_school_id_state", "school_id", "state"),
        # Few are open among the many that were closed.
        Index(
            "ix_question_entry_id_open",
            "entry_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)


class QuestionMessage(Base):
    """What somebody wrote in a thread, as its `number`; the id was made with its form.

    `mail` is what became of the mail that told `mailed_to` of it; null where none was to go out.
    """

    __tablename__ = "question_message"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_range"),
        CheckConstraint("length(text) BETWEEN 1 AND 1000", name="text_length"),
        CheckConstraint("mail IN ('sending', 'sent', 'unsent', 'unclear')", name="mail_known"),
        CheckConstraint("(mail IS NULL) = (mailed_to IS NULL)", name="mailed_to_someone"),
        UniqueConstraint("entry_id", "school_id", "number"),
        ForeignKeyConstraint(["entry_id", "school_id"], ["question.entry_id", "question.school_id"]),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[uuid.UUID]
    school_id: Mapped[int]
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_answer: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    mail: Mapped[str | None] = mapped_column(String(10))
    mailed_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
