"""What each tablet told last of what it alone has, person by person."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class Contact(Base):
    """At `told_at`, by the server's clock, so many of this person's operations were on this tablet alone.

    `oldest_at` is when the oldest of them was saved by the tablet's own clock, none where it was not said.
    `whole_at` is the last such moment with nothing unsent; `seen_at` the last at which they told it
    themselves, as whoever else uses the tablet tells of them too. `device` is empty for the plain form.
    """

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("unsent >= 0", name="unsent_range"),)

    device: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    told_at: Mapped[dt.datetime] = mapped_column(Moment)
    seen_at: Mapped[dt.datetime] = mapped_column(Moment)
    unsent: Mapped[int]
    oldest_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    whole_at: Mapped[dt.datetime | None] = mapped_column(Moment)
