"""An entry after it was written: edited in its form, withdrawn, put back, its private note opened."""

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.fields import Typed
from fieldlog.activities.form import Form, clean
from fieldlog.activities.kind import Content
from fieldlog.errors import ChangedSince, NotFound, Refusal, WrongPerson
from fieldlog.ledger import corrections, desk, entries
from fieldlog.ledger.corrections import Opened
from fieldlog.web.entry_page import entry_page
from fieldlog.web.guard import guarded
from fieldlog.web.keep_typed import SIGNED_IN_AGAIN, keep_typed
from fieldlog.web.kept import Kept, was_opened_by
from fieldlog.web.log import typed
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes
from fieldlog.web.wording import clock_of

blueprint = Blueprint("corrections", __name__, url_prefix="/entries")

KIND = "correction"
GONE = "This entry was withdrawn. Put it back to change it."
CHANGED = (
    "Someone changed this entry while you did. Nothing was saved yet: below, what stands there now and what "
    "you wrote. Your words stand in the form; change them as you like and save again."
)
SAVED_ALREADY = (
    "This form was saved already, with other words in it. Save again to save what stands here as well."
)
WITHDRAWN_MEANWHILE = (
    "This entry was withdrawn while you changed it. What you typed is still here; put the entry back in "
    "another tab, then save again."
)
NOT_TAKEN = "This change could not be taken. What you typed is still here."


