"""What a form can ask: each field takes what was typed, cleans it, and says and exports what it holds.

A value passes through `take` (the posted strings as they are shown again), `parse` (the same as a
JSON value) and `clean` (checked and normalised). A value that comes as JSON starts at `clean`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from fieldlog.activities.lists import Options, ValueList
from fieldlog.clock import day_in_words, parse_day

Typed = Mapping[str, Sequence[str]]
Carried = Literal["never", "there", "always"]

CHOOSE = "Choose one of the choices shown."
UNSTORABLE = "There is a character in here that cannot be kept. Remove it and save again."
INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unclean(ValueError):
    """A value that a field does not take, with a sentence for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a form. `shared_by` names the flag without which only the author sees it; a `retired`
    one is asked no more, and what was said stays.

    `carried` says whether "Same as last time" brings what stood there: what was set may come again, what was
    found, counted, said or agreed is of its own day; `there` are people and rooms, at the same school only.
    """

    name: str
    label: str
    hint: str = ""
    required: bool = False
    shared_by: str = ""
    retired: bool = False
    carried: Carried = "never"

    widget: ClassVar[str] = ""
    empty: ClassVar[Any] = None
    # Whether what is said is in one's own words; all else is said again and again.
    is_free: ClassVar[bool] = False

    def given(self, typed: Typed) -> list[Sequence[str]]:
        """Every posted name of this field that takes one value only, with the values it was given."""
        return [typed.get(self.name, ())]

    def take(self, typed: Typed) -> Any:
        return next(iter(typed.get(self.name, ())), "")

    def fill(self, value: Any) -> Any:
        """A clean value as `take` would have given it, to be shown in the form."""
        return "" if value is None else str(value)

    def offered(self, value: Any) -> Any:
        """What of a clean value can be chosen anew."""
        return value

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

    def say_in_file(self, value: Any) -> list[str]:
        """The same for a file, which other programs read."""
        return self.say(value)

    def columns(self) -> list[str]:
        return [self.name]

    def cells(self, value: Any) -> list[str | int]:
        return ["" if value is None else value]

    def read(self, cells: Mapping[str, str]) -> Any:
        """What the cells of its columns hold, by column, as `clean` takes it. Raises Unclean where they do
        not agree."""
        return self.parse(cells.get(self.name, ""))

    def from_words(self, words: str) -> Any:
        """A clean value that `say_in_file` may say in these words, joined by `; `. Raises Unclean."""
        return self.clean(words)

    def as_read(self, value: Any, _schools: Collection[str] | None) -> Any:
        """The value as others than its author read it, who see the schools of these codes, or all."""
        return value

    def with_schools(self, _schools: Options) -> "Field":
        """The same field where these are the schools one may name."""
        return self

    def with_lists(self, _lists: Mapping[str, ValueList]) -> "Field":
        """The same field with the lists of these codes as a program has them."""
        return self

    @property
    def lists(self) -> tuple[ValueList, ...]:
        """The lists in it that a program may make its own."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    low: int
    high: int
    widget = "number"

    def parse(self, raw: str) -> int | str | None:
        text = raw.strip()
        return int(text) if INTEGER.fullmatch(text) else text or None

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unclean("A whole number, please.")
        if not self.low <= value <= self.high:
            raise Unclean(f"Between {self.low} and {self.high}.")
        return value

    def from_words(self, words: str) -> Any:
        return self.clean(self.parse(words))


@dataclass(frozen=True, kw_only=True)
class Minutes(Number):
    """A number with chips for the usual ones; a number typed beside them counts before a chip."""

    quick: tuple[int, ...] = ()
    carried: Carried = "always"
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
    """One line of text: a title, a place, a name.

    Where `names_staff`, names of adults and of places are what is asked for. `unlisted` stands behind the
    tiles of what was written before, for what is not among them.
    """

    limit: int = 120
    names_staff: bool = False
    unlisted: str = ""
    widget = "line"
    empty = ""
    is_free = True

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
    is_free = True

    def parse(self, raw: str) -> str:
        return raw.replace("\r\n", "\n")

    def read(self, cells: Mapping[str, str]) -> str:
        """As it stands there: a file changes no line break, as a browser does."""
        return cells.get(self.name, "")

    def check(self, value: Any) -> str:
        text = _text(value)
        return _not_longer(text, self.limit) if text.strip() else ""


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A plain local date, never shifted by a time zone; kept as `YYYY-MM-DD`."""

    low: dt.date = dt.date(1990, 1, 1)
    high: dt.date = dt.date(2199, 12, 31)
    widget = "date"

    def check(self, value: Any) -> str:
        try:
            day = parse_day(_text(value))
        except ValueError:
            raise Unclean("There is no such day. Choose a date, or write it like 2026-11-20.") from None
        if not self.low <= day <= self.high:
            raise Unclean(self.outside(day))
        return day.isoformat()

    def say(self, value: Any) -> list[str]:
        return [day_in_words(parse_day(value))] if value else []

    def say_in_file(self, value: Any) -> list[str]:
        return [value] if value else []

    def outside(self, _day: dt.date) -> str:
        return f"Between {self.low.isoformat()} and {self.high.isoformat()}, please."


@dataclass(frozen=True, kw_only=True)
class ActivityDay(Day):
    """The day on which it was: since the log began, and not later than tomorrow."""

    def outside(self, day: dt.date) -> str:
        if day > self.high:
            return "This day lies in the future. The latest is tomorrow."
        return f"This day is too long ago. The log begins on {self.low.isoformat()}."

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

    def read(self, cells: Mapping[str, str]) -> bool:
        return read_flag(cells.get(self.name, ""))

    def from_words(self, words: str) -> bool:
        return read_flag(words)


_FLAGS = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True}


def read_flag(text: str) -> bool:
    """A cell that says yes or no. Raises Unclean for anything else."""
    said = _FLAGS.get(text.strip().casefold())
    if said is None:
        raise Unclean("1 or 0, please.")
    return said


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


def _is_bidi_control(character: str) -> bool:
    return character in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
