"""`/api/hello`, `/api/sync`, `/api/changes`: the protocol `sync/1` over HTTP."""

import datetime as dt
import re
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf

from fieldlog import access, clock, strict_json
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.clock import SchoolYear
from fieldlog.errors import Envelope, MediaType, OtherEpoch, StaleToken, TooMany, WrongPerson
from fieldlog.ledger import (
    before,
    changes,
    contacts,
    known_names,
    own_lists,
    people,
    program,
    schools,
    sync,
    wire,
)
from fieldlog.web.body_limit import takes_up_to
from fieldlog.web.guard import current_actor, guarded
from fieldlog.web.page import settings
from fieldlog.web.refusals import refuse, signed_out
from fieldlog.web.transaction import writes

blueprint = Blueprint("sync", __name__, url_prefix="/api")

MOST_OPS, MOST_BYTES = 50, 1_000_000
# The oldest build of the tablet's part that this server still understands.
OLDEST_BUILD = "2026.11"
_CURSOR = re.compile(r"([0-9]{1,9}):([0-9]{1,15})")


@blueprint.get("/hello")
@guarded(access.is_signed_in)
def hello(actor: Actor) -> ResponseReturnValue:
    """Probe, portal check, fresh token and reference data in one."""
    today = clock.today(settings().time_zone)
    year, mine = SchoolYear.of(today), schools.choices(actor)
    return jsonify(
        fieldlog="hello/1",
        user=actor.id,
        name=actor.name,
        may_log=access.may_log(actor),
        year={"code": year.code, "first": year.first_day.isoformat(), "last": year.last_day.isoformat()},
        csrf=generate_csrf(),
        epoch=_epoch(),
        server_ms=_ms(),
        build=current_app.config["BUILD"],
        min_build=OLDEST_BUILD,
        limits={"ops": MOST_OPS, "bytes": MOST_BYTES},
        schools=[school._asdict() for school in mine],
        focus=_focus([school.id for school in mine] if access.may_log(actor) else [], today),
        coaches=[coach._asdict() for coach in people.other_coaches(actor)],
        known=known_names.of(actor)._asdict(),
        lists=own_lists.now().word,
        forms={kind.code: kind.form_version for kind in KINDS.values()},
    )


@blueprint.post("/sync")
@takes_up_to(MOST_BYTES)
@writes
@guarded(access.is_signed_in)
def take(actor: Actor) -> ResponseReturnValue:
    batch = _batch()
    if batch["user"] != actor.id:
        raise WrongPerson
    if batch["epoch"] != _epoch():
        raise OtherEpoch
    now, today = clock.now(), clock.today(settings().time_zone)
    operations = [wire.sent(raw) for raw in batch["ops"]]
    results = sync.take(actor, operations, device=batch["device"], now=now, today=today)
    contacts.hear(actor, batch["device"], batch.get("pending"), results, now=now)
    return jsonify(
        fieldlog="sync/1",
        batch=batch["batch"],
        user=actor.id,
        epoch=_epoch(),
        server_ms=_ms(),
        next_ms=0,
        min_build=OLDEST_BUILD,
        results=results,
    )


@blueprint.get("/changes")
@guarded(access.may_read_entries)
def since(actor: Actor) -> ResponseReturnValue:
    asked = request.args.get("s", "")
    pairs = [_CURSOR.fullmatch(part) for part in asked.split(",")] if asked else []
    if len(pairs) > 1000 or not all(pairs):
        raise Envelope
    cursors = {int(pair[1]): int(pair[2]) for pair in pairs if pair}
    told = changes.since(actor, cursors, all_threads=request.args.get("threads") == "all")
    return jsonify(fieldlog="changes/1", epoch=_epoch(), **told)


@blueprint.errorhandler(CSRFError)
def stale_token(_error: CSRFError) -> ResponseReturnValue:
    """A token dies with its session: only who is signed in is told of the token."""
    return refuse(StaleToken()) if current_actor() else signed_out()


def _batch() -> dict[str, Any]:
    """The envelope of a batch, read strictly. Raises MediaType, TooLarge, TooMany, Envelope."""
    if request.mimetype != "application/json":
        raise MediaType
    try:
        batch = strict_json.read(request.get_data())
    except strict_json.NotStrict:
        raise Envelope from None
    if not isinstance(batch, dict) or not _is_envelope(batch):
        raise Envelope
    if len(batch["ops"]) > MOST_OPS:
        raise TooMany
    return batch


def _is_envelope(batch: dict[str, Any]) -> bool:
    texts = ("batch", "device", "epoch")
    return (
        batch.get("fieldlog") == "sync/1"
        and all(isinstance(batch.get(name), str) and len(batch[name]) <= 40 for name in texts)
        and type(batch.get("user")) is int
        and isinstance(batch.get("ops"), list)
        and batch["device"].isprintable()
    )


def _focus(school_ids: list[int], today: dt.date) -> dict[int, dict[str, Any]]:
    """The current focus of these schools, by id: `{"day": …, "codes": […]}`."""
    found = before.focus(school_ids, today).items()
    return {school: {"day": each.day.isoformat(), "codes": each.codes} for school, each in found}


def _epoch() -> str:
    opened = program.current()
    return opened.epoch if opened else ""


def _ms() -> int:
    return round(clock.now().timestamp() * 1000)