@blueprint.get("/<uuid:entry_id>/edit")
@guarded(access.may_read_entries)
def edit(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    opened = corrections.opened(actor, entry_id, _today())
    if opened.is_withdrawn:
        flash(GONE, "notice")
        return redirect(_entry(entry_id), 303)
    return _form_page(opened, opened.form())


@blueprint.post("/<uuid:entry_id>/edit")
@writes
@guarded(access.may_read_entries)
def change(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    posted = typed()
    was, form = _posted(actor, entry_id, posted)
    if order := "".join(posted.get("part", ())):
        form.change_parts(order)
        return _form_page(was, form, op=_op(posted))
    content = form.content()
    if content is None:
        return _form_page(was, form, 422, op=_op(posted))
    reason, now = str(form["reason"].value) if "reason" in form else "", clock.now()
    op = _op(posted)
    result = corrections.change(actor, was, form, content, op, reason=reason, now=now, today=_today())
    if result["st"] == "applied" or (result["st"] == "merged" and not result["conflicts"]):
        return _done(entry_id, f"Change received {_clock(now)}: {form.kind.label}", "received")
    if result["st"] == corrections.NOTHING:
        return _done(entry_id, "Nothing was changed", "notice")
    return _not_taken(was, form, content, result)


@blueprint.get("/<uuid:entry_id>/withdraw")
@guarded(access.may_read_entries)
def ask_to_withdraw(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    opened = corrections.opened(actor, entry_id, _today())
    if opened.is_withdrawn:
        return redirect(_entry(entry_id), 303)
    return _withdraw_page(actor, opened)


@blueprint.post("/<uuid:entry_id>/withdraw")
@writes
@guarded(access.may_read_entries)
def withdraw(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    opened, posted = corrections.opened(actor, entry_id, _today()), typed()
    said, errors = clean({"reason": opened.reason}, {"reason": opened.reason.take(posted)})
    if errors:
        return _withdraw_page(actor, opened, 422, errors=errors, reason=opened.reason.take(posted))
    head, reason, now = _number(posted, "head") or opened.head, said["reason"], clock.now()
    result = corrections.withdraw(
        actor, opened, _op(posted), head=head, reason=reason, now=now, today=_today()
    )
    if result["st"] == "applied":
        return _done(
            entry_id, "Withdrawn. It counts nowhere any more, and can be put back for 30 days.", "notice"
        )
    return _withdraw_page(actor, opened, 409, message=ChangedSince.sentence, reason=reason)


@blueprint.post("/<uuid:entry_id>/put-back")
@writes
@guarded(access.may_read_entries)
def put_back(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    corrections.put_back(actor, entry_id, head=_number(typed(), "head"), now=clock.now())
    return _done(entry_id, "The entry is back and counts again.", "received")


@blueprint.post("/<uuid:entry_id>/private-note")
@writes
@guarded(access.may_open_private_notes)
def open_private_note(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    corrections.read_private_note(actor, entry_id, clock.now())
    return entry_page(actor, entry_id, with_private_note=True)


def may_go_on(actor: Actor, kept: Kept) -> bool:
    """Whether what was kept is this person's correction of an entry that is theirs to correct."""
    entry_id = _number(kept.typed, "id")
    if kept.kind != KIND or not kept.is_by(actor) or entry_id is None:
        return False
    try:
        return bool(corrections.opened(actor, entry_id, _today()))
    except NotFound:
        return False


def page_again(actor: Actor, kept: Kept) -> ResponseReturnValue:
    """The form with what was kept while its author signed in again."""
    entry_id = _number(kept.typed, "id")
    assert entry_id
    was, form = _posted(actor, entry_id, kept.typed)
    form.message = SIGNED_IN_AGAIN
    return _form_page(was, form, op=_op(kept.typed))


def _to_keep() -> Kept | None:
    if request.method != "POST" or request.endpoint != "corrections.change":
        return None
    return Kept(KIND, {**typed(), "id": [str((request.view_args or {})["entry_id"])]})


def _filled_again(actor: Actor, refusal: Refusal) -> Response:
    was, form = _posted(actor, (request.view_args or {})["entry_id"], typed())
    form.message = refusal.sentence
    return _form_page(was, form, refusal.status, op=_op(typed()))


keep_typed(blueprint, _to_keep, _filled_again)


def _posted(actor: Actor, entry_id: uuid.UUID, posted: Typed) -> tuple[Opened, Form]:
    """The entry as it was when the form was opened, and the form as it came back."""
    if not was_opened_by(posted, actor):
        raise WrongPerson
    opened = corrections.opened(actor, entry_id, _today())
    revision = next(iter(posted.get("revision", ())), "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise NotFound
    was = opened.at(int(revision))
    form = was.form()
    form.take(posted)
    return was, form


def _not_taken(was: Opened, form: Form, content: Content, result: dict[str, Any]) -> Response:
    """Nothing is written by this answer; all that was typed stands in the form."""
    if result.get("conflicts"):
        now, again, clashes = corrections.both(was, form, content, result)
        again.message = CHANGED
        return _form_page(now, again, 409, clashes=clashes)
    code = result.get("code")
    form.message = {"withdrawn_meanwhile": WITHDRAWN_MEANWHILE, "id_reused": SAVED_ALREADY}.get(code or "")
    if code == "invalid":
        form.errors |= {name: list(said) for name, said in result["errors"].items()}
    form.message = form.message or (None if form.errors else NOT_TAKEN)
    return _form_page(was, form, 422 if form.errors else 409)


def _form_page(
    was: Opened, form: Form, status: int = 200, *, op: uuid.UUID | None = None, **more: Any
) -> Response:
    form.come_back_to(desk.coming_back(form.kind, was.content.school_ids))
    basis = None if form.errors or form.message else corrections.basis(was)
    return page("entries/edit.html", status, form=form, entry=was, op=op or uuid.uuid4(), basis=basis, **more)


def _withdraw_page(
    actor: Actor,
    opened: Opened,
    status: int = 200,
    *,
    errors: dict[str, list[str]] | None = None,
    message: str | None = None,
    reason: str = "",
) -> Response:
    row, _ = entries.one(actor, opened.id, settings().time_zone)
    said = {"errors": errors or {}, "message": message, "reason": reason}
    return page("entries/withdraw.html", status, entry=row, opened=opened, op=uuid.uuid4(), **said)


def _done(entry_id: uuid.UUID, sentence: str, category: str) -> ResponseReturnValue:
    flash(sentence, category)
    return redirect(_entry(entry_id), 303)


def _entry(entry_id: uuid.UUID) -> str:
    return url_for("entries.show", entry_id=entry_id)


def _op(posted: Typed) -> uuid.UUID:
    """The operation's identity from the form's first opening, so that posting it twice changes once."""
    return _number(posted, "op") or uuid.uuid4()


def _number(posted: Typed, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(next(iter(posted.get(name, ())), ""))
    except ValueError:
        return None


def _today() -> dt.date:
    return clock.today(settings().time_zone)


def _clock(moment: dt.datetime) -> str:
    return clock_of(moment.astimezone(settings().time_zone))
