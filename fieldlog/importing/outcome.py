"""What an import found: what is wrong row by row, what would be made or changed, what is so already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Problem(NamedTuple):
    row: int
    column: str
    sentence: str


class Wrong(Exception):
    """A cell that cannot be taken: its column, and a sentence that says what would be right."""

    def __init__(self, column: str, sentence: str):
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


class WrongRow(Exception):
    """A row with something wrong in one or more columns."""

    def __init__(self, problems: Sequence[Wrong]):
        super().__init__(problems)
        self.problems = problems


class Gathered:
    """Everything that is wrong in a row, so that nobody has to try again for each."""

    def __init__(self) -> None:
        self.problems: list[Wrong] = []

    def tried(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """What is read, or None where that raises Wrong."""
        try:
            return read(*arguments)
        except Wrong as wrong:
            self.problems.append(wrong)
            return None

    def note(self, problems: Iterable[Wrong]) -> None:
        self.problems += problems

    def refuse(self) -> None:
        """Raises WrongRow if anything is."""
        if self.problems:
            raise WrongRow(self.problems)


@dataclass
class Outcome:
    """`new` and `changed` in a line each; `notes` are what else should be known."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, row: int, *problems: Wrong) -> None:
        self.problems += [Problem(row, each.column, each.sentence) for each in problems]
