"""Everyone who can sign in or is named as a coach."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog import access
from fieldlog.extensions import Base
from fieldlog.models.columns import Moment

_ROLES = ", ".join(f"'{role}'" for role in access.ROLES)


class Person(Base):
    """`email_key` is the address as it is compared (NFKC, casefolded); a null hash lets nobody in."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role_known"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint("length(email) BETWEEN 3 AND 254", name="email_length"),
        CheckConstraint("role <> 'district_lead' OR district_id IS NOT NULL", name="lead_has_district"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool]
    is_demo: Mapped[bool]
    created_at: Mapped[dt.datetime] = mapped_column(Moment)

    @property
    def role_label(self) -> str:
        return access.ROLE_LABELS[self.role]


class PersonSchool(Base):
    """A school that a coach works with or a principal leads."""

    __tablename__ = "person_school"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True, index=True)
