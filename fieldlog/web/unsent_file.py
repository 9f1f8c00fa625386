"""Where a file of unsent entries is handed in, when its tablet cannot send it itself."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.errors import NotAnUnsentFile
from fieldlog.ledger import unsent_file
from fieldlog.web.body_limit import takes_up_to
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes

blueprint = Blueprint("unsent_file", __name__, url_prefix="/unsent-file")

LONGEST_FILE = 4_000_000


@blueprint.get("")
@guarded(access.may_hand_in_files)
def form(_actor: Actor) -> ResponseReturnValue:
    return page("unsent_file.html")


@blueprint.post("")
@takes_up_to(LONGEST_FILE)
@writes
@guarded(access.may_hand_in_files)
def take(actor: Actor) -> ResponseReturnValue:
    """Answered with what became of it; the same file again is all `known`."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        return page(
            "unsent_file.html", 422, problem="Choose the file first: its name ends in .fieldlog.json."
        )
    today = clock.today(settings().time_zone)
    try:
        taken = unsent_file.hand_in(actor, data, now=clock.now(), today=today)
    except NotAnUnsentFile as refusal:
        return page("unsent_file.html", refusal.status, problem=refusal.sentence)
    return page("unsent_file.html", taken=taken)
