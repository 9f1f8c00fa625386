"""What one entry says and every version it had, as far as its reader may see it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.kind import Content
from fieldlog.activities.lists import FOCUS, label_of
from fieldlog.extensions import db
from fieldlog.ledger import entries, people, schools
from fieldlog.ledger.contents import from_json
from fieldlog.ledger.entries import EntryRow
from fieldlog.models import Entry, EntryRevision
from fieldlog.models.entry import WITHDRAWN


class Fact(NamedTuple):
    """One thing an entry says: a label and one or more items."""

    label: str
    items: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.items)


class Change(NamedTuple):
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Version:
    revision: int
    at: dt.datetime
    person_name: str
    what: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class WholeEntry(EntryRow):
    """An entry's row with all that its reader may see of it; no private note means none to show."""

    facts: tuple[Fact, ...]
    private_note: str
    private_note_mine: bool
    withdrawal: Version | None
    history: tuple[Version, ...]


def whole(actor: Actor, entry_id: uuid.UUID, zone: ZoneInfo) -> WholeEntry:
    """Raises NotFound for an unknown entry and for a foreign one alike."""
    row, entry = entries.one(actor, entry_id, zone)
    revisions = _revisions(entry)
    names = _names(actor, entry, revisions)
    said = [_said(actor, entry, from_json(revision.content), names) for revision in revisions]
    history = _versions(revisions, names, said)
    is_author = access.may_read_unshared(actor, entry.coach_id)
    return WholeEntry(
        **{name: getattr(row, name) for name in EntryRow.__dataclass_fields__},
        facts=tuple(f for label, f in said[-1].items() if f.items and label not in _SHOWN_ELSEWHERE),
        private_note=entry.private_note if is_author else "",
        private_note_mine=is_author,
        withdrawal=history[0] if entry.status == WITHDRAWN else None,
        history=history,
    )


_SHARED, _PRIVATE = "Shared with the school", "Only me and the program team"
_SHOWN_ELSEWHERE = ("Day", "Minutes", "Schools", _SHARED, _PRIVATE)


class _Names(NamedTuple):
    people: Mapping[int, str]
    schools: Mapping[int, str]


def _revisions(entry: Entry) -> Sequence[EntryRevision]:
    query = select(EntryRevision).where(EntryRevision.entry_id == entry.id)
    return db.session.scalars(query.order_by(EntryRevision.revision)).all()


def _names(actor: Actor, entry: Entry, revisions: Sequence[EntryRevision]) -> _Names:
    ids = {person for revision in revisions for person in revision.content["co_coaches"]}
    named = {school for revision in revisions for school in revision.content["schools"]}
    seen = {school for school in named if access.may_name_school(actor, entry.coach_id, school)}
    return _Names(
        people.names(ids | {revision.person_id for revision in revisions}),
        {school.id: school.name for school in schools.by_id(seen).values()},
    )


def _said(actor: Actor, entry: Entry, content: Content, names: _Names) -> dict[str, Fact]:
    kind, is_author = KINDS[content.kind], access.may_read_unshared(actor, entry.coach_id)
    details = kind.visible(content.details, to_author=is_author)
    start = content.start_time
    said: dict[str, Sequence[str]] = {
        "Day": [content.activity_date.isoformat()],
        "Schools": [names.schools[school] for school in content.school_ids if school in names.schools],
        "Minutes": [str(content.minutes)],
        "Started at": [start.isoformat("minutes")] if start else [],
        "With": [names.people[person] for person in content.co_coach_ids],
        "Focus": [label_of(FOCUS, code) for code in content.focus],
        **{field.label: field.say(details.get(field.name)) for field in kind.fields},
        _SHARED: [content.shared_note] if content.shared_note else [],
        _PRIVATE: [content.private_note] if content.private_note and is_author else [],
    }
    return {label: Fact(label, tuple(items)) for label, items in said.items()}


def _changes(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> tuple[Change, ...]:
    return tuple(
        Change(label, before[label].text, fact.text)
        for label, fact in after.items()
        if fact.items != before[label].items
    )


def _versions(
    revisions: Sequence[EntryRevision], names: _Names, said: Sequence[Mapping[str, Fact]]
) -> tuple[Version, ...]:
    """Every version, newest first, each with what it changed in the one before."""
    return tuple(
        _version(revision, names, _changes(said[index - 1], said[index]) if index else ())
        for index, revision in reversed(list(enumerate(revisions)))
    )


def _version(revision: EntryRevision, names: _Names, changes: tuple[Change, ...]) -> Version:
    edited = "Logged" if revision.revision == 1 else "Edited"
    what = "Withdrawn" if revision.status == WITHDRAWN else edited
    name = names.people[revision.person_id]
    return Version(revision.revision, revision.at, name, what, revision.reason, changes)
