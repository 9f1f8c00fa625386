"""A link by which a spreadsheet reads entries as they are."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class LiveLink(Base):
    """Known by the hash of the token in it; of one school, or without one of the whole program. It opens
    until `expires_at`, or until it was taken back.

    `reads` counts the readings since `hour_from`. `state` is the SHA-256 of all that the last of them was
    made from; since `changed_at`, whole seconds that only ever grow, every one was made from the same.
    """

    __tablename__ = "live_link"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 32", name="token_hash_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        CheckConstraint("reads >= 0", name="reads_range"),
        CheckConstraint("length(state) = 32", name="state_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    read_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    hour_from: Mapped[dt.datetime | None] = mapped_column(Moment)
    reads: Mapped[int]
    state: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    changed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
