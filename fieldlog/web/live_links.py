"""Live links for spreadsheets: which there are, a new one, one taken back."""

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.bound import BoundField
from fieldlog.activities.fields import Field, Line
from fieldlog.activities.form import clean
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import Option, fixed_list
from fieldlog.ledger import live_links, schools
from fieldlog.web.guard import guarded
from fieldlog.web.highlights import NUMBER
from fieldlog.web.log import typed
from fieldlog.web.page import page, settings
from fieldlog.web.posted_token import new_token, posted_token
from fieldlog.web.transaction import writes

blueprint = Blueprint("live_links", __name__, url_prefix="/exports/live")

# No school has this code.
PROGRAM = "*"
DAYS = {"month": 30, "quarter": 90, "year": 365}
USED = "This form opened another link before. Make the link once more, and it is a new one."
NAME = Line(
    name="name",
    label="Name",
    hint="Who or what reads by it, as “Board dashboard”: to know later which link to take back.",
    required=True,
    limit=live_links.LONGEST_NAME,
)
LASTS = Choice(
    name="lasts",
    label="How long it opens",
    required=True,
    options=fixed_list(month="30 days", quarter="90 days", year="A year"),
)


@blueprint.get("")
@guarded(access.may_export)
def index(actor: Actor) -> ResponseReturnValue:
    return _page(actor, {"name": "", "opens": "", "lasts": "quarter"})


@blueprint.post("")
@writes
@guarded(access.may_export)
def create(actor: Actor) -> ResponseReturnValue:
    fields, now, token = _fields(actor), clock.now(), posted_token()
    raw = {name: each.take(typed()) for name, each in fields.items()}
    said, errors = clean(fields, {name: each.parse(raw[name]) for name, each in fields.items()})
    if errors:
        return _page(actor, raw, errors)
    expires_at = now + dt.timedelta(days=DAYS[said["lasts"]])
    if not live_links.open_link(actor, _school_id(said["opens"]), token, said["name"], expires_at, now):
        return _page(actor, raw, {"name": [USED]}, token=new_token())
    addresses = {form: _address(token, form) for form in ("csv", "json")}
    return page("exports/live_link.html", name=said["name"], addresses=addresses, expires_at=expires_at)


@blueprint.post(f"/<{NUMBER}:link_id>/revocation")
@writes
@guarded(access.may_export)
def take_back(actor: Actor, link_id: int) -> ResponseReturnValue:
    live_links.take_back(actor, link_id, clock.now())
    flash("The link is taken back. Whatever reads by it gets nothing any more.", "received")
    return redirect(url_for("live_links.index"), 303)


def _page(
    actor: Actor,
    raw: Mapping[str, str],
    errors: Mapping[str, Sequence[str]] | None = None,
    token: str = "",
) -> Response:
    wrong = errors or {}
    fields = {n: BoundField(each, raw[n], list(wrong.get(n, ())), ()) for n, each in _fields(actor).items()}
    return page(
        "exports/live_links.html",
        422 if wrong else 200,
        links=live_links.seen_by(actor),
        now=clock.now(),
        fields=fields,
        errors=wrong,
        token=token or posted_token(),
    )


def _fields(actor: Actor) -> dict[str, Field]:
    program = [Option(PROGRAM, "The whole program")] if access.may_open_live_link(actor, None) else []
    there = [Option(school.code, school.name) for school in schools.choices(actor)]
    opens = Choice(name="opens", label="What it opens", required=True, options=(*program, *there))
    return {"name": NAME, "opens": opens, "lasts": LASTS}


def _school_id(code: str) -> int | None:
    return None if code == PROGRAM else schools.by_code([code])[code]


def _address(token: str, form: str) -> str:
    base = settings().base_url or request.url_root.rstrip("/")
    return base + url_for("live.entries", token=token, form=form)
