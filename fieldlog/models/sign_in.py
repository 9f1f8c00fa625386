"""A signed-in browser, and a link that signs one in; both known only by the hash of their token."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class SignIn(Base):
    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("length(token_hash) = 32", name="token_hash_length"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class SignInLink(Base):
    """Handed to a person to choose a password with; good once, until `expires_at`."""

    __tablename__ = "sign_in_link"
    __table_args__ = (CheckConstraint("length(token_hash) = 32", name="token_hash_length"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    used_at: Mapped[dt.datetime | None] = mapped_column(Moment)
