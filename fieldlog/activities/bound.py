"""A field together with what stands in it, and so each of its parts: what a template shows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from fieldlog.activities.fields import Field
from fieldlog.activities.lists import Options, ValueList

BLANK = "new-part"


class Suggestion(NamedTuple):
    """What was written before; `is_shared`: when it was written last, the school could see it."""

    text: str
    is_shared: bool = False


class BoundField:
    """A field with its value, under the names that a browser posts."""

    def __init__(self, field: Field, raw: Any, errors: list[str], suggestions: tuple[Suggestion, ...]):
        self._field = field
        self.value = _showable(raw)
        self.errors = errors
        self.suggestions = suggestions
        self.widget = field.widget
        self.in_part = False

    @property
    def parts(self) -> list["BoundPart"]:
        """Each part that stands in the field, with its own fields bound."""
        return [BoundPart(self._field, part) for part in self.value]

    @property
    def blank(self) -> "BoundPart":
        """A part of which nothing is said yet; whoever adds one puts an id in place of this."""
        return BoundPart(self._field, {"id": BLANK})

    @property
    def options(self) -> Options:
        """The choices that are offered, and retired ones where they stand in the field."""
        offered: Options = self._field.options  # type: ignore[attr-defined]  # only fields with choices are asked
        if not isinstance(offered, ValueList):
            return offered
        return (*offered, *(option for option in offered.retired if self._says(option.code)))

    def _says(self, code: str) -> bool:
        return self.value == code if isinstance(self.value, str) else code in (self.value or ())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._field, name)


class BoundPart:
    """One part of a field with its own fields under the names that a browser posts."""

    def __init__(self, field: Field, part: Mapping[str, Any]):
        self.id = part["id"]
        self.fields = [self._bound(field, own, part) for own in field.fields]  # type: ignore[attr-defined]

    def _bound(self, field: Field, own: Field, part: Mapping[str, Any]) -> BoundField:
        named = replace(own, name=f"{field.name}.{self.id}.{own.name}")
        bound = BoundField(named, part.get(own.name, own.fill(own.empty)), [], ())
        bound.in_part = True
        return bound


def _showable(raw: Any) -> Any:
    """Text that can be sent back whatever was posted: what UTF-8 cannot carry becomes a question mark."""
    if isinstance(raw, str):
        return raw.encode("utf-8", "replace").decode()
    if isinstance(raw, list):
        return [_showable(item) for item in raw]
    if isinstance(raw, dict):
        return {_showable(key): _showable(value) for key, value in raw.items()}
    return raw
