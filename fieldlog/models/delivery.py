"""What is to leave and where it stands: an edition of the weekly files on its way to each target."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment

WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"


class Delivery(Base):
    """An edition for a target, which is kept by its name: that holds no secret. It waits `since` it was made
    or asked for again; `tries` counts from then, `said` is what went wrong last. Whoever tries it puts
    `next_try_at` ahead first, so that nobody else does at the same time."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("edition_id", "target"),
        CheckConstraint("state IN ('waiting', 'delivered', 'given_up')", name="state_known"),
        CheckConstraint("(state = 'delivered') = (done_at IS NOT NULL)", name="done_when_delivered"),
        Index(
            "ix_delivery_next_try_at_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("week_edition.id"))
    target: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    since: Mapped[dt.datetime] = mapped_column(Moment)
    tries: Mapped[int]
    said: Mapped[str] = mapped_column(Text)
    next_try_at: Mapped[dt.datetime] = mapped_column(Moment)
    done_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class DeliveryTry(Base):
    """One try: what went wrong in plain words, nothing where it arrived."""

    __tablename__ = "delivery_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delivery.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    said: Mapped[str] = mapped_column(Text)
