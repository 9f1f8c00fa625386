"""A week as it stands at one moment: a draft until an edition keeps it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from fieldlog.access import ADMIN, Actor
from fieldlog.activities.kind import Kind
from fieldlog.clock import Week
from fieldlog.ledger import audit, own_lists, recount
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.weekly import chosen, editions
from fieldlog.ledger.weekly.chosen import Handed
from fieldlog.ledger.weekly.files import DICTIONARY, MANIFEST, File, files_of
from fieldlog.models import WeekEdition

PROGRAM = Actor(id=0, name="the program", role=ADMIN)


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
    newest, number = editions.newest(), editions.how_many(week) + 1
    entries = chosen.since_the_edition_before(week)
    files = files_of(entries, EntryCells(PROGRAM, zone, chosen.change), week.code, at, _dictionary(newest))
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
    }
    return Draft(
        week=week,
        number=number,
        at=at,
        reason=reason,
        person_id=person_id,
        follows=newest.id if newest else None,
        files=(*files, _manifest(about)),
        handed=tuple(chosen.handed(entries)),
    )


def preview(week: Week, zone: ZoneInfo, at: dt.datetime) -> tuple[File, ...]:
    """The files of a week that was not made yet, as they would be now: its own entries, no manifest."""
    writer, before = EntryCells(PROGRAM, zone), _dictionary(editions.newest())
    return files_of(chosen.by_day(week), writer, week.code, at, before)


def _dictionary(edition: WeekEdition | None) -> bytes | None:
    return editions.content(edition.id, DICTIONARY) if edition else None


def _manifest(about: dict[str, Any]) -> File:
    return File(MANIFEST, 1, json.dumps(about, ensure_ascii=False, indent=2).encode() + b"\n")


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


def _unshared(kind: Kind, entry: Row[Any]) -> set[str]:
    return kind.not_read_whole(entry.details) & {name for name, value in entry.details.items() if value}
