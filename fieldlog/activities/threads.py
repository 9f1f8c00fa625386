"""What the parts of an entry begin, and what later entries say of it."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fieldlog.activities import follow_ups
from fieldlog.activities.kind import Kind
from fieldlog.activities.parts import Part, Parts

# The states and effects by which a thread ends. What was changed goes on in its new words.
ENDS = {
    "action_item": {"done", "dropped"},
    "solution": {"stopped", "goal_met"},
    "agreement": {"dropped"},
    "plan": {"dropped"},
}
REWORDS = "changed"
# Said of a solution in a classroom: evidence, which moves no state.
SEEN, BEGINNING = "seen", "beginning"


class Begun(NamedTuple):
    """`school` is the code of the one school that it is about; empty for all that the entry names."""

    part_id: str
    what: str
    text: str
    owner: str
    due: dt.date | None
    state: str
    school: str


class Said(NamedTuple):
    """What an entry says of a thread, known by the entry and the part that began it."""

    entry_id: uuid.UUID
    part_id: str
    text: str
    state: str
    effect: str


def begun(kind: Kind, details: Mapping[str, Any]) -> Iterator[Begun]:
    for field in kind.every_field:
        if isinstance(field, Parts) and field.begins:
            for part in details.get(field.name, ()):
                yield _begun(field, part)


def said(details: Mapping[str, Any]) -> Iterator[Said]:
    for part in details.get(follow_ups.NAME, ()):
        entry_id, _, part_id = part["id"].partition(follow_ups.BETWEEN)
        state = part.get("state", "")
        text = part["text"] if state == REWORDS else ""
        yield Said(uuid.UUID(entry_id), part_id, text, state, part.get("effect", ""))


def is_open(what: str, state: str, effect: str) -> bool:
    return not ENDS[what] & {state, effect}


def key_of(entry_id: uuid.UUID, part_id: str) -> str:
    """How a follow-up names the thread."""
    return f"{entry_id}{follow_ups.BETWEEN}{part_id}"


def _begun(field: Parts, part: Part) -> Begun:
    due = part.get("due") or part.get("check_date")
    (text,) = (own.name for own in field.fields if own.required and own.widget == "line")
    return Begun(
        part["id"],
        field.begins,
        part[text],
        part.get("owner", ""),
        dt.date.fromisoformat(due) if due else None,
        part.get("status", ""),
        part.get("school", ""),
    )
