"""A file of unsent entries, saved on one tablet and handed in from another device; harmless when repeated."""

import datetime as dt
from typing import Any, NamedTuple

from fieldlog import access, strict_json
from fieldlog.access import Actor
from fieldlog.errors import NotAnUnsentFile
from fieldlog.extensions import db
from fieldlog.ledger import audit, people, sync, wire
from fieldlog.ledger.audit import Deed
from fieldlog.models import Person

FORMAT = "unsent/1"
MOST_OPS = 2000
DEVICE = "file"


class HandedIn(NamedTuple):
    """How many of the file's changes are `new` here, were `known` already, are `held`, or were `refused`."""

    author: str
    new: int
    known: int
    held: int
    refused: int


def hand_in(actor: Actor, data: bytes, *, now: dt.datetime, today: dt.date) -> HandedIn:
    """Take a file's operations under its author's name. Raises NotAnUnsentFile.

    An author hands in their own, an admin anybody's; the trail says who did.
    """
    author_id, raw = _read(data)
    if not access.may_hand_in(actor, author_id):
        raise NotAnUnsentFile(NOT_YOURS)
    author = db.session.get(Person, author_id)
    if author is None:
        raise NotAnUnsentFile
    sent = [wire.sent(each) for each in raw]
    results = sync.take(people.actor_of(author), sent, device=DEVICE, now=now, today=today)
    if actor.id != author_id:
        deeds = [
            Deed(actor.id, "hand_in", each.ids[1], each.digest)
            for each, result in zip(sent, results, strict=True)
            if each.ids and result["st"] in ("applied", "merged") and not result.get("dup")
        ]
        audit.append(deeds, now)
    return _counted(author.name, results)


def _read(data: bytes) -> tuple[int, list[Any]]:
    try:
        file = strict_json.read(data)
    except strict_json.NotStrict:
        raise NotAnUnsentFile from None
    if not isinstance(file, dict) or file.get("fieldlog") != FORMAT or type(file.get("user")) is not int:
        raise NotAnUnsentFile
    operations = file.get("ops")
    if not isinstance(operations, list) or len(operations) > MOST_OPS:
        raise NotAnUnsentFile
    return file["user"], operations


def _counted(author: str, results: list[dict[str, Any]]) -> HandedIn:
    taken = [result for result in results if result["st"] in ("applied", "merged")]
    known = sum(bool(result.get("dup")) for result in taken)
    held = sum(result["st"] == "held" for result in results)
    return HandedIn(author, len(taken) - known, known, held, len(results) - len(taken) - held)


NOT_YOURS = "This file holds someone else's entries. Its author can hand it in, or your program's admin."
