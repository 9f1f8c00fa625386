"""The form of each kind: shown, checked, logged once."""

from urllib.parse import parse_qsl

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings
from fieldlog.activities.fields import Typed
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Kind
from fieldlog.errors import Busy, IdReused, NotFound, Refusal, SignInNeeded, StalePage, WrongPerson
from fieldlog.ledger import desk, record
from fieldlog.web.guard import current_actor, guarded
from fieldlog.web.home import default_school
from fieldlog.web.kept import Kept, was_opened_by
from fieldlog.web.page import is_htmx, page, settings
from fieldlog.web.refusals import BUSY_SECONDS, refuse
from fieldlog.web.sign_in_page import sign_in_page
from fieldlog.web.transaction import writes
from fieldlog.web.wording import clock_of

blueprint = Blueprint("log", __name__, url_prefix="/log")

SIGN_IN_AGAIN = "You were signed out meanwhile. What you typed is kept: sign in, and it is here again."


@blueprint.get("/<kind>")
@guarded(access.may_log)
def new(actor: Actor, kind: str) -> ResponseReturnValue:
    school = default_school(actor, request.args.get("school", ""))
    form = Form.empty(_kind(kind), _around(actor), school.code if school else "")
    return _page(actor, form)


@blueprint.post("/<kind>")
@writes
@guarded(access.may_log)
def create(actor: Actor, kind: str) -> ResponseReturnValue:
    form = _posted(actor, kind)
    content = form.content()
    if content is None:
        return _page(actor, form, 422)
    now = clock.now()
    try:
        receipt = record.record(actor, form.id, content, written_at=now, received_at=now)
    except IdReused as refusal:
        form.renew(refusal.sentence)
        return _page(actor, form, refusal.status)
    flash(f"Received {clock_of(receipt.at.astimezone(settings().time_zone))}: {form.kind.label}", "received")
    return redirect(url_for("home.show"), 303)


@blueprint.errorhandler(CSRFError)
def keep_after_stale_page(_error: CSRFError) -> ResponseReturnValue:
    return _kept(
        StalePage("This page was open for a long time. What you typed is still here: save it again.")
    )


@blueprint.errorhandler(Busy)
def keep_while_busy(busy: Busy) -> ResponseReturnValue:
    return _kept(busy)


@blueprint.errorhandler(SignInNeeded)
@blueprint.errorhandler(WrongPerson)
def keep_until_signed_in(refusal: Refusal) -> ResponseReturnValue:
    """Sign in with what was typed carried along; htmx is told to ask again as a plain form."""
    if request.method != "POST" or is_htmx():
        return refuse(refusal)
    if _asked_kind() not in KINDS:
        return refuse(NotFound())
    kept = Kept(_asked_kind(), typed())
    sentence = SIGN_IN_AGAIN if isinstance(refusal, SignInNeeded) else refusal.sentence
    return sign_in_page(refusal.status, message=sentence, kept=kept)


def may_go_on(actor: Actor, kept: Kept) -> bool:
    """Whether what was kept is this person's, of a kind there is, and theirs to log."""
    return access.may_log(actor) and kept.kind in KINDS and kept.is_by(actor)


def page_again(actor: Actor, kept: Kept) -> ResponseReturnValue:
    """The form with what was kept while its author signed in again."""
    form = Form.posted(_kind(kept.kind), _around(actor), kept.typed)
    form.message = "You are signed in again. Nothing was lost: look it over and save."
    return _page(actor, form)


def _kept(refusal: Refusal) -> ResponseReturnValue:
    """The same form with all that was typed, and why it could not be taken."""
    actor = current_actor()
    if request.method != "POST":
        return refuse(refusal)
    if actor is None:
        return keep_until_signed_in(SignInNeeded())
    return _filled_again(actor, refusal) if access.may_log(actor) else refuse(refusal)


def _filled_again(actor: Actor, refusal: Refusal) -> ResponseReturnValue:
    # Within a handler of errors no other handler is asked, so its own refusals are answered here.
    try:
        form = _posted(actor, _asked_kind())
    except WrongPerson as wrong:
        return keep_until_signed_in(wrong)
    except NotFound as unknown:
        return refuse(unknown)
    form.message = refusal.sentence
    answer = _page(actor, form, refusal.status)
    if isinstance(refusal, Busy):
        answer.headers["Retry-After"] = BUSY_SECONDS
    return answer


def _page(actor: Actor, form: Form, status: int = 200) -> Response:
    form.suggestions = desk.suggestions(actor, form.kind)
    return page("log/new.html", status, form=form)


def _posted(actor: Actor, kind: str) -> Form:
    posted = typed()
    if not was_opened_by(posted, actor):
        raise WrongPerson
    return Form.posted(_kind(kind), _around(actor), posted)


def _asked_kind() -> str:
    return str((request.view_args or {}).get("kind"))


def _around(actor: Actor) -> Surroundings:
    return desk.around(actor, clock.today(settings().time_zone))


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise NotFound
    return KINDS[code]


def typed() -> Typed:
    """What was posted, read so that bytes which are no text are told, never silently changed."""
    if request.mimetype != "application/x-www-form-urlencoded":
        # Bytes that are no text were replaced already; half a character instead is refused by every field.
        texts = {n: [v.replace("\ufffd", "\udcff") for v in values] for n, values in request.form.lists()}
        return texts | {name: ["\udcff"] for name in request.files}
    gathered: dict[str, list[str]] = {}
    body = request.get_data(cache=True).decode("utf-8", "surrogateescape")
    for name, value in parse_qsl(body, keep_blank_values=True, errors="surrogateescape"):
        gathered.setdefault(name, []).append(value)
    return gathered
