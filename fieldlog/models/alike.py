"""Two entries that look like one event logged twice, and what somebody said of them."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Json, Moment

SAME, DIFFERENT = "same", "different"


class AlikePair(Base):
    """A pair stands once, the smaller id first; without a decision it waits for one.

    Of the same event, `stands_id` is the entry that counts, and `merged_revision` its version that took
    in the other one; null when there was nothing to take in. `brought` are the schools and co-coaches that
    the other one names and the standing one did not name of its own.
    """

    __tablename__ = "alike_pair"
    __table_args__ = (
        CheckConstraint("entry_id < other_id", name="in_order"),
        CheckConstraint("decided IN ('same', 'different')", name="decided_known"),
        CheckConstraint("decided IS NULL OR decided_by IS NOT NULL", name="decided_by_someone"),
        CheckConstraint("decided <> 'same' OR stands_id IS NOT NULL", name="same_has_one_that_stands"),
        CheckConstraint("stands_id IN (entry_id, other_id)", name="stands_one_of_both"),
        Index("ix_alike_pair_other_id", "other_id"),
        # Few wait among the many that were decided.
        Index(
            "ix_alike_pair_entry_id_waiting",
            "entry_id",
            sqlite_where=text("decided IS NULL"),
            postgresql_where=text("decided IS NULL"),
        ),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    found_at: Mapped[dt.datetime] = mapped_column(Moment)
    decided: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    stands_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("entry.id"))
    merged_revision: Mapped[int | None]
    brought: Mapped[dict[str, list[int]] | None] = mapped_column(Json)
