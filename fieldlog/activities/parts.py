"""A field of any number of parts, each with an identity of its own, so that two people's changes merge."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fieldlog.activities.fields import CHOOSE, INTEGER, Field, Typed, Unclean
from fieldlog.activities.listed import OneSchool
from fieldlog.activities.lists import Options, ValueList
from fieldlog.activities.part_words import BETWEEN_PARTS, BETWEEN_WORDS, parts_of

Part = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Parts(Field):
    """`fields` are the questions of one part; `singular` names one. A value is a list of
    `{"id": …, field: value, …}` in the order in which they were written, without what is not said.
    `begins` says which sort of thread a part begins that later entries come back to.

    A form posts `<name>.<id>.<field>`.
    """

    fields: tuple[Field, ...]
    singular: str
    most: int = 60
    begins: str = ""
    widget = "parts"
    id_form: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Za-z_-]{1,40}")
    empty: ClassVar[Any] = ()
    is_free = True

    def given(self, typed: Typed) -> list[Sequence[str]]:
        parts = self._posted(typed).values()
        return [values for part in parts for field in self.fields for values in field.given(part)]

    def take(self, typed: Typed) -> list[dict[str, Any]]:
        return [
            {"id": part_id} | {field.name: field.take(part) for field in self.fields}
            for part_id, part in self._posted(typed).items()
        ]

    def fill(self, value: Any) -> list[dict[str, Any]]:
        return [
            {"id": part["id"]} | {field.name: field.fill(part.get(field.name)) for field in self.fields}
            for part in value or ()
        ]

    def parse(self, raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": part["id"]} | {field.name: field.parse(part[field.name]) for field in self.fields}
            for part in raw
        ]

    def check(self, value: Any) -> tuple[Part, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(part, dict) for part in value):
            raise Unclean(CHOOSE)
        if len(value) > self.most:
            raise Unclean(f"At most {self.most}, please.")
        said = tuple(self._cleaned(part, number) for number, part in enumerate(value, start=1) if _says(part))
        if len({part["id"] for part in said}) < len(said):
            raise Unclean("Two of these have the same number. Remove one and add it again.")
        return said

    def say(self, value: Any) -> list[str]:
        return [
            BETWEEN_WORDS.join(self._words(part, lambda field, said: field.say(said))) for part in value or ()
        ]

    def say_in_file(self, value: Any) -> list[str]:
        return [
            BETWEEN_WORDS.join(self._words(part, lambda field, said: field.say_in_file(said)))
            for part in value or ()
        ]

    def as_read(self, value: Any, schools: Collection[str] | None) -> tuple[Part, ...]:
        """Without the parts about schools that the reader does not see."""
        about = [field.name for field in self.fields if isinstance(field, OneSchool)]
        if schools is None:
            return tuple(value)
        return tuple(part for part in value if all(part.get(name) in schools for name in about))

    def with_schools(self, schools: Options) -> "Parts":
        return replace(self, fields=tuple(field.with_schools(schools) for field in self.fields))

    def with_lists(self, lists: Mapping[str, ValueList]) -> "Parts":
        return replace(self, fields=tuple(field.with_lists(lists) for field in self.fields))

    @property
    def lists(self) -> tuple[ValueList, ...]:
        return tuple(each for field in self.fields for each in field.lists)

    def columns(self) -> list[str]:
        return [self.name, f"{self.name}.count"]

    def cells(self, value: Any) -> list[str | int]:
        return [BETWEEN_PARTS.join(self.say_in_file(value)), len(value or ())]

    def read(self, cells: Mapping[str, str]) -> list[Part]:
        """Each with an id by its place: a file says none."""
        text, count = cells.get(self.name, ""), cells.get(f"{self.name}.count", "").strip()
        if not text:
            return self._none(count)
        if count and not INTEGER.fullmatch(count):
            raise Unclean(f"{self.name}.count is how many there are, in digits.")
        found = parts_of(self.fields, text, int(count) if count else None)
        if found is None or (count and len(found) != int(count)):
            raise Unclean(self._unread(count))
        return [{"id": self.id_at(n, part), **part} for n, part in enumerate(found, start=1)]

    def id_at(self, number: int, _part: Part) -> str:
        return f"{self.name}-{number}"

    def _cleaned(self, part: Part, number: int) -> dict[str, Any]:
        part_id = part.get("id")
        if not isinstance(part_id, str) or not self.id_form.fullmatch(part_id):
            raise Unclean("One of these has lost its number. Remove it and add it again.")
        cleaned = {"id": part_id}
        for field in self.fields:
            try:
                value = field.clean(part.get(field.name))
            except Unclean as unclean:
                raise Unclean(f"{self.singular} {number}, {field.label}: {unclean}") from None
            cleaned |= {field.name: value} if value != field.empty else {}
        return cleaned

    def _words(self, part: Part, say: Callable[[Field, Any], list[str]]) -> Iterator[str]:
        for field in self.fields:
            words = "; ".join(say(field, part.get(field.name)))
            if words:
                yield words if field.required else f"{field.label}: {words}"

    def _none(self, count: str) -> list[Part]:
        if count not in ("", "0"):
            raise Unclean(f"{self.name}.count says {count}, and nothing is said.")
        return []

    def _unread(self, count: str) -> str:
        many = f"{count} of these" if count else "these"
        first = ", ".join(field.label if field.required else f"{field.label}: …" for field in self.fields)
        return (
            f"This does not read as {many}. Write each as “{first}”, without what is unsaid, and | between."
        )

    def _posted(self, typed: Typed) -> dict[str, dict[str, Sequence[str]]]:
        """What was posted of each part, by the names of its own fields."""
        parts: dict[str, dict[str, Sequence[str]]] = {}
        for name, values in typed.items():
            own, _, rest = name.removeprefix(f"{self.name}.").partition(".")
            if name.startswith(f"{self.name}.") and rest:
                parts.setdefault(own, {})[rest] = values
        return parts


def _says(part: Part) -> bool:
    """A part of which nothing is said is as if it had not been added."""
    return any(value not in (None, "", False, [], {}) for name, value in part.items() if name != "id")
