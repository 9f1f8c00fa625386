"""A table that is imported: it takes row after row, says what it found, and writes when it is told to."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from fieldlog.importing.outcome import Outcome, Wrong, WrongRow
from fieldlog.importing.sheet import Row, Sheet


class Table(ABC):
    """What is wrong in a row is in the outcome, and the next row is taken."""

    def __init__(self, sheet: Sheet):
        self.sheet, self.outcome = sheet, Outcome()
        if self.ignored:
            self.outcome.notes.append(f"Not read: {', '.join(self.ignored)}.")

    @property
    def ignored(self) -> Sequence[str]:
        """The columns that should be told of as not read."""
        return self.sheet.ignored

    def take(self, row: Row) -> None:
        try:
            self.look_at(row)
        except WrongRow as wrong:
            self.outcome.wrong(row.number, *wrong.problems)
        except Wrong as wrong:
            self.outcome.wrong(row.number, wrong)

    @abstractmethod
    def look_at(self, row: Row) -> None:
        """Raises Wrong or WrongRow."""

    def finish(self) -> None:  # noqa: B027  # most tables have nothing left to be looked at
        """After the last row."""

    @abstractmethod
    def write(self) -> Iterator[int]:
        """How many rows were written with each step."""
