"""What an admin published of a school year, frozen, and the links by which anybody may see it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class Edition(Base):
    """`content` is the picture of the year as canonical JSON, `checksum` the SHA-256 of its bytes in hex.
    Rows are added and never changed."""

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 1990 AND 2200", name="school_year_range"),
        CheckConstraint("number >= 1", name="number_range"),
        CheckConstraint("length(checksum) = 64", name="checksum_length"),
    )

    school_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))


class PublicLink(Base):
    """A link to the newest edition of a year is known by the hash of the token in it. It opens until
    `expires_at`, for ever without one, or until it was taken back."""

    __tablename__ = "public_link"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 1990 AND 2200", name="school_year_range"),
        CheckConstraint("length(token_hash) = 32", name="token_hash_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    school_year: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
