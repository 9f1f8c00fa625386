"""The program's lists and questions: all of them, one list, the questions of one kind; for admins."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import own_questions
from fieldlog.activities.kind import Kind
from fieldlog.activities.lists import Option, ValueList
from fieldlog.errors import NotFound
from fieldlog.ledger import list_changes, own_lists, question_changes
from fieldlog.ledger.own_lists import OwnLists
from fieldlog.ledger.question_changes import New
from fieldlog.web.guard import guarded
from fieldlog.web.page import page
from fieldlog.web.transaction import writes

blueprint = Blueprint("lists", __name__, url_prefix="/lists")

DONE = "Kept. New forms have it now; tablets take it when they next have a connection."


class Used(NamedTuple):
    """A list with the labels of the kinds that use it."""

    list: ValueList
    kinds: tuple[str, ...]


@blueprint.get("")
@guarded(access.may_edit_lists)
def index(_actor: Actor) -> ResponseReturnValue:
    own = own_lists.now()
    used = [_used(own, code) for code in own_lists.DECLARED]
    asking = list(own.kinds.values())
    return page("lists/index.html", lists=used, asking=asking, most=own_questions.MOST)


@blueprint.get("/<code>")
@guarded(access.may_edit_lists)
def show(_actor: Actor, code: str) -> ResponseReturnValue:
    return _list_page(code)


@blueprint.post("/<code>")
@writes
@guarded(access.may_edit_lists)
def change(actor: Actor, code: str) -> ResponseReturnValue:
    act, about = _asked()
    wanted = list_changes.Wanted(_changed("label"), request.form.get("added", "").strip(), act, about)
    errors = list_changes.change(actor, code, wanted, clock.now())
    if errors:
        return _list_page(code, 422, errors=errors, typed=request.form)
    return _done(url_for("lists.show", code=code), about)


@blueprint.get("/questions/<kind>")
@guarded(access.may_edit_lists)
def questions(_actor: Actor, kind: str) -> ResponseReturnValue:
    return _questions_page(kind)


@blueprint.post("/questions/<kind>")
@writes
@guarded(access.may_edit_lists)
def change_questions(actor: Actor, kind: str) -> ResponseReturnValue:
    act, about = _asked()
    new = New(*(request.form.get(f"new.{name}", "").strip() for name in New._fields))
    wanted = question_changes.Wanted(_changed("label"), _changed("hint"), new, act, about)
    errors = question_changes.change(actor, kind, wanted, clock.now())
    if errors:
        return _questions_page(kind, 422, errors=errors, typed=request.form)
    return _done(url_for("lists.questions", kind=kind), about)


def _list_page(
    code: str,
    status: int = 200,
    *,
    errors: Mapping[str, list[str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    own = own_lists.now()
    if code not in own.lists:
        raise NotFound
    kind = own.kinds.get(code.partition(".")[0])
    said = {"errors": errors or {}, "typed": typed or {}, "longest": list_changes.LABEL.limit}
    return page("lists/show.html", status, used=_used(own, code), kind=kind, **said)


def _questions_page(
    kind: str,
    status: int = 200,
    *,
    errors: Mapping[str, list[str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    own = own_lists.now()
    if kind not in own.kinds:
        raise NotFound
    shown = own.kinds[kind]
    said = {"errors": errors or {}, "typed": typed or {}, "longest": list_changes.LABEL.limit}
    return page(
        "lists/questions.html",
        status,
        kind=shown,
        asked=[each for each in shown.own if not each.retired],
        retired_ones=[Option(each.name, each.label) for each in shown.own if each.retired],
        types=own_questions.TYPES,
        answer_of=own_questions.answer_of,
        most=own_questions.MOST,
        **said,
    )


def _used(own: OwnLists, code: str) -> Used:
    found = own.lists[code]
    return Used(found, tuple(kind.label for kind in own.kinds.values() if _uses(kind, code)))


def _uses(kind: Kind, code: str) -> bool:
    return any(each.code == code for each in kind.lists)


def _changed(name: str) -> dict[str, str]:
    """What was typed otherwise than its page showed it, by code: a page that is older takes nothing back."""
    shown = {
        key.removeprefix(f"{name}."): value
        for key, value in request.form.items()
        if key.startswith(f"{name}.")
    }
    return {
        code: text for code, text in shown.items() if text.strip() != request.form.get(f"was.{name}.{code}")
    }


def _asked() -> tuple[str, str]:
    """`up k_2` as the button said it; saving alone says neither."""
    act, _, code = request.form.get("act", "").partition(" ")
    return act, code


def _done(address: str, code: str) -> ResponseReturnValue:
    flash(DONE, "received")
    return redirect(f"{address}#{code}" if code else address, 303)
