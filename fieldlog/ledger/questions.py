"""What schools ask about entries and what they are answered, as far as a reader may see it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import Kind
from fieldlog.extensions import db
from fieldlog.ledger import hearers, merges, own_lists, schools
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.mail import known_of
from fieldlog.models import Entry, EntryCoach, Person, Question, QuestionMessage

Key = tuple[uuid.UUID, int]


class Mailed(NamedTuple):
    """The mail that told somebody of a message, for whoever wrote it."""

    to_name: str
    state: str


class Message(NamedTuple):
    number: int
    person_name: str
    role_label: str
    at: dt.datetime
    text: str
    is_answer: bool
    mailed: Mailed | None


@dataclass(frozen=True)
class Thread:
    """What one school asks about one entry, and what its reader may do.

    `answers` names who of those whom the entry credits can answer, "" when all left. `is_read`: its reader
    may open the entry, which a correction may have taken from their school.
    """

    entry_id: uuid.UUID
    kind: Kind
    day: dt.date
    coach_name: str
    answers: str
    is_read: bool
    school: SchoolChoice
    state: str
    changed_at: dt.datetime
    messages: tuple[Message, ...]
    may_ask: bool
    may_answer: bool

    @property
    def asked(self) -> Message:
        """What was asked last."""
        return next(message for message in reversed(self.messages) if not message.is_answer)

    @property
    def last(self) -> Message:
        return self.messages[-1]


class OfEntry(NamedTuple):
    """The threads about an entry and those merged into it; the schools in whose name its reader may begin
    one, and who would answer, "" where they left."""

    threads: tuple[Thread, ...]
    may_begin: tuple[SchoolChoice, ...]
    answers: str


def of_entry(actor: Actor, entry: Entry, now: dt.datetime) -> OfEntry:
    ids = [entry.id, *merges.behind(entry.id)]
    query = seen_by(actor).where(Question.entry_id.in_(ids)).order_by(Question.school_id)
    # Its own before those of the entries that it stands for.
    threads = sorted(threads_of(actor, query, now), key=lambda thread: ids.index(thread.entry_id))
    begun = {thread.school.id for thread in threads if thread.entry_id == entry.id}
    may_begin = _may_begin(actor, entry, begun)
    return OfEntry(tuple(threads), may_begin, hearers.answers_as(entry, may_begin[0].id) if may_begin else "")


def seen_by(actor: Actor) -> Select[Question, Entry]:
    """The threads that this person may read, each with its entry."""
    return select(Question, Entry).join(Entry, Entry.id == Question.entry_id).where(is_seen_by(actor))


def is_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition by which `access.may_read_question` rules it of a thread and its entry."""
    if not access.may_read_entries(actor):
        return false()
    if access.sees_every_school(actor):
        return true()
    of_own_school = Question.school_id.in_(actor.school_ids)
    if not access.may_log(actor):
        return of_own_school
    helped = select(EntryCoach.entry_id).where(EntryCoach.person_id == actor.id)
    return or_(Entry.coach_id == actor.id, Entry.id.in_(helped) & of_own_school)


def threads_of(actor: Actor, query: Select[Question, Entry], now: dt.datetime) -> list[Thread]:
    """The threads in the order of a query of `seen_by`."""
    found = db.session.execute(query).all()
    if not found:
        return []
    around = _around([question for question, _ in found], [entry for _, entry in found])
    return [_thread(actor, question, entry, around, now) for question, entry in found]


def _may_begin(actor: Actor, entry: Entry, begun: Collection[int]) -> tuple[SchoolChoice, ...]:
    asked_for = {school_id for school_id in actor.school_ids if access.may_ask(actor, school_id)}
    named = asked_for.difference(begun).intersection(schools_of([entry.id])[entry.id]) if asked_for else ()
    return tuple(sorted(schools.by_id(named).values(), key=lambda school: school.name)) if named else ()


class _Around(NamedTuple):
    """What some threads and their entries need to be told."""

    messages: Mapping[Key, Sequence[QuestionMessage]]
    helpers: Mapping[uuid.UUID, Sequence[int]]
    schools: Mapping[uuid.UUID, Sequence[int]]
    names: Mapping[int, SchoolChoice]
    persons: Mapping[int, Person]


def _around(questions: Sequence[Question], entries: Sequence[Entry]) -> _Around:
    ids = [entry.id for entry in entries]
    messages, helpers = _messages(ids), co_coaches_of(ids)
    said = [message for of_thread in messages.values() for message in of_thread]
    everybody = {
        *(entry.coach_id for entry in entries),
        *(person for of_entry in helpers.values() for person in of_entry),
        *(message.person_id for message in said),
        *(message.mailed_to for message in said if message.mailed_to),
    }
    names = schools.by_id({question.school_id for question in questions})
    return _Around(messages, helpers, schools_of(ids), names, hearers.persons(everybody))


def _messages(entry_ids: Collection[uuid.UUID]) -> Mapping[Key, Sequence[QuestionMessage]]:
    query = select(QuestionMessage).where(QuestionMessage.entry_id.in_(entry_ids))
    gathered: dict[Key, list[QuestionMessage]] = defaultdict(list)
    for message in db.session.scalars(query.order_by(QuestionMessage.number)):
        gathered[message.entry_id, message.school_id].append(message)
    return gathered


def _thread(actor: Actor, question: Question, entry: Entry, around: _Around, now: dt.datetime) -> Thread:
    helpers, school_id = around.helpers[entry.id], question.school_id
    answers = hearers.answerer(entry, helpers, school_id, around.persons)
    return Thread(
        entry_id=entry.id,
        kind=own_lists.kinds()[entry.kind],
        day=entry.activity_date,
        coach_name=around.persons[entry.coach_id].name,
        answers=answers.name if answers else "",
        is_read=access.may_read_entry(actor, entry.coach_id, around.schools[entry.id]),
        school=around.names[school_id],
        state=question.state,
        changed_at=question.changed_at,
        messages=tuple(
            _message(actor, message, around.persons, now) for message in around.messages[entry.id, school_id]
        ),
        may_ask=access.may_ask(actor, school_id),
        may_answer=access.may_answer(actor, entry.coach_id, helpers, school_id),
    )


def _message(
    actor: Actor, message: QuestionMessage, known: Mapping[int, Person], now: dt.datetime
) -> Message:
    writer, mailed = known[message.person_id], None
    if message.mail and message.mailed_to and message.person_id == actor.id:
        mailed = Mailed(known[message.mailed_to].name, known_of(message.mail, message.at, now))
    return Message(
        message.number, writer.name, writer.role_label, message.at, message.text, message.is_answer, mailed
    )
