"""One handler renders every refusal: as a page, a fragment, JSON, or the way to sign in."""

import traceback

from flask import Flask, Response, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from fieldlog.errors import Broken, Busy, NotFound, Refusal, SignInNeeded, StalePage, TooLarge, Unreadable
from fieldlog.extensions import StoreFailure, is_busy
from fieldlog.web.guard import current_actor
from fieldlog.web.page import is_htmx, page
from fieldlog.web.paths import here

BUSY_SECONDS = "2"
BY_STATUS: dict[int, type[Refusal]] = {404: NotFound, 413: TooLarge}


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(CSRFError, lambda _error: refuse(StalePage()))
    app.register_error_handler(StoreFailure, _store_failed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def refuse(refusal: Refusal) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        answer: Response = jsonify(fieldlog="error/1", code=refusal.code, sentence=refusal.sentence)
        answer.status_code = refusal.status
    elif isinstance(refusal, SignInNeeded):
        return _to_sign_in(refusal)
    else:
        answer = page(
            "error.html",
            refusal.status,
            heading=refusal.heading,
            sentence=refusal.sentence,
            next_step=_next_step(),
            status=refusal.status,
        )
    if refusal.status == 503:
        answer.headers["Retry-After"] = BUSY_SECONDS
    return answer


def _to_sign_in(refusal: SignInNeeded) -> ResponseReturnValue:
    address = url_for("sign_in.form", next=here())
    if is_htmx():
        return "", refusal.status, {"HX-Redirect": address}
    if request.method == "GET":
        return redirect(address, 303)
    return page(
        "error.html",
        refusal.status,
        heading=refusal.heading,
        sentence=refusal.sentence,
        next_step=[("Sign in", address)],
        status=refusal.status,
    )


def signed_out() -> ResponseReturnValue:
    return refuse(SignInNeeded())


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    refusal = BY_STATUS.get(status, Unreadable)()
    refusal.status = status
    answer = refuse(refusal)
    if status == 405 and isinstance(answer, Response):
        answer.headers["Allow"] = error.get_response().headers.get("Allow", "")
    return answer


def _store_failed(error: StoreFailure) -> ResponseReturnValue:
    if not is_busy(error):
        return _broken(error)
    current_app.logger.error("%s at %s", type(error).__name__, request.endpoint)
    if request.path.startswith("/api/"):
        return refuse(Busy())
    return Response(Busy.sentence, Busy.status, {"Retry-After": BUSY_SECONDS}, mimetype="text/plain")


def _broken(error: Exception) -> ResponseReturnValue:
    # The places and the kind of the error, never its message: that may hold notes or names.
    places = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s at %s\n%s", type(error).__name__, request.endpoint, places)
    return refuse(Broken())


def _next_step() -> list[tuple[str, str]]:
    home = ("Home", url_for("home.show"))
    return [home] if current_actor() else [("Sign in", url_for("sign_in.form"))]
