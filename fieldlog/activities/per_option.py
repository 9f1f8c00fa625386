"""Fields that say something of each of their options: seen or beginning, how many, a line, an average."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from fieldlog.activities.fields import CHOOSE, INTEGER, Line, Typed, Unclean, read_flag
from fieldlog.activities.listed import ByOption, one_of
from fieldlog.activities.lists import Options, codes_of, label_of

_DECIMAL = re.compile(r"[0-9]{1,6}([.,][0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True)
class PerOption(ByOption):
    """A field that may say something of each option; what is not said is not kept."""

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
            one_of(self.options, code)
        said = {code: self.check_one(one) for code, one in value.items()}
        return {code: said[code] for code in codes_of(self.options) if said.get(code)}

    def check_one(self, value: Any) -> Any:
        raise NotImplementedError

    def word(self, value: Any) -> str:
        """What is said of one option, in the reader's words."""
        return str(value)

    def say(self, value: Any) -> list[str]:
        return [f"{label_of(self.options, code)}: {self.word(one)}" for code, one in self.ordered(value)]

    def cell(self, value: Any, code: str) -> str | int:
        said: str | int = (value or {}).get(code, "")
        return said

    def read(self, cells: Mapping[str, str]) -> dict[str, Any]:
        return self.parse(self.by_code(cells))

    def ordered(self, value: Any) -> list[tuple[str, Any]]:
        """What is said, in the order of the options; PostgreSQL keeps an order of its own."""
        said = dict(value or {})
        known = [code for code in codes_of(self.options) if code in said]
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

    def columns(self) -> list[str]:
        return [self.name, *super().columns()]

    def cells(self, value: Any) -> list[str | int]:
        joined = ";".join(f"{code}:{state}" for code, state in self.ordered(value))
        return [joined, *super().cells(value)]

    def cell(self, value: Any, code: str) -> int:
        return int(code in (value or {}))

    def read(self, cells: Mapping[str, str]) -> dict[str, str]:
        if not cells.get(self.name):
            return {code: "seen" for code, text in self.by_code(cells).items() if read_flag(text)}
        pairs = [text.partition(":") for text in cells[self.name].split(";") if text.strip()]
        said = {self.code(code): state.strip() or "seen" for code, _, state in pairs}
        if wrong := [state for state in said.values() if state not in self.STATES]:
            raise Unclean(f"“{wrong[0]}” is not {' or '.join(self.STATES)}.")
        self.agree(cells, said)
        return said


@dataclass(frozen=True, kw_only=True)
class Counts(PerOption):
    """How many of each."""

    high: int = 1000
    widget = "counts"

    def parse(self, raw: dict[str, str]) -> dict[str, Any]:
        return {code: int(text) if INTEGER.fullmatch(text.strip()) else text for code, text in raw.items()}

    def check_one(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self.high:
            raise Unclean(f"Whole numbers between 0 and {self.high}, please.")
        return value


@dataclass(frozen=True, kw_only=True)
class Lines(PerOption):
    """A line of text for each: who led, who wrote; what, where, when."""

    limit: int = 120
    names_staff: bool = False
    widget = "lines"
    is_free = True

    def check_one(self, value: Any) -> str:
        return str(Line(name=self.name, label=self.label, limit=self.limit).clean(value))


@dataclass(frozen=True, kw_only=True)
class Ratings(PerOption):
    """One of a few answers to each question."""

    answers: Options
    widget = "ratings"

    def check_one(self, value: Any) -> str:
        return one_of(self.answers, value) if value not in ("", None) else ""

    def word(self, value: Any) -> str:
        return label_of(self.answers, value)

    def read(self, cells: Mapping[str, str]) -> dict[str, Any]:
        codes = {word.casefold(): answer.code for answer in self.answers for word in answer}
        said = self.by_code(cells)
        if wrong := [text for text in said.values() if text.casefold() not in codes]:
            raise Unclean(f"“{wrong[0]}” is not {' or '.join(codes_of(self.answers))}.")
        return {code: codes[text.casefold()] for code, text in said.items()}


@dataclass(frozen=True, kw_only=True)
class Averages(PerOption):
    """An average between `low` and `high` for each, kept as text with one digit after the point."""

    low: int
    high: int
    widget = "averages"

    def check_one(self, value: Any) -> str:
        text = "" if isinstance(value, bool) else str(value).strip()
        if not _DECIMAL.fullmatch(text):
            raise Unclean(self._sentence)
        tenths = round(10 * float(text.replace(",", ".")))
        if not 10 * self.low <= tenths <= 10 * self.high:
            raise Unclean(self._sentence)
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def _sentence(self) -> str:
        return f"Averages between {self.low} and {self.high}, please, like 4.3."
