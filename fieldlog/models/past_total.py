"""What a school's numbers came to in a school year before FieldLog."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base


class PastTotal(Base):
    """(school, school year, measure) -> number, in what the measure counts: events, people or minutes. It is
    no part of the tally, which is what entries add up to."""

    __tablename__ = "past_total"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 1990 AND 2200", name="school_year_range"),
        CheckConstraint("amount BETWEEN 0 AND 1000000000", name="amount_range"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    school_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
