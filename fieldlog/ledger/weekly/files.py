"""The files of a week, made of its entries: what each of them holds, in bytes."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from fieldlog.ledger import own_lists
from fieldlog.ledger.columns import Cells
from fieldlog.ledger.csv_cells import BYTE_ORDER_MARK, line
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.weekly import dictionary, parts
from fieldlog.ledger.weekly.changes import HEADER as CHANGES
from fieldlog.ledger.weekly.changes import Changes
from fieldlog.ledger.weekly.dictionary import Described
from fieldlog.ledger.weekly.parts import Beside
from fieldlog.ledger.weekly.workbook import workbook

MANIFEST, DICTIONARY = "manifest.json", "dictionary.csv"
NAMES = (
    dictionary.ENTRIES, dictionary.ACTIONS, dictionary.ATTENDANCE, dictionary.CHANGES, DICTIONARY,
    "entries.xlsx", "entries.jsonl", MANIFEST,
)  # fmt: skip
CHUNK = 500


@dataclass(frozen=True)
class File:
    """`rows` are those below the header; none for the manifest itself."""

    name: str
    rows: int
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def about(self) -> dict[str, str | int]:
        return {"rows": self.rows, "bytes": len(self.content), "sha256": self.digest}


@dataclass(frozen=True)
class Sheet:
    """The rows of `entries.csv` beside their entries."""

    header: Sequence[str]
    entries: Sequence[Row[Any]]
    rows: Sequence[Cells]

    @classmethod
    def of(cls, writer: EntryCells, entries: Sequence[Row[Any]]) -> "Sheet":
        rows = [row for start in _starts(entries) for row in writer.of(entries[start : start + CHUNK])]
        return cls(writer.header, entries, rows)

    def beside(self) -> list[Beside]:
        return parts.beside(self.entries, self.header, self.rows)


def files_of(
    entries: Sequence[Row[Any]], writer: EntryCells, week: str, at: dt.datetime, before: bytes | None
) -> tuple[File, ...]:
    """All but the manifest; `before` is the dictionary of the edition before, if there was one."""
    sheet = Sheet.of(writer, entries)
    columns, beside = dictionary.described(writer.columns, _OTHERS), sheet.beside()
    return (
        _csv(dictionary.ENTRIES, sheet.header, sheet.rows),
        _csv(dictionary.ACTIONS, parts.ACTIONS, parts.actions(beside)),
        _csv(dictionary.ATTENDANCE, parts.ATTENDANCE, parts.attendance(beside)),
        _csv(dictionary.CHANGES, CHANGES, Changes.now(writer.zone).of(entries)),
        _csv(DICTIONARY, dictionary.HEADER, dictionary.rows(columns, before, week)),
        _workbook(sheet, columns, at),
        _raw(sheet),
    )


# The headers of those beside `entries.csv`.
_OTHERS = {
    dictionary.ACTIONS: parts.ACTIONS,
    dictionary.ATTENDANCE: parts.ATTENDANCE,
    dictionary.CHANGES: CHANGES,
}


def _starts(entries: Sequence[Row[Any]]) -> range:
    return range(0, len(entries), CHUNK)


def _csv(name: str, header: Sequence[str], rows: Iterable[Cells]) -> File:
    lines = [line(row) for row in rows]
    return File(name, len(lines), "".join([BYTE_ORDER_MARK, line(header), *lines]).encode())


def _workbook(sheet: Sheet, columns: Sequence[Described], at: dt.datetime) -> File:
    types = {each.column: each.type for each in columns if each.file == dictionary.ENTRIES}
    return File("entries.xlsx", len(sheet.rows), workbook(sheet.header, sheet.rows, types, at))


def _raw(sheet: Sheet) -> File:
    lines = [json.dumps(said, ensure_ascii=False) + "\n" for said in _each(sheet)]
    return File("entries.jsonl", len(lines), "".join(lines).encode())


def _each(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Each entry: its envelope as in `entries.csv`, its own fields as they are kept."""
    kinds = own_lists.kinds()
    for entry, row in zip(sheet.entries, sheet.rows, strict=True):
        envelope = {name: cell for name, cell in zip(sheet.header, row, strict=True) if "." not in name}
        fields = kinds[entry.kind].visible(entry.details, to_author=False, schools=None)
        yield {**envelope, "fields": fields}
