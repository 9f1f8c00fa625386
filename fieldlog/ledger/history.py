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
from fieldlog.activities.kind import Content
from fieldlog.activities.lists import Option, Options, label_of
from fieldlog.clock import day_in_words
from fieldlog.extensions import db
from fieldlog.ledger import (
    audit,
    corrections,
    entries,
    merges,
    own_lists,
    people,
    questions,
    schools,
    teacher_notes,
)
from fieldlog.ledger.contents import from_json
from fieldlog.ledger.entries import EntryRow
from fieldlog.ledger.merges import Link
from fieldlog.models import Entry, EntryRevision
from fieldlog.models.entry import ACTIVE, WITHDRAWN


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


class Reading(NamedTuple):
    """Somebody else opened the private note."""

    person_name: str
    at: dt.datetime


class May(NamedTuple):
    """What its reader may do with it; the law is asked again when they do."""

    correct: bool
    put_back: bool
    open_private_note: bool
    write_to_teacher: bool


@dataclass(frozen=True)
class WholeEntry(EntryRow):
    """An entry's row with all that its reader may see of it; no private note means none to show."""

    facts: tuple[Fact, ...]
    private_note: str
    private_note_mine: bool
    readings: tuple[Reading, ...]
    notes_to_teacher: tuple[teacher_notes.Kept, ...]
    questions: questions.OfEntry
    withdrawal: Version | None
    history: tuple[Version, ...]
    same_event: tuple[Link, ...]
    head: uuid.UUID
    may: May


def whole(
    actor: Actor, entry_id: uuid.UUID, zone: ZoneInfo, now: dt.datetime, *, with_private_note: bool = False
) -> WholeEntry:
    """`with_private_note`: its reading was recorded.

    Raises NotFound for an unknown entry and for a foreign one alike.
    """
    row, entry = entries.one(actor, entry_id, zone)
    revisions = _revisions(entry)
    names = _names(actor, entry, revisions)
    said = [_said(actor, entry, from_json(revision.content), names) for revision in revisions]
    history = _versions(revisions, names, said)
    is_author = access.may_read_unshared(actor, entry.coach_id)
    return WholeEntry(
        **{name: getattr(row, name) for name in EntryRow.__dataclass_fields__},
        facts=tuple(f for label, f in said[-1].items() if f.items and label not in _SHOWN_ELSEWHERE),
        private_note=entry.private_note if is_author or with_private_note else "",
        private_note_mine=is_author,
        readings=_readings(entry) if is_author else (),
        notes_to_teacher=teacher_notes.of_entry(entry.id, now) if is_author else (),
        questions=questions.of_entry(actor, entry, now),
        withdrawal=history[0] if entry.status == WITHDRAWN else None,
        history=history,
        same_event=merges.links(actor, entry, now.astimezone(zone).date()),
        head=entry.head,
        may=_may(actor, entry, now, zone),
    )


_SHARED, PRIVATE = "Shared with the school", "Only me and the program team"
_SHOWN_ELSEWHERE = ("Day", "Minutes", "Schools", _SHARED, PRIVATE)


def newest_facts(actor: Actor, entry: Entry) -> dict[str, Fact]:
    """All that an entry says now, by label, as far as its reader may see it; without items where it says
    nothing."""
    newest = db.session.get_one(EntryRevision, (entry.id, entry.revision))
    return _said(actor, entry, from_json(newest.content), _names(actor, entry, [newest]))


def _may(actor: Actor, entry: Entry, now: dt.datetime, zone: ZoneInfo) -> May:
    today, is_author = now.astimezone(zone).date(), access.may_read_unshared(actor, entry.coach_id)
    return May(
        correct=entry.status == ACTIVE and corrections.may_correct(actor, entry, today),
        put_back=corrections.may_put_back(actor, entry, now),
        open_private_note=bool(entry.private_note) and not is_author and access.may_open_private_notes(actor),
        write_to_teacher=entry.status == ACTIVE and teacher_notes.may_write(actor, entry),
    )


def _readings(entry: Entry) -> tuple[Reading, ...]:
    found = audit.private_readings(entry.id)
    names = people.names({deed.person_id for deed in found})
    return tuple(Reading(names[deed.person_id], deed.at) for deed in found)


class _Names(NamedTuple):
    people: Mapping[int, str]
    schools: Mapping[int, str]
    school_options: Options


def _revisions(entry: Entry) -> Sequence[EntryRevision]:
    query = select(EntryRevision).where(EntryRevision.entry_id == entry.id)
    return db.session.scalars(query.order_by(EntryRevision.revision)).all()


def _names(actor: Actor, entry: Entry, revisions: Sequence[EntryRevision]) -> _Names:
    ids = {person for revision in revisions for person in revision.content["co_coaches"]}
    named = {school for revision in revisions for school in revision.content["schools"]}
    seen = {school for school in named if access.may_name_school(actor, entry.coach_id, school)}
    found = schools.by_id(seen).values()
    return _Names(
        people.names(ids | {revision.person_id for revision in revisions}),
        {school.id: school.name for school in found},
        tuple(Option(school.code, school.name) for school in found),
    )


def _said(actor: Actor, entry: Entry, content: Content, names: _Names) -> dict[str, Fact]:
    kind, is_author = own_lists.kinds()[content.kind], access.may_read_unshared(actor, entry.coach_id)
    details = kind.visible(
        content.details, to_author=is_author, schools={code for code, _ in names.school_options}
    )
    start = content.start_time
    said: dict[str, Sequence[str]] = {
        "Day": [day_in_words(content.activity_date)],
        "Schools": [names.schools[school] for school in content.school_ids if school in names.schools],
        "Minutes": [str(content.minutes)],
        "Started at": [start.isoformat("minutes")] if start else [],
        "With": [names.people[person] for person in content.co_coach_ids],
        "Focus": [label_of(kind.focus, code) for code in content.focus],
        **{f.label: f.with_schools(names.school_options).say(details.get(f.name)) for f in kind.every_field},
        _SHARED: [content.shared_note] if content.shared_note else [],
        PRIVATE: [content.private_note] if content.private_note and is_author else [],
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
        _version(revision, names, revisions[index - 1] if index else None, _made(said, index))
        for index, revision in reversed(list(enumerate(revisions)))
    )


def _made(said: Sequence[Mapping[str, Fact]], index: int) -> tuple[Change, ...]:
    return _changes(said[index - 1], said[index]) if index else ()


def _version(
    revision: EntryRevision, names: _Names, before: EntryRevision | None, changes: tuple[Change, ...]
) -> Version:
    what, name = _what(revision, before), names.people[revision.person_id]
    return Version(revision.revision, revision.at, name, what, revision.reason, changes)


def _what(revision: EntryRevision, before: EntryRevision | None) -> str:
    if revision.status == WITHDRAWN:
        return "Withdrawn"
    if before is None:
        return "Logged"
    return "Put back" if before.status == WITHDRAWN else "Edited"
