"""What was not delivered is tried again, when an admin asks for it."""

import uuid

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.ledger.weekly import outbox
from fieldlog.web.guard import guarded
from fieldlog.web.transaction import writes
from fieldlog.web.week_files import week_of

blueprint = Blueprint("deliveries", __name__, url_prefix="/exports/weeks/<code>/deliveries")


@blueprint.post("/<uuid:delivery_id>/tries")
@writes
@guarded(access.may_hand_out)
def try_again(_actor: Actor, code: str, delivery_id: uuid.UUID) -> ResponseReturnValue:
    outbox.try_again(week_of(code), delivery_id, clock.now())
    flash("It is tried again within the next minute. Open this page anew to see what became of it.", "info")
    return redirect(url_for("week_files.show", code=code), 303)
