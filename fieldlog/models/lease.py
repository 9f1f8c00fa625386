"""Who of several processes or machines does what only one should do at a time."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fieldlog.extensions import Base
from fieldlog.models.columns import Moment


class Lease(Base):
    """Held until that moment by its holder, a random word of one process."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    until: Mapped[dt.datetime] = mapped_column(Moment)
