"""A partner school, and what it declares of itself for one school year."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base


class School(Base):
    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint("length(code) BETWEEN 1 AND 20", name="code_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class SchoolProfile(Base):
    """District, county, partnership and people of a school in the year that starts in `school_year`."""

    __tablename__ = "school_profile"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 1990 AND 2200", name="school_year_range"),
        CheckConstraint("length(county) BETWEEN 1 AND 60", name="county_length"),
        CheckConstraint("educators >= 0", name="educators_range"),
        CheckConstraint("students >= 0", name="students_range"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    school_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    county: Mapped[str] = mapped_column(String(60))
    whole_school_partner: Mapped[bool]
    educators: Mapped[int]
    students: Mapped[int]
