"""The files of one week: as its editions keep them, and made once more with a reason."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock, handing_out
from fieldlog.access import Actor
from fieldlog.activities.fields import Line, Unclean
from fieldlog.clock import Week
from fieldlog.errors import NotForRole, NotFound
from fieldlog.ledger import export, people
from fieldlog.ledger.weekly import editions, outbox
from fieldlog.ledger.weekly.draft import preview
from fieldlog.ledger.weekly.files import NAMES
from fieldlog.web.csv_answer import csv_answer
from fieldlog.web.guard import guarded
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes_in_steps

blueprint = Blueprint("week_files", __name__, url_prefix="/exports/weeks")

ENTRIES = "entries.csv"
NO_WEEK = "There is no such week. Write it like 2026-W47."
NO_FILE = "This week has no such file."
NOT_OVER = "This week is not over yet. Its files are made on the Monday after, at 06:00."
WHY = Line(name="reason", label="Why", required=True, limit=300)
TYPES = {"csv": "text/csv", "json": "application/json", "jsonl": "application/x-ndjson"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<code>")
@guarded(access.may_hand_out)
def show(_actor: Actor, code: str) -> ResponseReturnValue:
    return _page(week_of(code))


@blueprint.post("/<code>")
@writes_in_steps
@guarded(access.may_hand_out)
def make(actor: Actor, code: str) -> ResponseReturnValue:
    week, reason = week_of(code), request.form.get("reason", "")
    errors = _errors(week, reason)
    if errors:
        return _page(week, 422, reason=reason, errors=errors)
    is_first = not editions.how_many(week)
    made = handing_out.make(week, clock.now(), settings(), reason=reason, person_id=actor.id)
    flash(*_told(made is not None, is_first=is_first))
    return redirect(url_for("week_files.show", code=week.code), 303)


@blueprint.get("/<code>/<name>")
@guarded(access.may_export)
def file(actor: Actor, code: str, name: str) -> ResponseReturnValue:
    week = week_of(code)
    if name not in NAMES:
        raise NotFound(NO_FILE)
    if not access.may_hand_out(actor):
        return _own_entries(actor, week, name)
    kept = _kept(week, name)
    if kept is None:
        raise NotFound(NO_FILE)
    return kept


def _own_entries(actor: Actor, week: Week, name: str) -> Response:
    """Whoever sees some schools only gets the entries of these, as they are now."""
    if name != ENTRIES:
        raise NotForRole
    return csv_answer(actor, export.of_week(week), f"fieldlog-{week.code}-{name}")


def _kept(week: Week, name: str) -> Response | None:
    """As the edition has it that the address names, or the newest; where none was made yet, as it stands."""
    asked = request.args.get("edition", "")
    edition = next((each for each in editions.of_week(week) if asked in ("", str(each.number))), None)
    if edition:
        # Two editions saved into one folder are told apart.
        again = f"-edition-{edition.number}" if edition.number > 1 else ""
        return _file(editions.content(edition.id, name), f"fieldlog-{week.code}{again}-{name}")
    return None if asked else _file(_as_it_stands(week, name), f"fieldlog-{week.code}-{name}")


def _as_it_stands(week: Week, name: str) -> bytes | None:
    files = preview(week, settings().time_zone, clock.now())
    return next((each.content for each in files if each.name == name), None)


def _file(content: bytes | None, name: str) -> Response | None:
    if content is None:
        return None
    ending = name.rpartition(".")[2]
    answer = Response(content, mimetype=TYPES.get(ending, WORKBOOK))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(
    week: Week, status: int = 200, *, reason: str = "", errors: dict[str, list[str]] | None = None
) -> Response:
    made = editions.of_week(week)
    return page(
        "exports/week.html",
        status,
        week=week,
        editions=[(edition, editions.files_of(edition.id)) for edition in made],
        deliveries={edition.id: outbox.of_edition(edition.id) for edition in made},
        set_up=settings().targets,
        names=people.names({edition.person_id for edition in made if edition.person_id}),
        is_over=_is_over(week),
        is_due=not made and week in editions.due(clock.now(), settings().time_zone),
        reason=reason,
        errors=errors or {},
    )


def _errors(week: Week, reason: str) -> dict[str, list[str]]:
    if not _is_over(week):
        return {"reason": [NOT_OVER]}
    try:
        if editions.how_many(week):
            WHY.clean(reason)
    except Unclean as unclean:
        return {"reason": [str(unclean)]}
    return {}


def _is_over(week: Week) -> bool:
    return week.closes(settings().time_zone) <= clock.now()


def _told(is_made: bool, *, is_first: bool) -> tuple[str, str]:
    if is_made:
        return "Made." if is_first else "Made. The files of before stay as they are.", "received"
    return "Other files were made at the same moment. Make these again if they are still needed.", "info"


def week_of(code: str) -> Week:
    try:
        return Week.parse(code)
    except ValueError:
        raise NotFound(NO_WEEK) from None
