"""The weekly files, and the same columns for any filter."""

from collections.abc import Iterator

from flask import Blueprint, Response, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import Week
from fieldlog.errors import NotFound, Unreadable
from fieldlog.ledger import export
from fieldlog.ledger.entries import Filters
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import asked_filters

blueprint = Blueprint("exports", __name__, url_prefix="/exports")

WEEKS_SHOWN = 12


@blueprint.get("")
@guarded(access.may_export)
def index(actor: Actor) -> ResponseReturnValue:
    asked = asked_filters(actor)
    newest = Week.of(clock.today(settings().time_zone))
    weeks = [
        {
            "code": counted.week.code,
            "monday": counted.week.monday,
            "sunday": counted.week.sunday,
            "entries": counted.entries,
            "url": url_for("exports.week", code=counted.week.code),
        }
        for counted in export.weeks_with_entries(actor, newest, WEEKS_SHOWN)
    ]
    return page(
        "exports/index.html",
        422 if asked.errors else 200,
        weeks=weeks,
        filters=asked,
        filter_kinds=asked.kinds,
        filter_schools=asked.schools,
    )


@blueprint.get("/weeks/<code>/entries.csv")
@guarded(access.may_export)
def week(actor: Actor, code: str) -> ResponseReturnValue:
    try:
        asked = Week.parse(code)
    except ValueError:
        raise NotFound("There is no such week. Write it like 2026-W47.") from None
    return _csv(actor, export.of_week(asked), f"fieldlog-{asked.code}-entries.csv")


@blueprint.get("/entries.csv")
@guarded(access.may_export)
def by_hand(actor: Actor) -> ResponseReturnValue:
    asked = asked_filters(actor)
    if asked.errors:
        raise Unreadable(" ".join(sentence for sentences in asked.errors.values() for sentence in sentences))
    return _csv(actor, asked.filters, "fieldlog-entries.csv")


def _csv(actor: Actor, filters: Filters, name: str) -> Response:
    lines = stream_with_context(_encoded(export.csv_lines(actor, filters, settings().time_zone)))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    """Lines gathered into pieces of some 16 kB: a server sends each piece on its own."""
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line.encode())
        size += len(piece[-1])
        if size >= 16_384:
            yield b"".join(piece)
            piece, size = [], 0
    yield b"".join(piece)
