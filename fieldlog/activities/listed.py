"""Questions that are answered from a list: one of it, any of it, schools, colleagues."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fieldlog.activities.fields import CHOOSE, Carried, Field, Typed, Unclean, read_flag
from fieldlog.activities.lists import Options, ValueList, codes_of, declared_codes, known, label_of


@dataclass(frozen=True, kw_only=True)
class Listed(Field):
    """What is said stands in a list."""

    options: Options

    def with_lists(self, lists: Mapping[str, ValueList]) -> "Listed":
        return replace(self, options=lists.get(each.code, each)) if (each := self._own) else self

    @property
    def lists(self) -> tuple[ValueList, ...]:
        return (each,) if (each := self._own) else ()

    def code(self, text: str) -> str:
        """The code that a cell names, itself or by its label. Raises Unclean with the codes there are."""
        options, wanted = known(self.options), text.strip()
        named = [option.code for option in options if option.code == wanted]
        named += [option.code for option in options if option.label.casefold() == wanted.casefold()]
        if not named:
            offered = ", ".join(option.code for option in options)
            raise Unclean(f"“{wanted}” is not among the choices: {offered}.")
        return named[0]

    def code_of_label(self, words: str) -> str:
        """The code of what is called so to the letter. Raises Unclean."""
        labels = {option.label: option.code for option in reversed(known(self.options))}
        if words not in labels:
            raise Unclean(CHOOSE)
        return labels[words]

    @property
    def _own(self) -> ValueList | None:
        return self.options if isinstance(self.options, ValueList) else None


@dataclass(frozen=True, kw_only=True)
class Choice(Listed):
    carried: Carried = "always"
    widget = "choice"

    def offered(self, value: Any) -> Any:
        return value if any(option.code == value for option in self.options) else self.empty

    def check(self, value: Any) -> str:
        return one_of(self.options, value)

    def say(self, value: Any) -> list[str]:
        return [label_of(self.options, value)] if value else []

    def read(self, cells: Mapping[str, str]) -> str:
        text = cells.get(self.name, "")
        return self.code(text) if text else ""

    def from_words(self, words: str) -> str:
        return self.code_of_label(words)

    @property
    def missing(self) -> str:
        return CHOOSE


@dataclass(frozen=True, kw_only=True)
class OneSchool(Choice):
    """One of the schools that the entry names, by code."""

    options: Options = ()
    widget = "one_school"

    def from_words(self, words: str) -> str:
        """A file names a school by its code; whether there is such a school is asked later."""
        return words

    def with_schools(self, schools: Options) -> "OneSchool":
        return replace(self, options=schools)


@dataclass(frozen=True, kw_only=True)
class ByOption(Listed):
    """A field with a column for each option; `cell` is what stands in it by this value."""

    def cell(self, value: Any, code: str) -> str | int:
        raise NotImplementedError

    def columns(self) -> list[str]:
        return [f"{self.name}.{code}" for code in declared_codes(self.options)]

    def cells(self, value: Any) -> list[str | int]:
        return [self.cell(value, code) for code in declared_codes(self.options)]

    def by_code(self, cells: Mapping[str, str]) -> dict[str, str]:
        """What stands in the columns of its options, by code, where something does."""
        found = {code: cells.get(f"{self.name}.{code}", "") for code in codes_of(self.options)}
        return {code: text for code, text in found.items() if text}

    def agree(self, cells: Mapping[str, str], codes: Collection[str]) -> None:
        """Raises Unclean where a 0 or 1 beside the joined codes says something else."""
        for code, text in self.by_code(cells).items():
            if read_flag(text) != (code in codes):
                raise Unclean(f"{self.name}.{code} says {text}, and {self.name} says otherwise.")


@dataclass(frozen=True, kw_only=True)
class Choices(ByOption):
    """Any number of the options, kept in one order however they are offered."""

    carried: Carried = "always"
    widget = "choices"
    empty = ()

    def given(self, typed: Typed) -> list[Sequence[str]]:
        return []

    def take(self, typed: Typed) -> list[str]:
        return [value for value in typed.get(self.name, ()) if value]

    def fill(self, value: Any) -> list[str]:
        return [str(code) for code in value or ()]

    def offered(self, value: Any) -> tuple[str, ...]:
        return tuple(option.code for option in self.options if option.code in (value or ()))

    def parse(self, raw: list[str]) -> list[str]:
        return raw

    def check(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise Unclean(CHOOSE)
        chosen = {one_of(self.options, code) for code in value}
        return tuple(code for code in codes_of(self.options) if code in chosen)

    def say(self, value: Any) -> list[str]:
        return [label_of(self.options, code) for code in value or ()]

    def columns(self) -> list[str]:
        return [self.name, *super().columns()]

    def cells(self, value: Any) -> list[str | int]:
        return [";".join(value or ()), *super().cells(value)]

    def read(self, cells: Mapping[str, str]) -> list[str]:
        if not cells.get(self.name):
            return [code for code, text in self.by_code(cells).items() if read_flag(text)]
        codes = [self.code(text) for text in cells[self.name].split(";") if text.strip()]
        self.agree(cells, codes)
        return codes

    def from_words(self, words: str) -> tuple[str, ...]:
        return self.check([self.code_of_label(text) for text in words.split("; ")])

    def cell(self, value: Any, code: str) -> int:
        return int(code in (value or ()))

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


def one_of(choices: Options, value: Any) -> str:
    if not isinstance(value, str) or all(option.code != value for option in known(choices)):
        raise Unclean(CHOOSE)
    return value
