"""The files of a week as they stand at one moment: a draft until an edition keeps them."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from fieldlog.access import ADMIN, Actor
from fieldlog.clock import Week
from fieldlog.ledger import audit, own_lists, recount
from fieldlog.ledger.columns import Cells
from fieldlog.ledger.csv_cells import BYTE_ORDER_MARK, line
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.weekly import chosen, dictionary, editions, parts
from fieldlog.ledger.weekly.changes import HEADER as CHANGES
from fieldlog.ledger.weekly.changes import Changes
from fieldlog.ledger.weekly.chosen import Handed
from fieldlog.ledger.weekly.workbook import workbook
from fieldlog.models import WeekEdition

PROGRAM = Actor(id=0, name="the program", role=ADMIN)
MANIFEST = "manifest.json"
NAMES = (
    "entries.csv", "actions.csv", "attendance.csv", "changes.csv", "dictionary.csv", "entries.xlsx",
    "entries.jsonl", MANIFEST,
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
class Draft:
    """`follows` is the edition that was the newest when this was read; `handed` the versions that are in
    these files for the first time."""

    week: Week
    number: int
    at: dt.datetime
    reason: str
    person_id: int | None
    follows: int | None
    files: tuple[File, ...]
    handed: tuple[Handed, ...]


def drafted(
    week: Week, zone: ZoneInfo, at: dt.datetime, *, reason: str = "", person_id: int | None = None
) -> Draft:
    """Read within one snapshot of the store, so that the files agree with each other and with the tally."""
    newest = editions.newest()
    number = editions.how_many(week) + 1
    entries = chosen.since_the_edition_before(week)
    files = _files(week, at, EntryCells(PROGRAM, zone, chosen.change), entries, newest)
    about = {
        "fieldlog": "week/1",
        "week": week.code,
        "edition": number,
        "made_at": at.astimezone(zone).isoformat(timespec="seconds"),
        "reason": reason,
        "follows": {"week": newest.week, "edition": newest.number} if newest else None,
        "files": {each.name: each.about for each in files},
        "tally_is_recount": _tally_is_recount(audit.head()),
        "audit_head": audit.head(),
        "left_out": _left_out(entries),
    }  # fmt: skip
    manifest = json.dumps(about, ensure_ascii=False, indent=2).encode() + b"\n"
    return Draft(
        week, number, at, reason, person_id,
        newest.id if newest else None,
        (*files, File(MANIFEST, 1, manifest)),
        tuple(chosen.handed(entries)),
    )  # fmt: skip


def preview(week: Week, zone: ZoneInfo, at: dt.datetime) -> tuple[File, ...]:
    """The files of a week that was not made yet, as they would be now: its own entries, no manifest."""
    return _files(week, at, EntryCells(PROGRAM, zone), chosen.by_day(week), editions.newest())


def _files(
    week: Week,
    at: dt.datetime,
    writer: EntryCells,
    entries: Sequence[Row[Any]],
    before: WeekEdition | None,
) -> tuple[File, ...]:
    header = writer.header
    rows = [row for chunk in _chunks(entries) for row in writer.of(chunk)]
    about = [
        each
        for start in range(0, len(entries), CHUNK)
        for each in parts.beside(entries[start : start + CHUNK], header, rows[start : start + CHUNK])
    ]
    others = {
        dictionary.ACTIONS: parts.ACTIONS,
        dictionary.ATTENDANCE: parts.ATTENDANCE,
        dictionary.CHANGES: CHANGES,
    }
    columns = dictionary.described(writer.columns, others)
    kept = editions.content(before.id, "dictionary.csv") if before else None
    types = {each.column: each.type for each in columns if each.file == dictionary.ENTRIES}
    return (
        _csv(dictionary.ENTRIES, header, rows),
        _csv(dictionary.ACTIONS, parts.ACTIONS, parts.actions(about)),
        _csv(dictionary.ATTENDANCE, parts.ATTENDANCE, parts.attendance(about)),
        _csv(dictionary.CHANGES, CHANGES, Changes.now(writer.zone).of(entries)),
        _csv("dictionary.csv", dictionary.HEADER, dictionary.rows(columns, kept, week.code)),
        File("entries.xlsx", len(rows), workbook(header, rows, types, at)),
        _raw("entries.jsonl", header, entries, rows),
    )


def _chunks(entries: Sequence[Row[Any]]) -> Iterable[Sequence[Row[Any]]]:
    return (entries[start : start + CHUNK] for start in range(0, len(entries), CHUNK))


def _csv(name: str, header: Sequence[str], rows: Iterable[Cells]) -> File:
    lines = [line(row) for row in rows]
    return File(name, len(lines), "".join([BYTE_ORDER_MARK, line(header), *lines]).encode())


def _raw(name: str, header: Sequence[str], entries: Sequence[Row[Any]], rows: Sequence[Cells]) -> File:
    """Each entry as JSON: its envelope as in `entries.csv`, its own fields as they are kept."""
    kinds = own_lists.kinds()
    lines = []
    for entry, row in zip(entries, rows, strict=True):
        envelope = {name: cell for name, cell in zip(header, row, strict=True) if "." not in name}
        fields = kinds[entry.kind].visible(entry.details, to_author=False, schools=None)
        lines.append(json.dumps({**envelope, "fields": fields}, ensure_ascii=False) + "\n")
    return File(name, len(lines), "".join(lines).encode())


@lru_cache(maxsize=8)
def _tally_is_recount(_head: str) -> bool:
    """Counted once for each head of the trail: who catches up makes many weeks of the same entries."""
    return recount.differences() == []


def _left_out(entries: Sequence[Row[Any]]) -> dict[str, int]:
    """Of how many entries something is in no file: what stays with its author, and the private note."""
    kinds = own_lists.kinds()
    return {
        "private_notes": sum(bool(each.private_note) for each in entries),
        "entries_with_unshared_fields": sum(bool(_unshared(kinds[each.kind], each)) for each in entries),
    }


def _unshared(kind: Any, entry: Row[Any]) -> set[str]:
    found: set[str] = kind.not_read_whole(entry.details)
    return found & {name for name, value in entry.details.items() if value}
