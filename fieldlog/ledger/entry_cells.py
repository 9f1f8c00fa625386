"""Entries as the cells of `entries.csv`, as far as their reader may see them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear, Week
from fieldlog.ledger import own_lists, people, schools
from fieldlog.ledger.columns import Cells, Columns
from fieldlog.ledger.entries import is_late
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.models.entry import WITHDRAWN

ENVELOPE = (
    "entry_id", "revision", "status", "change", "kind", "activity_date", "iso_week", "school_year",
    "school_codes", "school_names", "district", "county", "coach", "co_coaches", "minutes", "start_time",
    "focus", "grade_band", "shared_note", "received_at", "late", "form_version",
)  # fmt: skip


def change_since_its_week(entry: Row[Any], zone: ZoneInfo) -> str:
    """What happened to the entry since its week's file was made, as far as something did."""
    is_after = entry.changed_at >= Week.of(entry.activity_date).closes(zone)
    return change_of(entry.status, entry.revision, is_late=is_late(entry, zone), is_after=is_after)


def change_of(status: str, revision: int, *, is_late: bool, is_after: bool) -> str:
    """`is_late` and `is_after`: received, and changed last, when its week's file had been made."""
    if status == WITHDRAWN:
        return "withdrawn"
    if is_late:
        return "late"
    return "edited" if revision > 1 and is_after else "new"


@dataclass(frozen=True)
class EntryCells:
    """The rows of one file. `change` says what is written of each entry in the column of that name."""

    actor: Actor
    zone: ZoneInfo
    change: Callable[[Row[Any], ZoneInfo], str] = change_since_its_week
    columns: Columns = field(default_factory=lambda: Columns(own_lists.now()))
    places: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=schools.places)

    @property
    def header(self) -> list[str]:
        return [*ENVELOPE, *self.columns.header]

    def of(self, entries: Sequence[Row[Any]]) -> Iterator[Cells]:
        """The cells of entries that `scan.all_columns` gave, in their order."""
        ids = [entry.id for entry in entries]
        named, helpers = schools_of(ids), co_coaches_of(ids)
        found = schools.by_id({school for each in named.values() for school in each})
        names = people.names(
            {entry.coach_id for entry in entries} | {person for each in helpers.values() for person in each}
        )
        for entry in entries:
            seen = [found[school] for school in named[entry.id] if self._may_name(entry, school)]
            yield [
                *self._what(entry),
                ";".join(school.code for school in seen),
                ";".join(school.name for school in seen),
                *self._where(entry, [school.id for school in seen]),
                names[entry.coach_id],
                ";".join(names[person] for person in helpers[entry.id]),
                *self._how(entry),
                *self.columns.cells(entry.kind, self._own(entry, {school.code for school in seen})),
            ]

    def _may_name(self, entry: Row[Any], school_id: int) -> bool:
        return access.may_name_school(self.actor, entry.coach_id, school_id)

    def _what(self, entry: Row[Any]) -> Cells:
        return [
            str(entry.id),
            entry.revision,
            entry.status,
            self.change(entry, self.zone),
            entry.kind,
            entry.activity_date.isoformat(),
            Week.of(entry.activity_date).code,
            SchoolYear.of(entry.activity_date).code,
        ]

    def _where(self, entry: Row[Any], school_ids: Sequence[int]) -> Cells:
        year = SchoolYear.of(entry.activity_date).start
        located = [self.places.get((school_id, year), ("", "")) for school_id in school_ids]
        return [_joined(district for district, _ in located), _joined(county for _, county in located)]

    def _how(self, entry: Row[Any]) -> Cells:
        return [
            entry.minutes,
            entry.start_time.isoformat("minutes") if entry.start_time else "",
            ";".join(entry.focus),
            entry.details.get("grade_band", ""),
            entry.shared_note,
            entry.received_at.astimezone(self.zone).isoformat(timespec="seconds"),
            int(is_late(entry, self.zone)),
            entry.form_version,
        ]

    def _own(self, entry: Row[Any], schools: Collection[str]) -> Mapping[str, Any]:
        """What the entry says in its kind's own fields, as far as its reader may see it."""
        is_author = access.may_read_unshared(self.actor, entry.coach_id)
        kind = self.columns.kinds[entry.kind]
        return kind.visible(entry.details, to_author=is_author, schools=schools)


def _joined(names: Iterator[str]) -> str:
    return ";".join(dict.fromkeys(name for name in names if name))
