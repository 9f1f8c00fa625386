"""The form of each kind: shown, checked, logged once."""

from urllib.parse import parse_qsl

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.fields import Typed
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Kind
from fieldlog.errors import Busy, IdReused, NotFound, StalePage
from fieldlog.ledger import desk, record
from fieldlog.web.guard import current_actor, guarded
from fieldlog.web.home import default_school
from fieldlog.web.page import page, settings
from fieldlog.web.refusals import refuse
from fieldlog.web.transaction import writes
from fieldlog.web.wording import clock_of

blueprint = Blueprint("log", __name__, url_prefix="/log")


@blueprint.get("/<kind>")
@guarded(access.may_log)
def new(actor: Actor, kind: str) -> ResponseReturnValue:
    around = desk.around(actor, clock.today(settings().time_zone))
    school = default_school(actor, request.args.get("school", ""))
    form = Form.empty(_kind(kind), around, school.code if school else "")
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


def _kept(refusal: StalePage | Busy) -> ResponseReturnValue:
    """The same form with all that was typed, and why it could not be taken."""
    actor = current_actor()
    if actor is None or not access.may_log(actor) or request.method != "POST":
        return refuse(refusal)
    form = _posted(actor, str((request.view_args or {}).get("kind")))
    form.message = refusal.sentence
    answer = _page(actor, form, refusal.status)
    if isinstance(refusal, Busy):
        answer.headers["Retry-After"] = "2"
    return answer


def _page(actor: Actor, form: Form, status: int = 200) -> Response:
    form.suggestions = desk.suggestions(actor, form.kind)
    return page("log/new.html", status, form=form)


def _posted(actor: Actor, kind: str) -> Form:
    around = desk.around(actor, clock.today(settings().time_zone))
    return Form.posted(_kind(kind), around, typed())


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise NotFound
    return KINDS[code]


def typed() -> Typed:
    """What was posted, read so that bytes which are no text are told, never silently changed."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return dict(request.form.lists())
    gathered: dict[str, list[str]] = {}
    body = request.get_data(cache=True).decode("utf-8", "surrogateescape")
    for name, value in parse_qsl(body, keep_blank_values=True, errors="surrogateescape"):
        gathered.setdefault(name, []).append(value)
    return gathered
