"""The teacher's two lines, by a link that opens without an account and takes one answer."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from fieldlog import clock
from fieldlog.activities.bound import BoundField
from fieldlog.activities.form import clean
from fieldlog.activities.teacher_note import ANSWER
from fieldlog.errors import Busy, Refusal, StalePage
from fieldlog.ledger import teacher_notes
from fieldlog.ledger.teacher_notes import Open
from fieldlog.web.guard import public
from fieldlog.web.keep_typed import STALE
from fieldlog.web.log import typed
from fieldlog.web.page import page
from fieldlog.web.refusals import BUSY_SECONDS
from fieldlog.web.transaction import writes

blueprint = Blueprint("answer", __name__, url_prefix="/answer")


@blueprint.get("/<token>")
@public
def form(token: str) -> ResponseReturnValue:
    note = teacher_notes.opened(token, clock.now())
    return _form_page(token, note) if note else _gone()


@blueprint.post("/<token>")
@writes
@public
def create(token: str) -> ResponseReturnValue:
    now, raw = clock.now(), ANSWER.take(typed())
    note = teacher_notes.opened(token, now)
    said, errors = clean({"answer": ANSWER}, {"answer": ANSWER.parse(raw)})
    if errors:
        return _form_page(token, note, 422, raw=raw, errors=errors["answer"]) if note else _gone()
    if not teacher_notes.answer(token, said["answer"], now):
        return _gone()
    return page("answer/received.html", at=now, answer=said["answer"])


@blueprint.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    return _again(StalePage(STALE))


@blueprint.errorhandler(Busy)
def busy(refusal: Busy) -> ResponseReturnValue:
    answer = _again(refusal)
    answer.headers["Retry-After"] = BUSY_SECONDS
    return answer


def _again(refusal: Refusal) -> Response:
    """What was typed comes again, to be sent once more."""
    token = str((request.view_args or {})["token"])
    note = teacher_notes.opened(token, clock.now())
    if note is None:
        return _gone()
    return _form_page(token, note, refusal.status, raw=ANSWER.take(typed()), message=refusal.sentence)


def _form_page(
    token: str,
    note: Open,
    status: int = 200,
    *,
    raw: str = "",
    errors: list[str] | None = None,
    message: str | None = None,
) -> Response:
    answer = BoundField(ANSWER, raw, errors or [], ())
    return page("answer/form.html", status, token=token, note=note, answer=answer, message=message)


def _gone() -> Response:
    """The same for a link that was used, is too old, or never was."""
    return page("answer/gone.html", 404)
