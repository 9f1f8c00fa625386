"""Entries as a spreadsheet reads them by a live link: without a session, with nothing but the link."""

from flask import Blueprint, Response, current_app, request, stream_with_context
from flask.typing import ResponseReturnValue

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.errors import Busy, NotFound, Refusal, TooOften, Unreadable
from fieldlog.ledger import export, live_reading
from fieldlog.ledger.entries import Filters
from fieldlog.ledger.live_reading import Reading
from fieldlog.web.csv_answer import csv_answer, in_pieces
from fieldlog.web.guard import public
from fieldlog.web.page import settings
from fieldlog.web.public import HEADERS
from fieldlog.web.queries import asked_filters
from fieldlog.web.refusals import BUSY_SECONDS
from fieldlog.web.transaction import counts_its_readings, written

blueprint = Blueprint("live", __name__, url_prefix="/live")

NAME = "fieldlog-entries"
GONE = (
    "This link was taken back, has ended, or did not arrive whole. Ask whoever gave it to you for a new one."
)
NO_SUCH = (
    "This link knows no such school or kind. Look over what stands behind the question mark in the address."
)


@blueprint.get("/<token>/entries.<any(csv,json):form>")
@counts_its_readings
@public
def entries(token: str, form: str) -> ResponseReturnValue:
    now = clock.now()
    live_reading.refuse(token, now)
    made_with = current_app.config["BUILD"], settings().time_zone.key
    reading = written(lambda: live_reading.count(token, made_with, now))
    filters = _filters(reading.reader)
    answer = Response(status=304) if _is_known(reading) else _file(reading.reader, filters, form)
    answer.set_etag(reading.tag, weak=True)
    answer.last_modified = reading.changed_at
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.errorhandler(Refusal)
def say(refusal: Refusal) -> Response:
    """In one plain line, as no spreadsheet shows a page; the same for every link that opens nothing."""
    sentence = GONE if isinstance(refusal, NotFound) else refusal.sentence
    answer = Response(f"{sentence}\n", refusal.status, mimetype="text/plain")
    if isinstance(refusal, TooOften):
        answer.headers["Retry-After"] = str(refusal.seconds)
    if isinstance(refusal, Busy):
        answer.headers["Retry-After"] = BUSY_SECONDS
    return answer


@blueprint.after_request
def keep_to_itself(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer


def _filters(reader: Actor) -> Filters:
    try:
        asked = asked_filters(reader)
    except NotFound:
        raise Unreadable(NO_SUCH) from None
    if asked.errors:
        raise Unreadable(asked.wrong)
    return asked.filters


def _is_known(reading: Reading) -> bool:
    """The tag has the last word; the date is for whoever keeps no tag."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(reading.tag)
    since = request.if_modified_since
    return since is not None and reading.changed_at <= since


def _file(reader: Actor, filters: Filters, form: str) -> Response:
    if form == "csv":
        return csv_answer(reader, filters, f"{NAME}.csv")
    lines = export.json_lines(reader, filters, settings().time_zone)
    answer = Response(stream_with_context(in_pieces(lines)), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.json"'
    return answer
