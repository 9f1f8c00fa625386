"""A file of unsent entries, saved on one tablet and handed in from another device; harmless when repeated."""

import datetime as dt
from typing import Any, NamedTuple

from fieldlog import access, clock, strict_json
from fieldlog.access import Actor
from fieldlog.activities.envelope import Surroundings, fields_of
from fieldlog.activities.kind import Kind
from fieldlog.errors import NotAnUnsentFile
from fieldlog.extensions import db
from fieldlog.ledger import audit, desk, own_lists, people, sync, wire
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.wire import Operation, Sent
from fieldlog.models import Entry, Person

TAKEN = ("applied", "merged")
FORMAT = "unsent/1"
MOST_OPS = 2000
DEVICE = "file"


class Untaken(NamedTuple):
    """A change that was held or refused: of which entry, in words as far as they can be read, and why.

    `why` are sentences by the label of their field, "" for the whole.
    """

    kind: str
    day: dt.date | None
    why: dict[str, list[str]]


class HandedIn(NamedTuple):
    """How many of the file's changes are `new` here, were `known` already, are `held`, or were `refused`."""

    author: str
    new: int
    known: int
    held: int
    refused: int
    untaken: list[Untaken]


def hand_in(actor: Actor, data: bytes, *, now: dt.datetime, today: dt.date) -> HandedIn:
    """Take a file's operations under its author's name. Raises NotAnUnsentFile.

    An author hands in their own, an admin anybody's; the trail says who did.
    """
    author_id, raw = _read(data)
    if not access.may_hand_in(actor, author_id):
        raise NotAnUnsentFile(NOT_YOURS)
    person = db.session.get(Person, author_id)
    if person is None:
        raise NotAnUnsentFile
    author = people.actor_of(person)
    sent = [wire.sent(each) for each in raw]
    results = sync.take(author, sent, device=DEVICE, now=now, today=today)
    if actor.id != author_id:
        deeds = [
            Deed(actor.id, "hand_in", each.ids[1], each.digest)
            for each, result in zip(sent, results, strict=True)
            if each.ids and result["st"] in TAKEN and not result.get("dup")
        ]
        audit.append(deeds, now)
    return _told(author, desk.around_everywhere(author, today), sent, results)


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


def _told(author: Actor, around: Surroundings, sent: list[Sent], results: list[dict[str, Any]]) -> HandedIn:
    taken = [result for result in results if result["st"] in TAKEN]
    known = sum(bool(result.get("dup")) for result in taken)
    held = sum(result["st"] == "held" for result in results)
    untaken = [
        _untaken(author, around, each.parsed, result)
        for each, result in zip(sent, results, strict=True)
        if result["st"] not in TAKEN
    ]
    return HandedIn(author.name, len(taken) - known, known, held, len(untaken) - held, untaken)


def _untaken(
    author: Actor, around: Surroundings, operation: Operation | None, result: dict[str, Any]
) -> Untaken:
    kind, day = _of_entry(author, operation) if operation else (None, None)
    asked = fields_of(kind, around) if kind else {}
    errors = result.get("errors") or {"": [WHY.get(result["code"], COULD_NOT)]}
    why = {asked[name].label if name in asked else name: [*said] for name, said in errors.items()}
    return Untaken(kind.label if kind else "An entry", day, why)


def _of_entry(author: Actor, operation: Operation) -> tuple[Kind | None, dt.date | None]:
    """What is changed, as the operation says or as it stands; nothing of other people's entries."""
    entry = db.session.get(Entry, operation.entry)
    if entry and entry.coach_id == author.id:
        return own_lists.kinds()[entry.kind], entry.activity_date
    try:
        day = clock.parse_day(operation.activity_date)
    except ValueError:
        day = None
    return own_lists.kinds().get(operation.kind), day


NOT_YOURS = "This file holds someone else's entries. Its author can hand it in, or your program's admin."
COULD_NOT = "It could not be taken. It is safe on the tablet."
# The codes of `sync/1`, in the words of static/js/ui/kept_rows.js.
WHY = {
    "not_your_school": "This school is not one of its author's any more.",
    "not_author": "Only its author can change this entry.",
    "withdrawn_meanwhile": "The entry was withdrawn meanwhile.",
    "changed_since": "The entry was changed meanwhile: what should stand is chosen on the tablet.",
    "unknown_entry": "This entry is not known here.",
    "unknown_form": "This server is older than the form it was written in.",
    "id_reused": "An entry with this number exists already.",
    "too_large": "This entry is too long.",
}
