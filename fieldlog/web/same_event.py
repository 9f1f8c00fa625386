"""Logged twice? Pairs of entries that look alike, told to be the same event or two different ones; undone."""

import datetime as dt
import uuid

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.errors import SettledMeanwhile
from fieldlog.ledger import logged_twice, same_event
from fieldlog.ledger.likeness import pair_key
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes

blueprint = Blueprint("same_event", __name__, url_prefix="/same-event")

CHOOSE = "Choose which one stands, and say whether it is the same event."
DONE = {
    same_event.SAME: "One event now: it counts once and credits both.",
    same_event.DIFFERENT: "Two different events: both count, and nobody is asked about them again.",
}


@blueprint.get("")
@guarded(access.is_signed_in)
def index(actor: Actor) -> ResponseReturnValue:
    return _inbox(actor)


@blueprint.post("/<uuid:entry_id>/<uuid:other_id>")
@writes
@guarded(access.is_signed_in)
def settle(actor: Actor, entry_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    key, decision = pair_key(entry_id, other_id), request.form.get("decision", "")
    stands = _number("stands")
    if decision not in DONE or stands not in key:
        return _inbox(actor, 422, message=CHOOSE)
    heads = {each: head for each in key if (head := _number(f"head.{each}"))}
    try:
        same_event.settle(actor, key, decision, stands=stands, heads=heads, now=clock.now(), today=_today())
    except SettledMeanwhile as refusal:
        return _inbox(actor, refusal.status, message=refusal.sentence)
    flash(DONE[decision], "received")
    return redirect(url_for("same_event.index"), 303)


@blueprint.post("/<uuid:entry_id>/<uuid:other_id>/undo")
@writes
@guarded(access.is_signed_in)
def undo(actor: Actor, entry_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    same_event.undo(actor, pair_key(entry_id, other_id), now=clock.now(), today=_today())
    flash("Two entries again: both count. They wait below to be told what they are.", "received")
    return redirect(url_for("same_event.index"), 303)


def _inbox(actor: Actor, status: int = 200, *, message: str | None = None) -> Response:
    waiting = logged_twice.waiting(actor, settings().time_zone, _today())
    return page("same_event/index.html", status, waiting=waiting, message=message)


def _number(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.form.get(name, ""))
    except ValueError:
        return None


def _today() -> dt.date:
    return clock.today(settings().time_zone)
