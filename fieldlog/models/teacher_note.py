"""What a coach wrote to a teacher about a visit, and the two lines that came back."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment

COPIED = "copied"


class TeacherNote(Base):
    """A note is known by the hash of the token in its link, which takes one answer until `expires_at`.

    It is `copied` where the coach carries the text herself, to no address then. Else it is `sending` until
    the mail server took it, `unsent` when it did not, `unclear` when nobody knows.
    """

    __tablename__ = "teacher_note"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 32", name="token_hash_length"),
        CheckConstraint("state IN ('copied', 'sending', 'sent', 'unsent', 'unclear')", name="state_known"),
        CheckConstraint("length(text) BETWEEN 1 AND 10000", name="text_length"),
        CheckConstraint("length(answer) <= 280", name="answer_length"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_in_words"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Moment)
