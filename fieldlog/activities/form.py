"""One filling-in of a kind's form: what was typed, what is wrong with it, and what it says."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from fieldlog.activities.envelope import Surroundings, envelope
from fieldlog.activities.fields import Field, Typed, Unclean
from fieldlog.activities.kind import Content, Kind

TWICE = "This was given twice. Choose one."


class BoundField:
    """A field together with what stands in it, for the template."""

    def __init__(self, field: Field, raw: Any, errors: list[str], suggestions: tuple[str, ...]):
        self._field = field
        self.value = _showable(raw)
        self.errors = errors
        self.suggestions = suggestions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._field, name)


class Form:
    """`id` is the entry's identity from the first touch; `message` stands above all fields."""

    def __init__(self, kind: Kind, around: Surroundings, entry_id: uuid.UUID, raw: dict[str, Any]):
        self.kind = kind
        self.id = entry_id
        self.message: str | None = None
        self.errors: dict[str, list[str]] = {}
        self.suggestions: Mapping[str, tuple[str, ...]] = {}
        self._around = around
        self._fields = {field.name: field for field in (*envelope(kind, around), *kind.fields)}
        self._raw = raw

    @classmethod
    def empty(cls, kind: Kind, around: Surroundings, school: str = "") -> "Form":
        """A new form with day, minutes and (when one is likely) school filled in."""
        start = {
            "activity_date": around.today.isoformat(),
            "minutes": str(kind.usual_minutes),
            "schools": [school] if school else [],
        }
        return cls(kind, around, uuid.uuid4(), start)

    @classmethod
    def posted(cls, kind: Kind, around: Surroundings, typed: Typed) -> "Form":
        form = cls(kind, around, uuid.uuid4(), {})
        form._raw = {name: field.take(typed) for name, field in form._fields.items()}
        form._find_doubles(typed)
        form._take_id(typed)
        return form

    def __getitem__(self, name: str) -> BoundField:
        field = self._fields[name]
        raw = self._raw.get(name, field.fill(field.empty))
        return BoundField(field, raw, self.errors.get(name, []), self.suggestions.get(name, ()))

    def __iter__(self) -> Iterator[BoundField]:
        return (self[name] for name in self._fields)

    def renew(self, message: str) -> None:
        """Give what was typed an identity of its own."""
        self.id = uuid.uuid4()
        self.message = message

    def content(self) -> Content | None:
        """What the form says, or None when something is wrong; then `errors` tells what."""
        parsed = {name: field.parse(self._raw[name]) for name, field in self._fields.items()}
        values, errors = clean(self._fields, parsed)
        for name, sentences in (errors or rule_errors(self.kind, values)).items():
            self.errors.setdefault(name, sentences)
        return None if self.errors else content_of(self.kind, self._around, values)

    def _find_doubles(self, typed: Typed) -> None:
        for name, field in self._fields.items():
            if any(len(set(values)) > 1 for values in field.given(typed)):
                self.errors[name] = [TWICE]

    def _take_id(self, typed: Typed) -> None:
        ids = set(typed.get("id", ()))
        try:
            self.id = uuid.UUID(ids.pop()) if ids else self.id
        except ValueError:
            self.errors["id"] = ["This page had lost its number and was given a new one. Save again."]
        if ids:
            self.errors["id"] = [TWICE]


def clean(
    fields: Mapping[str, Field], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The one validation: clean values by field name, and sentences for those that are not."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, field in fields.items():
        try:
            cleaned[name] = field.clean(values.get(name))
        except Unclean as unclean:
            errors[name] = [str(unclean)]
    return cleaned, errors


def rule_errors(kind: Kind, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong between fields that are each right."""
    return {name: [sentence] for name, sentence in kind.rule(values).items()}


def content_of(
    kind: Kind, around: Surroundings, values: Mapping[str, Any], unknown: Mapping[str, Any] | None = None
) -> Content:
    """The content of clean values; what a later form may know is kept beside them."""
    ids = {school.code: school.id for school in around.schools}
    start_time = values["start_time"]
    return Content(
        kind=kind.code,
        form_version=kind.form_version,
        school_ids=tuple(sorted(ids[code] for code in values["schools"])),
        activity_date=dt.date.fromisoformat(values["activity_date"]),
        minutes=values["minutes"],
        start_time=dt.time.fromisoformat(start_time) if start_time else None,
        focus=values["focus"],
        co_coach_ids=tuple(sorted(int(person) for person in values["co_coaches"])),
        shared_note=values["shared_note"],
        private_note=values["private_note"],
        details=dict(unknown or {}) | _said(kind, values),
    )


def _said(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: values[field.name] for field in kind.fields if values[field.name] != field.empty}


def _showable(raw: Any) -> Any:
    """Text that can be sent back whatever was posted: what UTF-8 cannot carry becomes a question mark."""
    if isinstance(raw, str):
        return raw.encode("utf-8", "replace").decode()
    if isinstance(raw, list):
        return [_showable(item) for item in raw]
    if isinstance(raw, dict):
        return {_showable(key): _showable(value) for key, value in raw.items()}
    return raw
