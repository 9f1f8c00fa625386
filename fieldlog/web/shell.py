"""What works without the network: the service worker, the manifest, and pages without anybody's data.

The shell holds no user data and no token; the tablet fills it from what it keeps itself.
"""

import json

from flask import Blueprint, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings
from fieldlog.activities.form import Form
from fieldlog.clock import today
from fieldlog.errors import NotFound
from fieldlog.ledger import own_lists
from fieldlog.ledger.own_lists import OwnLists
from fieldlog.web.assets import SOURCE
from fieldlog.web.guard import current_actor, public
from fieldlog.web.page import settings

blueprint = Blueprint("shell", __name__)

# What a page asks for beside itself; what only other devices or the server need is left out.
NOT_CACHED = (
    ".md", ".json", ".png", ".ttf", "js/sw.js", "js/teacher_note.js", "js/newer.js", "js/ui/become.js",
    "js/long_file.js", "css/numbers.css",
)  # fmt: skip


@blueprint.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """The worker, told which build it serves and which files belong to it."""
    build = current_app.config["BUILD"]
    shells = ["/offline", "/outbox", "/install", *(f"/shell/log/{kind}" for kind in KINDS)]
    told = {"build": build, "files": _files(), "shells": shells}
    source = (SOURCE / "js" / "sw.js").read_text()
    answer = Response(f"const SHELL = {json.dumps(told)};\n{source}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    build = current_app.config["BUILD"]
    icons = [
        {"src": f"/static/{build}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    answer = jsonify(
        id="/",
        name="FieldLog",
        short_name="FieldLog",
        description="The log for school coaches",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f9f6ef",
        theme_color="#f9f6ef",
        icons=icons,
        shortcuts=[{"name": kind.label, "url": f"/log/{kind.code}"} for kind in KINDS.values()],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """Home without the network: what can be logged, what waits, what was received."""
    return _shell("shell/offline.html")


@blueprint.get("/outbox")
@public
def outbox() -> ResponseReturnValue:
    return _shell("shell/outbox.html")


@blueprint.get("/install")
@public
def install() -> ResponseReturnValue:
    """How to put FieldLog on a home screen, where what waits is not cleared."""
    return _shell("shell/install.html")


@blueprint.get("/shell/log/<kind>")
@public
def form(kind: str) -> ResponseReturnValue:
    """A form without anybody's data. The program's own lists are shown to whoever is signed in; the word by
    which the tablet knows them stands in the page."""
    if kind not in KINDS:
        raise NotFound
    own = own_lists.now() if current_actor() else OwnLists()
    day = today(settings().time_zone)
    around = Surroundings(today=day, oldest_day=day.replace(year=1990), schools=(), coaches=())
    empty = Form.empty(own.kinds[kind], around)
    return _shell("log/new.html", form=empty, lists=own.word)


def _shell(template: str, **context: object) -> str:
    nobody = {"actor": None, "shell": True, "layout": "_page.html", "kinds": list(KINDS.values())}
    return render_template(template, **nobody, **context)


def _files() -> list[str]:
    build, names = current_app.config["BUILD"], current_app.config["FILES"]
    return [f"/static/{build}/{name}" for name in names if not name.endswith(NOT_CACHED)]
