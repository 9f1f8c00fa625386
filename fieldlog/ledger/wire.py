"""The words of `sync/1` on the wire, and operations read from them one by one."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec

CREATE, UPDATE, WITHDRAW = "create", "update", "withdraw"
LONGEST_OP = 256 * 1024


class Operation(msgspec.Struct, forbid_unknown_fields=False):
    """One change of one entry, as a tablet says it; `schools` are ids. Raises nothing of its own."""

    op: uuid.UUID
    entry: uuid.UUID
    type: Literal["create", "update", "withdraw"]
    saved_ms: int = 0
    kind: str = ""
    form: int = 1
    schools: list[int] = msgspec.field(default_factory=list)
    activity_date: str = ""
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    was: dict[str, Any] = msgspec.field(default_factory=dict)
    head: uuid.UUID | None = None
    reason: str = ""


Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Ms = Annotated[int, msgspec.Meta(ge=0)]


class Others(msgspec.Struct):
    """How many of somebody else's operations are on this tablet alone."""

    user: int
    count: Count


class Pending(msgspec.Struct):
    """What is on this tablet alone as the batch is made, the batch included: how many and, by the tablet's
    own clock, the oldest; how many of whom else, None from who does not say. `as_of_ms` is the
    server's clock at the hello before they were counted, which older builds do not say."""

    count: Count
    oldest_ms: int | None = None
    others: list[Others] | None = None
    as_of_ms: Ms | None = None


@dataclass(frozen=True)
class Sent:
    """An operation together with the very text of it; `parsed` is None when it could not be read."""

    op: str
    text: str
    parsed: Operation | None
    ids: tuple[uuid.UUID, uuid.UUID] | None = field(default=None)

    @property
    def digest(self) -> bytes:
        return digest_of(self.text)


def digest_of(said: Any) -> bytes:
    """The SHA-256 of what was asked for, for the trail."""
    text = said if isinstance(said, str) else json.dumps(said)
    return hashlib.sha256(text.encode()).digest()


def sent(raw: Any) -> Sent:
    """Whatever stands in the list of operations."""
    text = json.dumps(raw, sort_keys=True, separators=(",", ":"))
    name = raw.get("op") if isinstance(raw, dict) else None
    op = name if isinstance(name, str) else ""
    try:
        parsed = msgspec.convert(raw, Operation, strict=True)
        return Sent(op, text, parsed, (parsed.op, parsed.entry))
    except (msgspec.ValidationError, TypeError):
        return Sent(op, text, None, _ids(raw))


def pending(raw: Any) -> Pending | None:
    """None where it cannot be read: a batch is taken all the same."""
    try:
        return msgspec.convert(raw, Pending, strict=True)
    except msgspec.ValidationError:
        return None


def _ids(raw: Any) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The two identities without which nothing can be held."""
    try:
        return uuid.UUID(raw["op"]), uuid.UUID(raw["entry"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
