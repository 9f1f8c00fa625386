"""Entries: my own with filters, and one with its history."""

import uuid

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.ledger import entries
from fieldlog.web.entry_page import entry_page
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import Asked, asked_filters, asked_key, key_text
from fieldlog.web.weeks import by_week

blueprint = Blueprint("entries", __name__, url_prefix="/entries")


@blueprint.get("")
@guarded(access.may_read_entries)
def index(actor: Actor) -> ResponseReturnValue:
    asked = asked_filters(actor)
    zone = settings().time_zone
    found = (
        entries.Page([], None) if asked.errors else entries.of_actor(actor, asked.filters, zone, asked_key())
    )
    return page(
        "entries/index.html",
        422 if asked.errors else 200,
        weeks=by_week(found.rows),
        filters=asked,
        filter_kinds=asked.kinds,
        filter_schools=asked.schools,
        next_key=found.next,
        next_url=asked.address(url_for("entries.index"), after=key_text(found.next)),
        csv_url=_csv_url(actor, asked),
        print_url=asked.address(url_for("entries.to_print")),
        title_text="My entries" if access.may_log(actor) else "Entries",
    )


@blueprint.get("/print")
@guarded(access.may_read_entries)
def to_print(actor: Actor) -> ResponseReturnValue:
    """The same list on one page, with every note whole."""
    asked = asked_filters(actor)
    if asked.errors:
        return redirect(asked.address(url_for("entries.index")), 303)
    found = entries.of_actor(actor, asked.filters, settings().time_zone, most=entries.PRINTED)
    return page(
        "entries/print.html",
        weeks=by_week(found.rows),
        shown=len(found.rows),
        in_all=entries.how_many_of_actor(actor, asked.filters) if found.next else len(found.rows),
        filters=asked,
        kind=KINDS.get(asked.kind),
        school=next((each for each in asked.schools if each.code == asked.school), None),
        list_url=asked.address(url_for("entries.index")),
        csv_url=_csv_url(actor, asked),
    )


@blueprint.get("/<uuid:entry_id>")
@guarded(access.may_read_entries)
def show(actor: Actor, entry_id: uuid.UUID) -> ResponseReturnValue:
    return entry_page(actor, entry_id)


def _csv_url(actor: Actor, asked: Asked) -> str:
    """The same entries as the list has, which are a coach's own."""
    return asked.address(url_for("exports.by_hand"), mine="1" if access.may_log(actor) else "")
