"""The running numbers: what each school's entries add up to, month by month and day by day."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base


class Tally(Base):
    """(school, month, kind, measure) -> number, in events, people or minutes.

    By the code of its kind itself each entry counts 1: so many of that kind there are.
    `amount` is the school's own number. `program_amount` is the part of it that the program's total
    takes from this school: an event at many schools is carried by the first of them alone, so that
    the program counts it once without a row that every writer would have to wait for.
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("month BETWEEN 199001 AND 220112", name="month_range"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    program_amount: Mapped[int] = mapped_column(BigInteger)


class DayTally(Base):
    """(school, day, measure) -> the same numbers, for what is compared up to a day."""

    __tablename__ = "tally_day"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    program_amount: Mapped[int] = mapped_column(BigInteger)
