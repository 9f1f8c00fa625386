"""A table as it stands in a spreadsheet: its rows by number, their cells as text by the name of a column."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Above the header other programs write a title, when it was made, and the like.
HEADER_WITHIN = 20
FEWEST_COLUMNS = 2

Record = Sequence[str]


class NotReadable(Exception):
    """A file that is no such table, with a sentence for whoever chose it."""


class Row(NamedTuple):
    """The cells in which something stands; those of columns that mean nothing here by their header.
    `number` is the one that the spreadsheet shows."""

    number: int
    cells: Mapping[str, str]
    unknown: Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """The columns that mean something: each name with what else it is called, the likeliest first. Without
    those `needed` there is nothing to read; `usual` are what somebody who makes a table calls its columns."""

    names: Mapping[str, Collection[str]]
    needed: Collection[str]
    usual: Collection[str] = ()

    def places(self, header: Record) -> dict[str, int]:
        """Column -> its place in a row, of those that this header has."""
        heads = [head_of(text) for text in header]
        found = {name: self._place(heads, name) for name in self.names}
        return {name: place for name, place in found.items() if place is not None}

    def _place(self, heads: Sequence[str], name: str) -> int | None:
        called = (each for each in (name, *self.names[name]) if each in heads)
        return next((heads.index(each) for each in called), None)


@dataclass(frozen=True)
class Sheet:
    """`heads` are the columns found, with their headers in the file; `ignored` the other headers. `title` is
    the sheet of a workbook that has several."""

    heads: Mapping[str, str]
    ignored: Sequence[str]
    rows: Sequence[Row]
    title: str = ""


def head_of(text: str) -> str:
    """A header as it is compared. The federal table generator says in brackets of what and when it is."""
    return text.partition(" [")[0].strip().casefold().replace(" ", "_")


def columns_in(records: Sequence[Record], wanted: Wanted) -> int:
    """How many wanted columns the best row for a header has."""
    return max((len(wanted.places(record)) for record in records[:HEADER_WITHIN]), default=0)


def sheet_of(records: Sequence[Record], wanted: Wanted) -> Sheet:
    """The table in these records, which begin with the first row. Raises NotReadable without a header."""
    found = [wanted.places(record) for record in records[:HEADER_WITHIN]]
    most = max(map(len, found), default=0)
    if most < FEWEST_COLUMNS:
        raise NotReadable(f"No row names columns that are read here, like {_some(wanted)}.")
    top = next(number for number, places in enumerate(found) if len(places) == most)
    header, places = records[top], found[top]
    _refuse_doubles(header, places)
    if missing := [name for name in wanted.needed if name not in places]:
        sentence = f"There is no column {missing[0]}. Row {top + 1} was read as the header."
        raise NotReadable(f"{sentence} Usual columns are {_some(wanted)}.")
    return Sheet(
        {name: header[place].strip() for name, place in places.items()},
        [text.strip() for n, text in enumerate(header) if text.strip() and n not in places.values()],
        list(_rows(records, top, places)),
    )


def title_sentence(title: str) -> str:
    return f"The sheet “{title}” was read." if title else ""


def _rows(records: Sequence[Record], top: int, places: Mapping[str, int]) -> Iterator[Row]:
    """Those below the header in which something stands."""
    header, taken = records[top], {*places.values()}
    for number, record in enumerate(records[top + 1 :], start=top + 2):
        filled = {n: text for n, text in enumerate(record) if text.strip()}
        if filled:
            named = ((name, record[place]) for name, place in places.items() if place < len(record))
            beside = ((n, text) for n, text in filled.items() if n not in taken)
            yield Row(
                number,
                {name: text for name, text in named if text},
                {_name(header, n): text for n, text in beside},
            )


def _name(header: Record, place: int) -> str:
    named = header[place].strip() if place < len(header) else ""
    return named or f"number {place + 1}, which has no header"


def _refuse_doubles(header: Record, places: Mapping[str, int]) -> None:
    heads = [text.strip() for text in header]
    for place in places.values():
        if heads.count(heads[place]) > 1:
            raise NotReadable(f"Two columns are called {heads[place]}. Rename or remove one of them.")


def _some(wanted: Wanted) -> str:
    return ", ".join(wanted.usual or wanted.needed)
