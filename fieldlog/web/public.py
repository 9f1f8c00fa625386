"""The highlights of a year by a public link, for anybody who has it: no name, no script, no session."""

from typing import Any

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from fieldlog import clock
from fieldlog.ledger import editions, public_links
from fieldlog.ledger.editions import Shown
from fieldlog.web.guard import public
from fieldlog.web.pictures import FORMS, as_file

blueprint = Blueprint("public", __name__, url_prefix="/public")

# The address is the secret: no other site is told of it, and no search engine keeps what it opens.
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@blueprint.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    shown = _opened(token)
    return _page("public/show.html", shown=shown, token=token) if shown else _gone()


@blueprint.get(f"/<token>.<{FORMS}:form>")
@public
def file(token: str, form: str) -> ResponseReturnValue:
    shown = _opened(token)
    return as_file(shown, form) if shown else _gone()


@blueprint.after_request
def keep_to_itself(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer


def _opened(token: str) -> Shown | None:
    year = public_links.opened(token, clock.now())
    return editions.for_anybody(year) if year else None


def _gone() -> Response:
    """The same for a link that was taken back, is over, or never was."""
    answer = _page("public/gone.html")
    answer.status_code = 404
    return answer


def _page(template: str, **context: Any) -> Response:
    # Past Flask's own rendering, which looks into the session of whoever is signed in here.
    return Response(current_app.jinja_env.get_template(template).render(**context), mimetype="text/html")
