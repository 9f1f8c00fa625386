"""The weekly files, and the same columns for any filter."""

import datetime as dt
from typing import Any

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import Week
from fieldlog.errors import Unreadable
from fieldlog.ledger import export
from fieldlog.ledger.export import WeekCount
from fieldlog.ledger.weekly import editions, outbox
from fieldlog.web.csv_answer import csv_answer
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import Asked, asked_day, asked_filters

blueprint = Blueprint("exports", __name__, url_prefix="/exports")

WEEKS_SHOWN = 12


@blueprint.get("")
@guarded(access.may_export)
def index(actor: Actor) -> ResponseReturnValue:
    return _chooser(actor, asked_filters(actor))


def _chooser(actor: Actor, asked: Asked) -> ResponseReturnValue:
    running = Week.of(clock.today(settings().time_zone))
    newest = min(Week.of(day), running) if (day := asked_day()) else running
    is_handed_out = access.may_hand_out(actor)
    made = editions.made_at() if is_handed_out else {}
    return page(
        "exports/index.html",
        422 if asked.errors else 200,
        weeks=[
            _shown(each, made.get(each.week.code))
            for each in export.weeks_with_entries(actor, newest, WEEKS_SHOWN)
        ],
        is_handed_out=is_handed_out,
        undelivered=outbox.undelivered_weeks(settings().targets, clock.now()) if is_handed_out else [],
        newest=newest,
        older_day=newest.monday - WEEKS_SHOWN * dt.timedelta(days=7),
        is_running=newest == running,
        filters=asked,
        filter_kinds=asked.kinds,
        filter_schools=asked.schools,
    )


def _shown(counted: WeekCount, made_at: dt.datetime | None) -> dict[str, Any]:
    week = counted.week
    return {
        "code": week.code,
        "monday": week.monday,
        "sunday": week.sunday,
        "entries": counted.entries,
        "url": url_for("week_files.file", code=week.code, name="entries.csv"),
        "files_url": url_for("week_files.show", code=week.code),
        "made_at": made_at,
    }


@blueprint.get("/entries.csv")
@guarded(access.may_export)
def by_hand(actor: Actor) -> ResponseReturnValue:
    asked = asked_filters(actor)
    if asked.errors:
        return _chooser(actor, asked)
    return csv_answer(actor, asked.filters, "fieldlog-entries.csv")


@blueprint.get("/size")
@guarded(access.may_export)
def size(actor: Actor) -> ResponseReturnValue:
    """How many entries that file has, for whoever shows how far it is."""
    asked = asked_filters(actor)
    if asked.errors:
        raise Unreadable(asked.wrong)
    return jsonify(entries=export.how_many(actor, asked.filters))
