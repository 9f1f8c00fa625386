"""The program that this installation serves: one row."""

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class Program(Base):
    """`oldest_year` is the start of the oldest school year that still takes entries.

    `epoch` is a random word made at installation and at every restore; `restored_at` is when.
    `counting` is the number of the rules by which its tally was counted, as `tally.COUNTING` has it.
    `lists` is a random word, another after each change of the program's own lists and questions; none before.
    """

    __tablename__ = "program"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint("oldest_year BETWEEN 1990 AND 2200", name="oldest_year_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    oldest_year: Mapped[int]
    is_demo: Mapped[bool]
    epoch: Mapped[str] = mapped_column(String(16))
    restored_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    lists: Mapped[str | None] = mapped_column(String(16))
    counting: Mapped[int]
