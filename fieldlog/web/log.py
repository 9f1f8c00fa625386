"""The form of each kind: shown, checked, logged once."""

import datetime as dt
from urllib.parse import parse_qsl

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice, Surroundings
from fieldlog.activities.fields import Typed
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Kind
from fieldlog.errors import IdReused, NotFound, Refusal, WrongPerson
from fieldlog.ledger import before, contacts, desk, own_lists, record
from fieldlog.web.guard import guarded
from fieldlog.web.home import default_school
from fieldlog.web.keep_typed import SIGNED_IN_AGAIN, keep_typed
from fieldlog.web.kept import Kept, was_opened_by
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes
from fieldlog.web.wording import clock_of

blueprint = Blueprint("log", __name__, url_prefix="/log")

# "Same as last time", asked for in an address or by the button of a page without JavaScript.
LAST = "last"


@blueprint.get("/<kind>")
@guarded(access.may_log)
def new(actor: Actor, kind: str) -> ResponseReturnValue:
    school = default_school(actor, request.args.get("school", ""))
    form = _opened(actor, _kind(kind), school, [school.id] if school else [])
    if request.args.get("like") == LAST:
        _resemble_last(actor, form, form)
    return _page(actor, form)


@blueprint.post("/<kind>")
@writes
@guarded(access.may_log)
def create(actor: Actor, kind: str) -> ResponseReturnValue:
    form = _posted(actor, kind)
    if _is_filled_further(actor, form):
        return _page(actor, form)
    content = form.content()
    if content is None:
        return _page(actor, form, 422)
    now = clock.now()
    try:
        receipt = record.record(actor, form.id, content, written_at=now, received_at=now)
    except IdReused as refusal:
        form.renew(refusal.sentence)
        return _page(actor, form, refusal.status)
    contacts.hear_plain_form(actor, now)
    flash(f"Received {clock_of(receipt.at.astimezone(settings().time_zone))}: {form.kind.label}", "received")
    return redirect(url_for("home.show"), 303)


def may_go_on(actor: Actor, kept: Kept) -> bool:
    """Whether what was kept is this person's, of a kind there is, and theirs to log."""
    return access.may_log(actor) and kept.kind in own_lists.kinds() and kept.is_by(actor)


def page_again(actor: Actor, kept: Kept) -> ResponseReturnValue:
    """The form with what was kept while its author signed in again."""
    form = Form.posted(_kind(kept.kind), _around(actor), kept.typed)
    form.message = SIGNED_IN_AGAIN
    return _page(actor, form)


def _to_keep() -> Kept | None:
    return Kept(_asked_kind(), typed()) if request.method == "POST" else None


def _filled_again(actor: Actor, refusal: Refusal) -> Response:
    if not access.may_log(actor):
        raise refusal
    form = _posted(actor, _asked_kind())
    form.message = refusal.sentence
    return _page(actor, form, refusal.status)


keep_typed(blueprint, _to_keep, _filled_again)


def _is_filled_further(actor: Actor, form: Form) -> bool:
    """Whether a button that only changes the form was pressed; then it did."""
    order = {name: request.form.get(name, "") for name in ("part", "like", "fill")}
    if order["part"]:
        form.change_parts(order["part"])
    elif order["like"] == LAST:
        _resemble_last(actor, form, _opened(actor, form.kind, default_school(actor, ""), _chosen(form)))
    elif order["fill"]:
        form.suggestions = before.suggestions(actor, form.kind, _chosen(form))
        form.pick(order["fill"])
    return any(order.values())


def _opened(actor: Actor, kind: Kind, school: SchoolChoice | None, focus_of: list[int]) -> Form:
    """The form as it opens, with the current focus of these schools."""
    focus = before.focus_at(focus_of, _today())
    return Form.empty(kind, _around(actor), school.code if school else "", focus)


def _resemble_last(actor: Actor, form: Form, opened: Form) -> None:
    last = before.last(actor, form.kind, _chosen(form))
    if last:
        form.resemble(last.values, opened, is_there=last.is_there)
        form.filled_from = last.day


def _page(actor: Actor, form: Form, status: int = 200) -> Response:
    chosen = _chosen(form)
    form.suggestions = before.suggestions(actor, form.kind, chosen)
    if form.inherited is None:
        form.inherited = before.focus_at(chosen, _today())
    # What is shared by many schools is asked for before one is chosen.
    may_be_any = form.kind.several_schools and not chosen
    asked = [school.id for school in form.schools] if may_be_any else chosen
    form.come_back_to(desk.coming_back(form.kind, asked))
    may_resemble = "entry" not in request.args and before.has_logged(actor, form.kind)
    return page("log/new.html", status, form=form, may_resemble=may_resemble)


def _chosen(form: Form) -> list[int]:
    return [school.id for school in form.schools if school.code in form["schools"].value]


def _posted(actor: Actor, kind: str) -> Form:
    posted = typed()
    if not was_opened_by(posted, actor):
        raise WrongPerson
    return Form.posted(_kind(kind), _around(actor), posted)


def _asked_kind() -> str:
    return str((request.view_args or {}).get("kind"))


def _around(actor: Actor) -> Surroundings:
    return desk.around(actor, _today())


def _today() -> dt.date:
    return clock.today(settings().time_zone)


def _kind(code: str) -> Kind:
    kinds = own_lists.kinds()
    if code not in kinds:
        raise NotFound
    return kinds[code]


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
