"""What a form can ask: each field takes what was typed, cleans it, and says and exports what it holds.

A value passes through `take` (the posted strings as they are shown again), `parse` (the same as a
JSON value) and `clean` (checked and normalised). A value that comes as JSON starts at `clean`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from fieldlog.activities.lists import Options, label_of
from fieldlog.clock import parse_day

Typed = Mapping[str, Sequence[str]]

CHOOSE = "Choose one of the choices shown."
UNSTORABLE = "There is a character in here that cannot be kept. Remove it and save again."
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unclean(ValueError):
    """A value that a field does not take, with a sentence for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a form. `shared_by` names the flag without which only the author sees it."""

    name: str
    label: str
    hint: str = ""
    required: bool = False
    shared_by: str = ""

    widget: ClassVar[str] = ""
    empty: ClassVar[Any] = None

    def given(self, typed: Typed) -> list[Sequence[str]]:
        """Every posted name of this field that takes one value only, with the values it was given."""
        return [typed.get(self.name, ())]

    def take(self, typed: Typed) -> Any:
        return next(iter(typed.get(self.name, ())), "")

    def fill(self, value: Any) -> Any:
        """A clean value as `take` would have given it, to be shown in the form."""
        return "" if value is None else str(value)

    def parse(self, raw: Any) -> Any:
        return raw or None

    def clean(self, value: Any) -> Any:
        if value is None or value in ("", [], {}):
            if self.required:
                raise Unclean(self.missing)
            return self.empty
        return self.check(value)

    @property
    def missing(self) -> str:
        return "Please fill this in."

    def check(self, value: Any) -> Any:
        raise NotImplementedError

    def say(self, value: Any) -> list[str]:
        """The value in the reader's words, one item each."""
        return [] if value in (None, "") else [str(value)]

    def columns(self) -> list[str]:
        return [self.name]

    def cells(self, value: Any) -> list[str | int]:
        return ["" if value is None else value]


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    low: int
    high: int
    widget = "number"

    def parse(self, raw: str) -> int | str | None:
        text = raw.strip()
        return int(text) if _INTEGER.fullmatch(text) else text or None

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unclean("A whole number, please.")
        if not self.low <= value <= self.high:
            raise Unclean(f"Between {self.low} and {self.high}.")
        return value


@dataclass(frozen=True, kw_only=True)
class Minutes(Number):
    """A number with chips for the usual ones; a number typed beside them counts before a chip."""

    quick: tuple[int, ...] = ()
    widget = "minutes"

    def take(self, typed: Typed) -> str:
        other = next(iter(typed.get(f"{self.name}.other", ())), "")
        return other if other.strip() else str(super().take(typed))

    def given(self, typed: Typed) -> list[Sequence[str]]:
        return [typed.get(self.name, ()), typed.get(f"{self.name}.other", ())]

    @property
    def missing(self) -> str:
        return "How many minutes was it?"


@dataclass(frozen=True, kw_only=True)
class Line(Field):
    """One line of text: a title, a place, a name."""

    limit: int = 120
    widget = "line"
    empty = ""

    def parse(self, raw: str) -> str:
        return raw

    def check(self, value: Any) -> str:
        text = _text(value).strip()
        if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
            raise Unclean("One line only, please.")
        if any(_is_bidi_control(character) for character in text):
            raise Unclean(UNSTORABLE)
        if text and all(unicodedata.category(character) in ("Cf", "Zs") for character in text):
            raise Unclean("Please write something that can be seen.")
        if not text and self.required:
            raise Unclean(self.missing)
        return _not_longer(text, self.limit)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A note of many lines, kept as typed; the limit counts characters as a person would."""

    limit: int = 4000
    widget = "text"
    empty = ""

    def parse(self, raw: str) -> str:
        return raw.replace("\r\n", "\n")

    def check(self, value: Any) -> str:
        text = _text(value)
        return _not_longer(text, self.limit) if text.strip() else ""


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A plain local date, never shifted by a time zone; kept as `YYYY-MM-DD`."""

    low: dt.date
    high: dt.date
    widget = "date"

    def check(self, value: Any) -> str:
        try:
            day = parse_day(_text(value))
        except ValueError:
            raise Unclean("There is no such day. Choose a date, or write it like 2026-11-20.") from None
        if day > self.high:
            raise Unclean("This day lies in the future. The latest is tomorrow.")
        if day < self.low:
            raise Unclean(f"This day is too long ago. The log begins on {self.low.isoformat()}.")
        return day.isoformat()

    @property
    def missing(self) -> str:
        return "Which day was it?"


@dataclass(frozen=True, kw_only=True)
class Time(Field):
    widget = "time"

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            raise Unclean("A time like 09:15, please.")
        return value[:5]


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    options: Options
    widget = "choice"

    def check(self, value: Any) -> str:
        return _one_of(self.options, value)

    def say(self, value: Any) -> list[str]:
        return [label_of(self.options, value)] if value else []

    @property
    def missing(self) -> str:
        return CHOOSE


