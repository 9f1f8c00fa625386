"""Asks about an entry, answers, and closes what was answered. The entry itself stays as it is."""

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.activities.kind import Kind
from fieldlog.errors import ChangedSince, ClosedMeanwhile, NotFound, OtherWords
from fieldlog.extensions import db
from fieldlog.ledger import audit, hearers, own_lists, schools, wire
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.hearers import Hearer
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.mail import SENDING
from fieldlog.models import Entry, Question, QuestionMessage
from fieldlog.models.question import ANSWERED, CLOSED, OPEN

ASK, ANSWER, CLOSE = "ask", "answer", "close_question"
WRITTEN_ALREADY = (
    "This was written already, with other words in it. What stands here would be a second message: "
    "send it again if you mean it."
)
WRITTEN_MEANWHILE = "Someone wrote here meanwhile. Nothing was closed: read it first."


class Said(NamedTuple):
    """What somebody writes in the thread of a school, named by its code; posted twice with one id it is one
    message. `anyway`: an answer that is meant for a closed thread too."""

    id: uuid.UUID
    entry_id: uuid.UUID
    school: str
    text: str
    anyway: bool = False


class Taken(NamedTuple):
    """A message that is kept, and the entry it is about. `meant_for` is the name of the entry's author, or of
    whoever asked; there is nobody who `hears` of it where they left."""

    is_new: bool
    is_answer: bool
    kind: Kind
    day: dt.date
    school: SchoolChoice
    meant_for: str
    hears: Hearer | None


def sides(actor: Actor, entry_id: uuid.UUID) -> dict[str, SchoolChoice]:
    """Code -> school in whose thread about this entry somebody may write. Raises NotFound for none."""
    entry = db.session.get(Entry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFound
    named, helpers = schools_of([entry_id])[entry_id], co_coaches_of([entry_id])[entry_id]
    begun = db.session.scalars(select(Question.school_id).where(Question.entry_id == entry_id))
    asks = {each for each in named if access.may_ask(actor, each)}
    answers = {each for each in begun if access.may_answer(actor, entry.coach_id, helpers, each)}
    found = schools.by_id(asks | answers).values()
    if not found:
        raise NotFound
    return {school.code: school for school in sorted(found, key=lambda school: school.name)}


def write(actor: Actor, said: Said, now: dt.datetime, *, by_mail: bool) -> Taken:
    """Keep a message, which opens or answers its thread; harmless when the very same comes again.

    `by_mail`: a mail is about to tell of it. Raises NotFound, OtherWords where its id belongs to another
    message, and ClosedMeanwhile where nobody waits for the answer any more.
    """
    school = sides(actor, said.entry_id).get(said.school)
    if school is None:
        raise NotFound
    question, is_answer = _begun(said.entry_id, school.id, now), not access.may_ask(actor, school.id)
    kept = _taken(question, school, is_answer=is_answer)
    if not _insert(actor, said, question, kept, now, by_mail=by_mail):
        _refuse_other_words(actor, said, question)
        return kept._replace(is_new=False)
    if is_answer and question.state == CLOSED and not said.anyway:
        raise ClosedMeanwhile
    question.state, question.changed_at = ANSWERED if is_answer else OPEN, now
    _record(actor, ANSWER if is_answer else ASK, question, [str(said.id), said.text], now)
    return kept


def close(actor: Actor, entry_id: uuid.UUID, code: str, seen: int, now: dt.datetime) -> None:
    """Say in the name of a school that what it asked needs no more words; harmless when said twice.

    Raises NotFound, and ChangedSince where message number `seen` is not the last any more.
    """
    mine = {school.code: school.id for school in schools.choices(actor) if access.may_ask(actor, school.id)}
    question = _locked(entry_id, mine.get(code, 0))
    if question is None:
        raise NotFound
    if question.state == CLOSED:
        return
    if _last_number(question) != seen:
        raise ChangedSince(WRITTEN_MEANWHILE)
    question.state, question.changed_at = CLOSED, now
    _record(actor, CLOSE, question, [seen], now)


def settle(message_id: uuid.UUID, state: str) -> None:
    """Say what became of the mail that told of a message."""
    sending = update(QuestionMessage).where(QuestionMessage.id == message_id, QuestionMessage.mail == SENDING)
    db.session.execute(sending.values(mail=state))


def mail_of(message_id: uuid.UUID) -> str | None:
    return db.session.scalar(select(QuestionMessage.mail).where(QuestionMessage.id == message_id))


def _begun(entry_id: uuid.UUID, school_id: int, now: dt.datetime) -> Question:
    """The thread, begun now if it was not."""
    row = {"entry_id": entry_id, "school_id": school_id, "state": OPEN, "changed_at": now}
    db.session.execute(insert_if_absent(Question), row)
    found = _locked(entry_id, school_id)
    assert found
    return found


def _locked(entry_id: uuid.UUID, school_id: int) -> Question | None:
    """Held until the end: messages are numbered one after the other."""
    key = (entry_id, school_id)
    return db.session.get(Question, key, populate_existing=True, with_for_update=True)


def _taken(question: Question, school: SchoolChoice, *, is_answer: bool) -> Taken:
    entry = db.session.get_one(Entry, question.entry_id)
    meant_for, hears = (
        hearers.of_answer(question, entry) if is_answer else hearers.of_question(question, entry)
    )
    kind, day = own_lists.kinds()[entry.kind], entry.activity_date
    return Taken(True, is_answer, kind, day, school, meant_for, hears)


def _insert(
    actor: Actor, said: Said, question: Question, kept: Taken, now: dt.datetime, *, by_mail: bool
) -> bool:
    """False where a message of this id is kept already."""
    mailed_to = kept.hears.id if kept.hears and by_mail else None
    row = {
        "id": said.id,
        "entry_id": question.entry_id,
        "school_id": question.school_id,
        "number": _last_number(question) + 1,
        "person_id": actor.id,
        "is_answer": kept.is_answer,
        "text": said.text,
        "at": now,
        "mail": SENDING if mailed_to else None,
        "mailed_to": mailed_to,
    }
    return bool(db.session.execute(insert_if_absent(QuestionMessage), row).all())


def _refuse_other_words(actor: Actor, said: Said, question: Question) -> None:
    kept = db.session.get_one(QuestionMessage, said.id, populate_existing=True)
    wanted = (question.entry_id, question.school_id, actor.id, said.text)
    if (kept.entry_id, kept.school_id, kept.person_id, kept.text) != wanted:
        raise OtherWords(WRITTEN_ALREADY)


def _last_number(question: Question) -> int:
    return db.session.scalar(select(func.max(QuestionMessage.number)).where(_is_in(question))) or 0


def _is_in(question: Question) -> ColumnElement[bool]:
    of_entry = QuestionMessage.entry_id == question.entry_id
    return of_entry & (QuestionMessage.school_id == question.school_id)


def _record(actor: Actor, what: str, question: Question, said: list[object], now: dt.datetime) -> None:
    digest = wire.digest_of([what, str(question.entry_id), question.school_id, *said])
    # The trail is sealed last: until the commit nobody else can add to it.
    db.session.flush()
    audit.append([Deed(actor.id, what, question.entry_id, digest)], now)
