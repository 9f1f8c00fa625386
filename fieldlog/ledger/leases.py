"""What only one of several processes should do at a time, until it is done or its time is over."""

import datetime as dt

from sqlalchemy import or_, update

from fieldlog.extensions import db
from fieldlog.ledger.statements import insert
from fieldlog.models import Lease


def take(name: str, holder: str, now: dt.datetime, until: dt.datetime) -> bool:
    """Whether this holder has it now: it was nobody's, its own already, or its time was over."""
    statement = insert(Lease).values(name=name, holder=holder, until=until)
    taken = statement.on_conflict_do_update(
        index_elements=[Lease.name],
        set_={"holder": holder, "until": until},
        where=or_(Lease.until <= now, Lease.holder == holder),
    ).returning(Lease.name)
    return db.session.execute(taken).first() is not None


def give_back(name: str, holder: str, now: dt.datetime) -> None:
    db.session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now))
