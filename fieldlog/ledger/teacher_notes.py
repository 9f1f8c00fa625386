"""Notes of coaches to teachers, each with a link that takes one answer; the token in it is kept nowhere."""

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.errors import NotFound, OtherWords, Withdrawn
from fieldlog.extensions import db
from fieldlog.ledger import audit, wire
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.statements import insert_if_absent
from fieldlog.ledger.tokens import hash_of
from fieldlog.mail import SENDING, SENT, UNCLEAR, known_of
from fieldlog.models import Entry, Person, TeacherNote
from fieldlog.models.entry import WITHDRAWN
from fieldlog.models.teacher_note import COPIED as COPIED

LASTS = dt.timedelta(days=30)
WRITE_NOTE = "write_note"


class Visit(NamedTuple):
    """What a note is about, and how its author is reached by mail."""

    entry: Entry
    author_email: str

    @property
    def is_withdrawn(self) -> bool:
        return self.entry.status == WITHDRAWN

    def letter(self, day: str, coach: str) -> str:
        """The note as the visit's own words compose it; `day` as it is written."""
        compose = KINDS[self.entry.kind].letter
        assert compose
        return compose(self.entry.details, day, coach)


class Note(NamedTuple):
    """What a coach is about to hand over; `token` makes its link, and posted twice it is one note."""

    entry_id: uuid.UUID
    token: str
    address: str
    text: str


class Kept(NamedTuple):
    """A note as its author reads it later."""

    address: str
    text: str
    state: str
    at: dt.datetime
    answer: str
    answered_at: dt.datetime | None


class Open(NamedTuple):
    """A note as its teacher reads it."""

    coach_name: str
    text: str
    at: dt.datetime


def may_write(actor: Actor, entry: Entry) -> bool:
    has_letter = KINDS[entry.kind].letter is not None
    return has_letter and access.may_write_to_teacher(actor, entry.coach_id)


def visit(actor: Actor, entry_id: uuid.UUID) -> Visit:
    """Raises NotFound for an unknown entry and for one after which this person writes to nobody."""
    entry = db.session.get(Entry, entry_id, populate_existing=True)
    if entry is None or not may_write(actor, entry):
        raise NotFound
    return Visit(entry, db.session.get_one(Person, entry.coach_id).email)


def keep(actor: Actor, note: Note, state: str, now: dt.datetime) -> bool:
    """Keep a note before it is handed over; False where it was kept already.

    Raises NotFound, Withdrawn, and OtherWords where its link belongs to another note.
    """
    if visit(actor, note.entry_id).is_withdrawn:
        raise Withdrawn
    key = hash_of(note.token)
    row = {"token_hash": key, "entry_id": note.entry_id, "address": note.address, "text": note.text}
    made = {"state": state, "made_at": now, "expires_at": now + LASTS, "answer": "", "answered_at": None}
    if not db.session.execute(insert_if_absent(TeacherNote), row | made).all():
        _refuse_other_words(key, note)
        return False
    digest = wire.digest_of([WRITE_NOTE, str(note.entry_id), note.address, note.text])
    audit.append([Deed(actor.id, WRITE_NOTE, note.entry_id, digest)], now)
    return True


def settle(token: str, state: str) -> None:
    """Say what became of a note that was being sent."""
    sending = update(TeacherNote).where(
        TeacherNote.token_hash == hash_of(token), TeacherNote.state == SENDING
    )
    db.session.execute(sending.values(state=state))


def state_of(token: str) -> str | None:
    return db.session.scalar(select(TeacherNote.state).where(TeacherNote.token_hash == hash_of(token)))


def expires_at(token: str) -> dt.datetime:
    """Until when the link of a note that is kept takes an answer."""
    return db.session.scalars(
        select(TeacherNote.expires_at).where(TeacherNote.token_hash == hash_of(token))
    ).one()


def of_entry(entry_id: uuid.UUID, now: dt.datetime) -> tuple[Kept, ...]:
    """All that was written to teachers about a visit, the newest first."""
    query = select(TeacherNote).where(TeacherNote.entry_id == entry_id)
    newest = query.order_by(TeacherNote.made_at.desc(), TeacherNote.token_hash)
    return tuple(_kept(row, now) for row in db.session.scalars(newest))


def opened(token: str, now: dt.datetime) -> Open | None:
    """The note behind a link that still takes an answer; a withdrawn visit's does too."""
    query = (
        select(Person.name, TeacherNote.text, TeacherNote.made_at)
        .join(Entry, Entry.id == TeacherNote.entry_id)
        .join(Person, Person.id == Entry.coach_id)
        .where(_takes_answer(token, now), Person.is_active)
    )
    row = db.session.execute(query).one_or_none()
    return Open(*row) if row else None


def answer(token: str, words: str, now: dt.datetime) -> bool:
    """Spend the link on these words. True as well where the very same were taken before."""
    if opened(token, now) is None:
        return _was_answered(token, words)
    spent = update(TeacherNote).where(_takes_answer(token, now)).values(answer=words, answered_at=now)
    # Of two at the same moment the store lets one through.
    taken = db.session.execute(spent.returning(TeacherNote.token_hash)).all()
    return bool(taken) or _was_answered(token, words)


def _takes_answer(token: str, now: dt.datetime) -> ColumnElement[bool]:
    is_out = TeacherNote.state.in_((COPIED, SENDING, SENT, UNCLEAR))
    is_open = TeacherNote.answered_at.is_(None) & (TeacherNote.expires_at > now)
    return (TeacherNote.token_hash == hash_of(token)) & is_out & is_open


def _was_answered(token: str, words: str) -> bool:
    query = select(TeacherNote.answer).where(TeacherNote.token_hash == hash_of(token))
    return db.session.scalar(query) == words


def _refuse_other_words(key: bytes, note: Note) -> None:
    query = select(TeacherNote.entry_id, TeacherNote.address, TeacherNote.text)
    kept = db.session.execute(query.where(TeacherNote.token_hash == key)).one()
    if tuple(kept) != (note.entry_id, note.address, note.text):
        raise OtherWords


def _kept(row: TeacherNote, now: dt.datetime) -> Kept:
    state = known_of(row.state, row.made_at, now)
    return Kept(row.address, row.text, state, row.made_at, row.answer, row.answered_at)
