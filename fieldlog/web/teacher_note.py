"""A note to the teacher after a visit: composed, previewed, and sent by a tap or copied by hand."""

import datetime as dt
import uuid
from contextlib import suppress

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock, mail
from fieldlog.access import Actor
from fieldlog.activities.fields import Typed
from fieldlog.activities.teacher_note import as_sent
from fieldlog.errors import Busy, NotFound, NotSent, OtherWords, PerhapsSent, Refusal, Withdrawn
from fieldlog.ledger import teacher_notes
from fieldlog.ledger.teacher_notes import COPIED, Note
from fieldlog.mail import SENDING, SENT, UNCLEAR, UNSENT
from fieldlog.web.guard import current_actor, guarded
from fieldlog.web.keep_typed import SIGNED_IN_AGAIN, keep_typed
from fieldlog.web.kept import Kept
from fieldlog.web.log import typed
from fieldlog.web.note_filling import Filling, filled
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes, writes_in_steps, written
from fieldlog.web.wording import clock_of, day_of

blueprint = Blueprint("teacher_note", __name__, url_prefix="/entries")

KIND = "teacher_note"
NO_SERVER = "No mail server is set up here, so nothing was sent. Preview it again to copy it."


@blueprint.get("/<uuid:entry_id>/note")
@guarded(access.may_log)
def compose(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    visit = teacher_notes.visit(actor, entry_id)
    if visit.is_withdrawn:
        flash("This entry was withdrawn. Put it back to write to the teacher.", "notice")
        return redirect(_entry(entry_id), 303)
    day = day_of(visit.entry.activity_date, clock.today(settings().time_zone))
    before = teacher_notes.of_entry(entry_id, clock.now())[:1]
    unsent = [{"to": note.address, "text": note.text} for note in before if note.state == UNSENT]
    return _form_page(Filling(visit, unsent[0] if unsent else {"text": visit.letter(day, actor.name)}))


@blueprint.post("/<uuid:entry_id>/note")
@writes
@guarded(access.may_log)
def preview(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    filling = _posted(actor, entry_id, typed())
    if "change" in request.form:
        return _form_page(filling)
    note = filling.note()
    if note is None:
        return _form_page(filling, 422)
    return _preview_page(filling) if filling.can_be_sent else _to_copy(actor, filling, note)


@blueprint.post("/<uuid:entry_id>/note/send")
@writes_in_steps
@guarded(access.may_log)
def send(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    filling, now = _posted(actor, entry_id, typed()), clock.now()
    note, reply_to = filling.note(), filling.visit.author_email
    if note is None:
        return _form_page(filling, 422)
    if not filling.can_be_sent:
        raise NotSent(NO_SERVER)
    if written(lambda: teacher_notes.keep(actor, note, SENDING, now)):
        _hand_over(note, actor, reply_to, now)
    return _told(note)


def may_go_on(actor: Actor, kept: Kept) -> bool:
    """Whether what was kept is this person's note about a visit of theirs."""
    if kept.kind != KIND or not kept.is_by(actor):
        return False
    try:
        return bool(teacher_notes.visit(actor, _entry_of(kept.typed)))
    except NotFound:
        return False


def page_again(actor: Actor, kept: Kept) -> ResponseReturnValue:
    """The form with what was kept while its author signed in again."""
    filling = filled(actor, _entry_of(kept.typed), kept.typed)
    filling.message = SIGNED_IN_AGAIN
    return _form_page(filling)


def _to_keep() -> Kept | None:
    if request.method != "POST":
        return None
    return Kept(KIND, {**typed(), "id": [str((request.view_args or {})["entry_id"])]})


def _filled_again(actor: Actor, refusal: Refusal) -> Response:
    filling = _here(actor)
    filling.message = refusal.sentence
    return _form_page(filling, refusal.status)


keep_typed(blueprint, _to_keep, _filled_again)


@blueprint.errorhandler(Withdrawn)
def withdrawn_meanwhile(refusal: Withdrawn) -> ResponseReturnValue:
    actor = current_actor()
    assert actor
    return _filled_again(actor, refusal)


@blueprint.errorhandler(OtherWords)
@blueprint.errorhandler(NotSent)
def preview_again(refusal: Refusal) -> ResponseReturnValue:
    """The same to be sent once more, as a note of its own: of the first one a mail may be on its way."""
    actor = current_actor()
    assert actor
    again = _here(actor).anew(refusal.sentence)
    show = _preview_page if again.can_be_sent else _form_page
    return show(again, refusal.status)


def _hand_over(note: Note, actor: Actor, reply_to: str, now: dt.datetime) -> None:
    """Within no transaction: the mail server may take its time."""
    text, subject = _as_sent(note, actor, now + teacher_notes.LASTS), f"A note from {actor.name}"
    message = mail.Message(note.address, subject, text, now, f"{actor.name} (FieldLog)", reply_to)
    try:
        mail.send(message, settings().smtp_url)
    except NotSent as refusal:
        _settle(note, UNCLEAR if isinstance(refusal, PerhapsSent) else UNSENT)
        raise
    _settle(note, SENT)


def _settle(note: Note, state: str) -> None:
    # A store too busy to keep what became of it takes nothing back: the note soon counts as unclear.
    with suppress(Busy):
        written(lambda: teacher_notes.settle(note.token, state))


def _told(note: Note) -> ResponseReturnValue:
    state = teacher_notes.state_of(note.token)
    if state in (UNSENT, UNCLEAR):
        raise PerhapsSent if state == UNCLEAR else NotSent
    if state == SENT:
        at = clock_of(clock.now().astimezone(settings().time_zone))
        flash(f"The note was sent to {note.address} at {at}", "received")
    else:
        flash(f"The note to {note.address} is on its way. This page says below what became of it.", "notice")
    return redirect(_entry(note.entry_id), 303)


def _to_copy(actor: Actor, filling: Filling, note: Note) -> Response:
    now = clock.now()
    try:
        teacher_notes.keep(actor, note, COPIED, now)
    except OtherWords:
        # Changed since it was copied, and the first text may be with the teacher already.
        note = note._replace(token=filling.anew().token)
        teacher_notes.keep(actor, note, COPIED, now)
    # The same text may be asked for again days later.
    text = _as_sent(note, actor, teacher_notes.expires_at(note.token))
    return page("teacher_note/copy.html", entry=filling.visit.entry, note=note, text=text)


def _as_sent(note: Note, actor: Actor, expires_at: dt.datetime) -> str:
    base = settings().base_url or request.url_root.rstrip("/")
    link = base + url_for("answer.form", token=note.token)
    return as_sent(note.text, actor.name, link, _day(expires_at))


def _day(moment: dt.datetime) -> str:
    zone = settings().time_zone
    return day_of(moment.astimezone(zone).date(), clock.today(zone))


def _form_page(filling: Filling, status: int = 200) -> Response:
    return page("teacher_note/form.html", status, form=filling, entry=filling.visit.entry)


def _preview_page(filling: Filling, status: int = 200) -> Response:
    said = {
        "form": filling,
        "entry": filling.visit.entry,
        "last_day": _day(clock.now() + teacher_notes.LASTS),
    }
    return page("teacher_note/preview.html", status, **said)


def _here(actor: Actor) -> Filling:
    return filled(actor, (request.view_args or {})["entry_id"], typed())


def _posted(actor: Actor, entry_id: uuid.UUID, posted: Typed) -> Filling:
    filling = filled(actor, entry_id, posted)
    if filling.visit.is_withdrawn:
        raise Withdrawn
    return filling


def _entry_of(posted: Typed) -> uuid.UUID:
    try:
        return uuid.UUID(next(iter(posted.get("id", ())), ""))
    except ValueError:
        raise NotFound from None


def _entry(entry_id: uuid.UUID) -> str:
    return url_for("entries.show", entry_id=entry_id)
