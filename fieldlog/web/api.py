"""The numbers for other programs, the same as on the pages."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.errors import NotFound
from fieldlog.ledger import figures, schools
from fieldlog.web.guard import guarded
from fieldlog.web.page import settings
from fieldlog.web.queries import asked_year

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/tally")
@guarded(access.is_signed_in)
def tally(actor: Actor) -> ResponseReturnValue:
    year = asked_year(clock.today(settings().time_zone))
    code = request.args.get("school", "")
    if code:
        found = figures.of_schools([schools.one(actor, code, year)], year)[code]
    elif access.may_see_program_total(actor):
        found = figures.of_program(year)
    else:
        raise NotFound
    return jsonify(
        fieldlog="tally/1",
        school=code or figures.PROGRAM,
        year=year.code,
        measures={figure.measure: figure.value for figure in found},
        as_of=clock.now().astimezone(settings().time_zone).isoformat(),
    )
