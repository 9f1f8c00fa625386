"""Public links to a year's highlights, for admins: which there are, a new one, one taken back."""

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
from fieldlog.activities.lists import fixed_list
from fieldlog.clock import SchoolYear
from fieldlog.ledger import editions, public_links
from fieldlog.web.guard import guarded
from fieldlog.web.highlights import NUMBER, year_of
from fieldlog.web.log import typed
from fieldlog.web.page import page, settings
from fieldlog.web.posted_token import posted_token
from fieldlog.web.transaction import writes

blueprint = Blueprint("public_links", __name__, url_prefix="/highlights/<year>/links")

DAYS = {"month": 30, "quarter": 90, "year": 365, "always": None}
FIELDS: dict[str, Field] = {
    "for_whom": Line(
        name="for_whom",
        label="For whom",
        hint="Only admins read this, to know later which link to take back.",
        required=True,
        limit=public_links.LONGEST_NAME,
    ),
    "lasts": Choice(
        name="lasts",
        label="How long it opens",
        required=True,
        options=fixed_list(month="30 days", quarter="90 days", year="A year", always="Until taken back"),
    ),
}
USUAL = {"for_whom": "", "lasts": "year"}


@blueprint.get("")
@guarded(access.may_publish)
def index(_actor: Actor, year: str) -> ResponseReturnValue:
    return _page(year_of(year), USUAL)


@blueprint.post("")
@writes
@guarded(access.may_publish)
def create(actor: Actor, year: str) -> ResponseReturnValue:
    asked, now, raw = year_of(year), clock.now(), {name: each.take(typed()) for name, each in FIELDS.items()}
    said, errors = clean(FIELDS, {name: each.parse(raw[name]) for name, each in FIELDS.items()})
    if errors:
        return _page(asked, raw, errors)
    token, days = posted_token(), DAYS[said["lasts"]]
    expires_at = now + dt.timedelta(days=days) if days else None
    public_links.open_link(actor, asked, token, said["for_whom"], expires_at, now)
    return page("highlights/link.html", year=asked.start, address=_address(token), expires_at=expires_at)


@blueprint.post(f"/<{NUMBER}:link_id>/revocation")
@writes
@guarded(access.may_publish)
def take_back(actor: Actor, year: str, link_id: int) -> ResponseReturnValue:
    public_links.take_back(actor, year_of(year), link_id, clock.now())
    flash("The link is taken back. Whoever opens it finds nothing any more.", "received")
    return redirect(url_for("public_links.index", year=year), 303)


def _page(
    year: SchoolYear, raw: Mapping[str, str], errors: Mapping[str, Sequence[str]] | None = None
) -> Response:
    wrong = errors or {}
    fields = {n: BoundField(each, raw[n], list(wrong.get(n, ())), ()) for n, each in FIELDS.items()}
    return page(
        "highlights/links.html",
        422 if wrong else 200,
        year=year.start,
        links=public_links.of_year(year),
        now=clock.now(),
        is_published=bool(editions.numbers(year)),
        fields=fields,
        errors=wrong,
        token=posted_token(),
    )


def _address(token: str) -> str:
    base = settings().base_url or request.url_root.rstrip("/")
    return base + url_for("public.show", token=token)
