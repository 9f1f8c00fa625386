"""The highlights of a year: as they stand for admins, who publish them, and as editions for everybody."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear
from fieldlog.errors import NotFound
from fieldlog.ledger import editions, schools
from fieldlog.ledger.editions import Shown
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.pictures import FORMS, as_file
from fieldlog.web.transaction import writes
from fieldlog.yearbook.public import kept_off

blueprint = Blueprint("highlights", __name__, url_prefix="/highlights")

# A larger one could not even be asked for in PostgreSQL.
NUMBER = "int(max=999999)"


@blueprint.get("")
@guarded(access.is_signed_in)
def index(_actor: Actor) -> ResponseReturnValue:
    """The year that was asked for, else the newest one that was published."""
    published = [year.code for year in editions.years()]
    running = SchoolYear.of(clock.today(settings().time_zone)).code
    return redirect(
        url_for("highlights.show", year=request.args.get("year") or [*published, running][0]), 303
    )


@blueprint.get("/<year>")
@guarded(access.is_signed_in)
def show(actor: Actor, year: str) -> ResponseReturnValue:
    asked = year_of(year)
    return _page(actor, asked, editions.for_reader(actor, asked, clock.today(settings().time_zone)))


@blueprint.get(f"/<year>.<{FORMS}:form>")
@guarded(access.is_signed_in)
def file(actor: Actor, year: str, form: str) -> ResponseReturnValue:
    shown = editions.for_reader(actor, year_of(year), clock.today(settings().time_zone))
    if shown is None:
        raise NotFound
    return as_file(shown, form)


@blueprint.post("/<year>/editions")
@writes
@guarded(access.may_publish)
def publish(actor: Actor, year: str) -> ResponseReturnValue:
    today = clock.today(settings().time_zone)
    number, is_new = editions.publish(actor, year_of(year), today, clock.now())
    if is_new:
        flash(f"Edition {number} is published. It will stay as it is.", "received")
    else:
        flash(f"Nothing changed since edition {number}, so there is no new one.", "notice")
    return redirect(url_for("highlights.edition", year=year, number=number), 303)


@blueprint.get(f"/<year>/editions/<{NUMBER}:number>")
@guarded(access.is_signed_in)
def edition(actor: Actor, year: str, number: int) -> ResponseReturnValue:
    return _page(actor, year_of(year), editions.one(year_of(year), number))


@blueprint.get(f"/<year>/editions/<{NUMBER}:number>.<{FORMS}:form>")
@guarded(access.is_signed_in)
def edition_file(_actor: Actor, year: str, number: int, form: str) -> ResponseReturnValue:
    return as_file(editions.one(year_of(year), number), form)


@blueprint.get(f"/<year>/editions/<{NUMBER}:number>.json")
@guarded(access.is_signed_in)
def edition_content(actor: Actor, year: str, number: int) -> ResponseReturnValue:
    answer = Response(editions.frozen_content(actor, year_of(year), number), mimetype="application/json")
    name = f"highlights-{year}-edition-{number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def year_of(code: str) -> SchoolYear:
    try:
        return SchoolYear.parse(code)
    except ValueError:
        raise NotFound from None


def _page(actor: Actor, year: SchoolYear, shown: Shown | None) -> ResponseReturnValue:
    return page(
        "highlights/show.html",
        year=year.start,
        years=sorted({year.start, *(each.start for each in schools.years())}, reverse=True),
        shown=shown,
        numbers=editions.numbers(year),
        is_published=bool(shown and not shown.number and editions.is_published(year, shown.picture)),
        has_content=_has_content(actor, year, shown),
        leads=access.may_see_program_total(actor),
        may_publish=access.may_publish(actor),
        kept_off=kept_off(shown.picture) if shown and access.may_publish(actor) else (),
    )


def _has_content(actor: Actor, year: SchoolYear, shown: Shown | None) -> bool:
    return bool(shown and shown.number and editions.may_have_content(actor, year, shown.number))
