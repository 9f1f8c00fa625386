"""What tablets tell of what they alone have, written down by person.

Unsent is what nobody but the tablet has: what waits or was refused. What is held, and the words that lost
where two people changed the same, are with the server already. A tablet counts after the server's hello, so
that what it tells holds of that moment, however late it arrives; of two, that of the later moment stands.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, or_, select

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger import wire
from fieldlog.ledger.statements import insert
from fieldlog.ledger.wire import Pending
from fieldlog.models import Contact

IN_CUSTODY = ("applied", "merged", "held", "conflict")
PLAIN_FORM = ""


def hear(
    actor: Actor, device: str, said: Any, results: Sequence[Mapping[str, Any]], *, now: dt.datetime
) -> None:
    """What a batch tells of its tablet, when these are its results. What cannot be read tells nothing."""
    pending = wire.pending(said)
    if pending is None or device == PLAIN_FORM or _is_repeated(pending, results):
        return
    told_at = min(clock.moment_of(pending.as_of_ms, now), now) if pending.as_of_ms is not None else now
    unsent = max(pending.count - sum(result["st"] in IN_CUSTODY for result in results), 0)
    own = _row(device, actor.id, told_at, unsent) | {"oldest_at": _oldest(pending, told_at)}
    _renew([own, *_of_others(actor, device, pending, told_at)])


def hear_plain_form(actor: Actor, now: dt.datetime) -> None:
    """An entry came by the plain form, which keeps nothing back."""
    _renew([_row(PLAIN_FORM, actor.id, now, 0)])


def _is_repeated(pending: Pending, results: Sequence[Mapping[str, Any]]) -> bool:
    """A batch that came before, of which nobody knows how old it is."""
    return pending.as_of_ms is None and bool(results) and all(result.get("dup") for result in results)


def _oldest(pending: Pending, told_at: dt.datetime) -> dt.datetime | None:
    """The tablet's clock may be ahead; it saved nothing later than it told."""
    said = max(pending.oldest_ms or 0, 0)
    return min(clock.moment_of(said, told_at), told_at) if said else None


def _of_others(actor: Actor, device: str, pending: Pending, told_at: dt.datetime) -> list[dict[str, Any]]:
    """Of those who told from this tablet themselves: who is not named has nothing on it."""
    if pending.others is None:
        return []
    counts = {each.user: each.count for each in pending.others}
    query = select(Contact.person_id, Contact.seen_at)
    known = db.session.execute(query.where(Contact.device == device, Contact.person_id != actor.id))
    return [
        _row(device, person_id, told_at, counts.get(person_id, 0)) | {"seen_at": seen_at}
        for person_id, seen_at in known
    ]


def _row(device: str, person_id: int, told_at: dt.datetime, unsent: int) -> dict[str, Any]:
    return {
        "device": device,
        "person_id": person_id,
        "told_at": told_at,
        "seen_at": told_at,
        "unsent": unsent,
        "oldest_at": None,
        "whole_at": None if unsent else told_at,
    }


def _renew(rows: Sequence[Mapping[str, Any]]) -> None:
    """In the order of their keys. At one and the same moment the smaller number is the later: what is saved
    since is not of it."""
    statement = insert(Contact)
    said = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[Contact.device, Contact.person_id],
        set_={
            "told_at": said.told_at,
            "seen_at": case((said.seen_at > Contact.seen_at, said.seen_at), else_=Contact.seen_at),
            "unsent": said.unsent,
            "oldest_at": func.coalesce(said.oldest_at, Contact.oldest_at),
            "whole_at": func.coalesce(said.whole_at, Contact.whole_at),
        },
        where=or_(
            said.told_at > Contact.told_at,
            (said.told_at == Contact.told_at) & (said.unsent < Contact.unsent),
        ),
    )
    db.session.execute(statement, sorted(rows, key=lambda row: row["person_id"]))
