"""Questions about entries: asked by a school, answered by a coach, closed; all that a reader may see."""

import uuid
from itertools import groupby

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.fields import Typed
from fieldlog.errors import ChangedSince, ClosedMeanwhile, NotFound, OtherWords, Refusal
from fieldlog.ledger import asking, question_list
from fieldlog.web.entry_page import entry_page
from fieldlog.web.guard import current_actor, guarded
from fieldlog.web.keep_typed import SIGNED_IN_AGAIN, keep_typed
from fieldlog.web.kept import Kept
from fieldlog.web.log import typed
from fieldlog.web.page import page, settings
from fieldlog.web.queries import asked_question_key, question_key_text
from fieldlog.web.question_filling import filled
from fieldlog.web.question_mail import sentence_of, tell
from fieldlog.web.transaction import writes, writes_in_steps, written

blueprint = Blueprint("questions", __name__)

KIND = "question"
CLOSED = "Closed. You can ask again at any time."


@blueprint.get("/questions")
@guarded(access.may_read_entries)
def index(actor: Actor) -> ResponseReturnValue:
    return _list_page(actor)


@blueprint.post("/entries/<uuid:entry_id>/questions")
@writes_in_steps
@guarded(access.may_read_entries)
def write(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    filling, now, by_mail = filled(actor, entry_id, typed()), clock.now(), bool(settings().smtp_url)
    said = filling.said()
    if said is None:
        return entry_page(actor, entry_id, 422, asking=filling)
    taken = written(lambda: asking.write(actor, said, now, by_mail=by_mail))
    if by_mail and taken.is_new and taken.hears:
        tell(actor, said, taken, now)
    flash(sentence_of(taken, asking.mail_of(said.id)), "received")
    return redirect(_thread(entry_id), 303)


@blueprint.post("/entries/<uuid:entry_id>/questions/close")
@writes
@guarded(access.may_read_entries)
def close(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    in_list, school = "list" in request.form, request.form.get("school", "")
    try:
        asking.close(actor, entry_id, school, _seen(), clock.now())
    except ChangedSince as refusal:
        if in_list:
            return _list_page(actor, refusal.status, message=refusal.sentence)
        return entry_page(actor, entry_id, refusal.status, message=refusal.sentence)
    flash(CLOSED, "received")
    return redirect(url_for("questions.index") if in_list else _thread(entry_id), 303)


def may_go_on(actor: Actor, kept: Kept) -> bool:
    """Whether what was kept is this person's, about an entry on which they may still write."""
    if kept.kind != KIND or not kept.is_by(actor):
        return False
    try:
        return bool(filled(actor, _entry_of(kept.typed), kept.typed))
    except NotFound:
        return False


def page_again(actor: Actor, kept: Kept) -> ResponseReturnValue:
    """The entry with what was kept while its author signed in again."""
    return _with(actor, _entry_of(kept.typed), kept.typed, SIGNED_IN_AGAIN)


def _to_keep() -> Kept | None:
    if request.endpoint != "questions.write":
        return None
    return Kept(KIND, {**typed(), "id": [str((request.view_args or {})["entry_id"])]})


def _filled_again(actor: Actor, refusal: Refusal) -> Response:
    return _with(actor, _here(), typed(), refusal.sentence, refusal.status)


keep_typed(blueprint, _to_keep, _filled_again)


@blueprint.errorhandler(OtherWords)
def other_words(refusal: OtherWords) -> ResponseReturnValue:
    """The same to be sent once more, as a message of its own."""
    actor = current_actor()
    assert actor
    filling = filled(actor, _here(), typed()).anew(refusal.sentence)
    return entry_page(actor, filling.entry_id, refusal.status, asking=filling)


@blueprint.errorhandler(ClosedMeanwhile)
def closed_meanwhile(refusal: ClosedMeanwhile) -> ResponseReturnValue:
    """The same to be sent all the same."""
    actor = current_actor()
    assert actor
    filling = filled(actor, _here(), typed())
    filling.message, filling.anyway = refusal.sentence, True
    return entry_page(actor, filling.entry_id, refusal.status, asking=filling)


def _with(actor: Actor, entry_id: uuid.UUID, posted: Typed, message: str, status: int = 200) -> Response:
    filling = filled(actor, entry_id, posted)
    filling.message = message
    return entry_page(actor, entry_id, status, asking=filling)


def _list_page(actor: Actor, status: int = 200, *, message: str | None = None) -> Response:
    found = question_list.of_reader(actor, clock.now(), asked_question_key())
    grouped = groupby(found.threads, key=lambda thread: thread.state)
    return page(
        "questions/index.html",
        status,
        groups=[(state, list(threads)) for state, threads in grouped],
        next_key=question_key_text(found.next),
        message=message,
    )


def _here() -> uuid.UUID:
    found = (request.view_args or {})["entry_id"]
    assert isinstance(found, uuid.UUID)
    return found


def _entry_of(posted: Typed) -> uuid.UUID:
    try:
        return uuid.UUID(next(iter(posted.get("id", ())), ""))
    except ValueError:
        raise NotFound from None


def _seen() -> int:
    """The number of the last message that stood there; none where it is no number."""
    said = request.form.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _thread(entry_id: uuid.UUID) -> str:
    return url_for("entries.show", entry_id=entry_id, _anchor="questions")
