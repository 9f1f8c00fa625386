"""`changes.csv`: every version that was not handed out yet, field by field. All editions' changes, one after
the other, give every entry as it is."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from fieldlog.activities.kind import Kind
from fieldlog.extensions import db
from fieldlog.ledger import own_lists, people, schools
from fieldlog.ledger.columns import Cells
from fieldlog.ledger.contents import from_json
from fieldlog.ledger.entries import is_late
from fieldlog.ledger.weekly.said import STATUS, said
from fieldlog.models import EntryRevision
from fieldlog.models.entry import ACTIVE, WITHDRAWN

HEADER = (
    "entry_id", "revision", "change", "late", "kind", "activity_date", "school_codes", "coach",
    "changed_by", "changed_at", "reason", "field", "label", "old", "new",
)  # fmt: skip
CHUNK = 500


@dataclass(frozen=True)
class _Version:
    """One version with what it says; before the first there is one that says nothing."""

    revision: int
    status: str
    said: Mapping[str, str]


NOTHING = _Version(0, ACTIVE, {})


@dataclass(frozen=True)
class Changes:
    zone: ZoneInfo
    kinds: Mapping[str, Kind]
    school_codes: Mapping[int, str]
    names: Mapping[int, str]

    @classmethod
    def now(cls, zone: ZoneInfo) -> "Changes":
        codes = {school.id: school.code for school in schools.every()}
        return cls(zone, own_lists.kinds(), codes, people.every_name())

    def of(self, entries: Sequence[Row[Any]]) -> Iterator[Cells]:
        """The rows of entries that `chosen.of_week` gave, in their order."""
        changed = [entry for entry in entries if entry.before != entry.revision]
        for start in range(0, len(changed), CHUNK):
            chunk = changed[start : start + CHUNK]
            revisions = _revisions(chunk)
            for entry in chunk:
                yield from self._of_entry(entry, revisions[entry.id])

    def _of_entry(self, entry: Row[Any], revisions: Sequence[EntryRevision]) -> Iterator[Cells]:
        before = NOTHING
        for revision in revisions:
            version = self._version(revision)
            if revision.revision > (entry.before or 0):
                about = self._about(entry, revision, before, version)
                for field, old, new in _differences(before, version):
                    yield [*about, field, self._label(entry.kind, field), old, new]
            before = version

    def _version(self, revision: EntryRevision) -> _Version:
        content = from_json(revision.content)
        words = said(content, self.kinds[content.kind], self.school_codes, self.names)
        return _Version(revision.revision, revision.status, words)

    def _about(self, entry: Row[Any], revision: EntryRevision, before: _Version, version: _Version) -> Cells:
        late = int(is_late(entry, self.zone))
        return [
            str(entry.id),
            revision.revision,
            _change(before, version, late),
            late,
            entry.kind,
            version.said["activity_date"],
            version.said["schools"],
            self.names[entry.coach_id],
            self.names[revision.person_id],
            revision.at.astimezone(self.zone).isoformat(timespec="seconds"),
            revision.reason,
        ]

    def _label(self, kind: str, field: str) -> str:
        labels = {each.name: each.label for each in self.kinds[kind].every_field}
        return LABELS.get(field) or labels.get(field, field)


LABELS = {
    "": "Only what is in no file",
    STATUS: "Status",
    "activity_date": "Day",
    "schools": "Schools",
    "minutes": "Minutes",
    "start_time": "Started at",
    "co_coaches": "With other coaches",
    "focus": "Focus",
    "shared_note": "Shared with the school",
}


def _revisions(entries: Sequence[Row[Any]]) -> Mapping[uuid.UUID, list[EntryRevision]]:
    query = select(EntryRevision).where(EntryRevision.entry_id.in_([entry.id for entry in entries]))
    found: dict[uuid.UUID, list[EntryRevision]] = defaultdict(list)
    for revision in db.session.scalars(query.order_by(EntryRevision.revision)):
        found[revision.entry_id].append(revision)
    return found


def _change(before: _Version, version: _Version, late: int) -> str:
    if version.status == WITHDRAWN and before.status == ACTIVE:
        return "withdrawn"
    if before is NOTHING:
        return "late" if late else "new"
    return "edited"


def _differences(before: _Version, version: _Version) -> list[tuple[str, str, str]]:
    """(field, old, new). A version in which only what no file holds is another has one row without a field,
    so that every version can be counted."""
    found = [
        (field, before.said.get(field, ""), version.said.get(field, ""))
        for field in dict.fromkeys([*version.said, *before.said])
        if before.said.get(field) != version.said.get(field)
    ]
    if before.status != version.status:
        found.insert(0, (STATUS, before.status, version.status))
    return found or [("", "", "")]