@dataclass(frozen=True, kw_only=True)
class Choices(Field):
    """Any number of the options, kept in the order in which they are offered."""

    options: Options
    widget = "choices"
    empty = ()

    def given(self, typed: Typed) -> list[Sequence[str]]:
        return []

    def take(self, typed: Typed) -> list[str]:
        return [value for value in typed.get(self.name, ()) if value]

    def fill(self, value: Any) -> list[str]:
        return [str(code) for code in value or ()]

    def parse(self, raw: list[str]) -> list[str]:
        return raw

    def check(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise Unclean(CHOOSE)
        chosen = {_one_of(self.options, code) for code in value}
        return tuple(option.code for option in self.options if option.code in chosen)

    def say(self, value: Any) -> list[str]:
        return [label_of(self.options, code) for code in value or ()]

    def columns(self) -> list[str]:
        return [self.name, *(f"{self.name}.{option.code}" for option in self.options)]

    def cells(self, value: Any) -> list[str | int]:
        chosen = list(value or ())
        return [";".join(chosen), *(int(option.code in chosen) for option in self.options)]

    @property
    def missing(self) -> str:
        return "Choose at least one."


@dataclass(frozen=True, kw_only=True)
class Schools(Choices):
    """The schools an entry names, by code: one for most kinds, several for some."""

    several: bool
    widget = "schools"

    def check(self, value: Any) -> tuple[str, ...]:
        try:
            codes = super().check(value)
        except Unclean:
            raise Unclean("Choose from your schools.") from None
        if len(codes) > 1 and not self.several:
            raise Unclean("Choose one school.")
        return codes

    @property
    def missing(self) -> str:
        return "At which school was it?"


@dataclass(frozen=True, kw_only=True)
class People(Choices):
    """Colleagues by the number of their account, as text."""

    widget = "people"


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    widget = "flag"
    empty = False

    def take(self, typed: Typed) -> Any:
        values = list(typed.get(self.name, ()))
        return values[0] if values and values[0] not in ("", "1", "on") else any(values)

    def fill(self, value: Any) -> bool:
        return bool(value)

    def parse(self, raw: Any) -> Any:
        return raw

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Unclean(CHOOSE)
        return value

    def say(self, value: Any) -> list[str]:
        return ["Yes"] if value else []

    def cells(self, value: Any) -> list[str | int]:
        return [int(bool(value))]


@dataclass(frozen=True, kw_only=True)
class PerOption(Field):
    """A field that may say something of each option; what is not said is not kept."""

    options: Options
    empty: ClassVar[Any] = field(default={})

    def given(self, typed: Typed) -> list[Sequence[str]]:
        return [typed.get(name, ()) for name in self._posted(typed)]

    def take(self, typed: Typed) -> dict[str, str]:
        taken = {name[len(self.name) + 1 :]: next(iter(typed[name]), "") for name in self._posted(typed)}
        return {code: raw for code, raw in taken.items() if raw.strip()}

    def fill(self, value: Any) -> dict[str, str]:
        return {code: str(said) for code, said in (value or {}).items()}

    def parse(self, raw: dict[str, str]) -> dict[str, Any]:
        return dict(raw)

    def check(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unclean(CHOOSE)
        for code in value:
            _one_of(self.options, code)
        said = {code: self.check_one(one) for code, one in value.items()}
        return {option.code: said[option.code] for option in self.options if said.get(option.code)}

    def check_one(self, value: Any) -> Any:
        raise NotImplementedError

    def ordered(self, value: Any) -> list[tuple[str, Any]]:
        """What is said, in the order of the options; PostgreSQL keeps an order of its own."""
        said = dict(value or {})
        known = [option.code for option in self.options if option.code in said]
        return [(code, said[code]) for code in [*known, *sorted(said.keys() - set(known))]]

    def _posted(self, typed: Typed) -> list[str]:
        return [name for name in typed if name.startswith(f"{self.name}.")]


@dataclass(frozen=True, kw_only=True)
class Marks(PerOption):
    """Seen or beginning, or nothing said; there is no "no"."""

    widget = "marks"
    STATES: ClassVar[dict[str, str]] = {"beginning": "beginning", "seen": "seen"}

    def check_one(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.STATES:
            raise Unclean(CHOOSE)
        return value

    def say(self, value: Any) -> list[str]:
        return [f"{label_of(self.options, code)}: {state}" for code, state in self.ordered(value)]

    def columns(self) -> list[str]:
        return [self.name, *(f"{self.name}.{option.code}" for option in self.options)]

    def cells(self, value: Any) -> list[str | int]:
        said = value or {}
        joined = ";".join(f"{code}:{state}" for code, state in self.ordered(value))
        return [joined, *(int(option.code in said) for option in self.options)]


@dataclass(frozen=True, kw_only=True)
class Counts(PerOption):
    """How many of each."""

    high: int = 1000
    widget = "counts"

    def parse(self, raw: dict[str, str]) -> dict[str, Any]:
        return {code: int(text) if _INTEGER.fullmatch(text.strip()) else text for code, text in raw.items()}

    def check_one(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self.high:
            raise Unclean(f"Whole numbers between 0 and {self.high}, please.")
        return value

    def say(self, value: Any) -> list[str]:
        return [f"{label_of(self.options, code)}: {number}" for code, number in self.ordered(value)]

    def columns(self) -> list[str]:
        return [f"{self.name}.{option.code}" for option in self.options]

    def cells(self, value: Any) -> list[str | int]:
        return [(value or {}).get(option.code, "") for option in self.options]


def is_storable(value: Any) -> bool:
    """Whether both stores can keep this JSON value, however deep: no NUL, no half of a character."""
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(is_storable(item) for item in value)
    return not (isinstance(value, str) and _UNSTORABLE.search(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unclean("Text, please.")
    if _UNSTORABLE.search(value):
        raise Unclean(UNSTORABLE)
    return value


def _not_longer(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Unclean(f"At most {limit:,} characters; this has {len(text):,}.")
    return text


def _one_of(choices: Options, value: Any) -> str:
    if not isinstance(value, str) or all(option.code != value for option in choices):
        raise Unclean(CHOOSE)
    return value


def _is_bidi_control(character: str) -> bool:
    return character in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
