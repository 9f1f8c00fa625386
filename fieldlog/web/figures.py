"""A number explained: the page behind every figure, of a school and of the program."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.ledger import explanation, schools
from fieldlog.ledger.entries import PageKey
from fieldlog.ledger.number import Number
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.queries import asked_key, asked_last_day, asked_month, asked_year, key_text

blueprint = Blueprint("figures", __name__)


@blueprint.get("/schools/<code>/figures/<measure>")
@guarded(access.is_signed_in)
def of_school(actor: Actor, code: str, measure: str) -> ResponseReturnValue:
    year = asked_year(clock.today(settings().time_zone))
    month = asked_month(year)
    until = asked_last_day(month or year)
    return _explained(actor, Number(measure, schools.one(actor, code, year), year, month, until))


@blueprint.get("/figures/<measure>")
@guarded(access.may_see_program_total)
def of_program(actor: Actor, measure: str) -> ResponseReturnValue:
    year = asked_year(clock.today(settings().time_zone))
    return _explained(actor, Number(measure, None, year, asked_month(year)))


def _explained(actor: Actor, number: Number) -> Response:
    zone = settings().time_zone
    found = explanation.of(actor, number, clock.today(zone), zone, asked_key())
    return page(
        "figures/show.html",
        said=found,
        number=number,
        next_url=_address_of_page(number, found.entries.next if found.entries else None),
    )


def _address_of_page(number: Number, after: PageKey | None) -> str:
    return url_for(
        str(request.endpoint),
        **(request.view_args or {}),
        year=number.year.code,
        month=number.month.code if number.month else None,
        to=number.until.isoformat() if number.until else None,
        after=key_text(after),
    )
