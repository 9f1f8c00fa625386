"""What a school and the program mean to reach in a school year."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base


class Target(Base):
    """(school, school year, measure) -> number, in what the measure counts: events, people or minutes."""

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 1990 AND 2200", name="school_year_range"),
        CheckConstraint("amount BETWEEN 1 AND 6000000", name="amount_range"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    school_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
