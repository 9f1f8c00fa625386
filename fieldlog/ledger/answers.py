"""The results that `sync/1` knows, word for word."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from fieldlog.ledger.wire import Sent

Errors = Mapping[str, Sequence[str]]


class Answer:
    """What is said of one operation, and whether it is kept so that it can be said again."""

    def __init__(self, said: dict[str, Any], *, kept: bool, first: Sent | None = None):
        self.said = said
        self.is_kept = kept
        self.first = first

    @classmethod
    def applied(cls, revision: int, head: uuid.UUID) -> "Answer":
        return cls({"st": "applied", "rev": revision, "head": str(head), "dup": False}, kept=True)

    @classmethod
    def merged(
        cls, revision: int, head: uuid.UUID, fields: Mapping[str, Any], conflicts: Sequence[Mapping[str, Any]]
    ) -> "Answer":
        said = {"st": "merged", "rev": revision, "head": str(head), "fields": dict(fields)}
        return cls(said | {"conflicts": list(conflicts), "dup": False}, kept=True)

    @classmethod
    def conflict(cls, code: str, revision: int, fields: Mapping[str, Any]) -> "Answer":
        return cls({"st": "conflict", "code": code, "rev": revision, "fields": dict(fields)}, kept=True)

    @classmethod
    def held(cls, code: str, errors: Errors | None = None) -> "Answer":
        return cls({"st": "held", "code": code, "errors": dict(errors or {})}, kept=True)

    @classmethod
    def refused(cls, code: str) -> "Answer":
        return cls({"st": "refused", "code": code}, kept=False)

    @classmethod
    def retry(cls, code: str) -> "Answer":
        return cls({"st": "retry", "code": code}, kept=False)

    @classmethod
    def again(cls, said: Mapping[str, Any]) -> "Answer":
        """The stored answer of an operation that came before."""
        return cls({**said, "dup": True}, kept=False)

    @classmethod
    def same(cls, first: Sent) -> "Answer":
        """The answer of an earlier one in this very batch."""
        return cls({}, kept=False, first=first)

    @property
    def code(self) -> str:
        return str(self.said.get("code", ""))

    @property
    def is_custody(self) -> bool:
        """Whether the text of the operation must be kept because no entry keeps it."""
        return self.said.get("st") == "held" and self.is_kept

    @property
    def is_settled(self) -> bool:
        return not self.is_kept

    def become(self, other: "Answer") -> None:
        self.said, self.is_kept = other.said, other.is_kept
