"""A template answered as a whole page or, to htmx, as the fragment inside it: decided here alone."""

from typing import Any, NamedTuple

from flask import Flask, Response, current_app, make_response, render_template, request

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.config import Settings
from fieldlog.web.guard import current_actor


class May(NamedTuple):
    """Which links to show; the law itself is asked again by every view."""

    log: bool
    see_schools: bool
    see_entries: bool
    export: bool


def init_app(app: Flask) -> None:
    # A third of a page was the white space of its template.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_for_all_templates)


def page(template: str, code: int = 200, /, **context: Any) -> Response:
    layout = "_fragment.html" if is_htmx() else "_page.html"
    response = make_response(render_template(template, layout=layout, **context), code)
    response.vary.add("HX-Request")
    return response


def is_htmx() -> bool:
    restoring = request.headers.get("HX-History-Restore-Request") == "true"
    return request.headers.get("HX-Request") == "true" and not restoring


def settings() -> Settings:
    found = current_app.config["FIELDLOG"]
    assert isinstance(found, Settings)
    return found


def _for_all_templates() -> dict[str, Any]:
    actor = current_actor()
    return {
        "actor": actor,
        "may": _may(actor),
        "kinds": list(KINDS.values()),
        "shell": False,
        "build": current_app.config["BUILD"],
        "today": clock.today(settings().time_zone),
    }


def _may(actor: Actor | None) -> May:
    if actor is None:
        return May(False, False, False, False)
    return May(access.may_log(actor), True, access.may_read_entries(actor), access.may_export(actor))
