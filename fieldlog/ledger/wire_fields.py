"""The values of a form as they go over the wire, and back to checked content."""

import re
from collections.abc import Mapping
from typing import Any

from fieldlog.activities.envelope import Surroundings, fields_of
from fieldlog.activities.fields import Field, is_storable
from fieldlog.activities.form import clean, content_of, rule_errors
from fieldlog.activities.kind import Content, Kind
from fieldlog.ledger.contents import as_json

# Names that a later form may know; anything else in `fields` means nothing and changes nothing.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEVER = frozenset(("id", "kind", "form_version", "coach", "coach_id", "role", "rev", "revision", "status"))
LONGEST_UNKNOWN = 4000


class WireForms:
    """The fields of each kind as they stand for one person on one day, made once a batch."""

    def __init__(self, around: Surroundings):
        self._around = around
        self._codes: dict[Any, str] = {school.id: school.code for school in around.schools}
        self._fields: dict[str, dict[str, Field]] = {}

    def content(self, kind: Kind, said: Mapping[str, Any]) -> tuple[Content | None, dict[str, list[str]]]:
        """What the values say, or sentences for those that are wrong; unknown fields are kept."""
        fields = self._of(kind)
        values, errors = clean(fields, {**said, "schools": self._school_codes(said.get("schools"))})
        errors = errors or rule_errors(kind, values)
        unknown = {
            name: value for name, value in said.items() if name not in fields and _may_keep(name, value)
        }
        return (None, errors) if errors else (content_of(kind, self._around, values, unknown), {})

    def _of(self, kind: Kind) -> dict[str, Field]:
        if kind.code not in self._fields:
            self._fields[kind.code] = fields_of(kind, self._around)
        return self._fields[kind.code]

    def _school_codes(self, ids: Any) -> Any:
        """Operations name schools by id; an unknown one stays what it is, and is refused by the field."""
        if not isinstance(ids, list):
            return ids
        return [self._codes.get(each, str(each)) if isinstance(each, int | str) else each for each in ids]


def as_wire(content: Content) -> dict[str, Any]:
    """Every value by the name of its field, as JSON."""
    kept = as_json(content)
    details = kept.pop("details")
    people = [str(person) for person in kept.pop("co_coaches")]
    said = {**kept, **details, "co_coaches": people}
    return {name: value for name, value in said.items() if name not in ("kind", "form_version")}


def _may_keep(name: str, value: Any) -> bool:
    if not _NAME.fullmatch(name) or name in _NEVER:
        return False
    text = repr(value)
    return len(text) <= LONGEST_UNKNOWN and is_storable(value)
