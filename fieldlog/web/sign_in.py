"""Signing in and out, and choosing a password from a link."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from fieldlog.access import Actor
from fieldlog.errors import NotFound
from fieldlog.ledger import passwords, people, program, sign_ins
from fieldlog.web import corrections, guard, log, questions, teacher_note
from fieldlog.web.guard import public
from fieldlog.web.kept import Kept, kept_in
from fieldlog.web.page import page, settings
from fieldlog.web.paths import own_path
from fieldlog.web.sign_in_page import sign_in_page
from fieldlog.web.transaction import writes

blueprint = Blueprint("sign_in", __name__)

WRONG = (
    "This e-mail and password do not belong together. Try again, or ask your program's admin for a new link."
)
ANOTHERS = (
    "What was typed on this device belongs to someone else and is still kept in this page. "
    "Its author can sign in here to save it."
)
STALE = "This page was open for a long time. Please sign in once more."


@blueprint.get("/sign-in")
@public
def form() -> ResponseReturnValue:
    if program.current() is None:
        return redirect(url_for("set_up.form"), 303)
    if guard.current_actor():
        return redirect(own_path(request.args.get("next", "/")), 303)
    return sign_in_page()


@blueprint.post("/sign-in")
@writes
@public
def create() -> ResponseReturnValue:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    person = people.by_password(email, password)
    if person is None or (person.is_demo and settings().is_production):
        return sign_in_page(422, message=WRONG)
    actor, kept = people.actor_of(person), kept_in(dict(request.form.lists()))
    if kept and not kept.is_by(actor) and "without" not in request.form:
        return sign_in_page(422, message=ANOTHERS, is_anothers=True)
    guard.sign_out()
    guard.sign_in(sign_ins.open_for(person.id), actor)
    again = _page_again(actor, kept) if kept else None
    return again or redirect(own_path(request.form.get("next", "")), 303)


def _page_again(actor: Actor, kept: Kept) -> ResponseReturnValue | None:
    forms = [form for form in (log, corrections, teacher_note, questions) if form.may_go_on(actor, kept)]
    return forms[0].page_again(actor, kept) if forms else None


@blueprint.post("/sign-out")
@writes
@public
def sign_out() -> ResponseReturnValue:
    guard.sign_out()
    flash("You are signed out.", "notice")
    return redirect(url_for("sign_in.form"), 303)


@blueprint.get("/sign-in/<token>")
@public
def welcome(token: str) -> ResponseReturnValue:
    person = sign_ins.person_of_link(token)
    if person is None:
        raise NotFound(LINK_SPENT)
    return page("welcome.html", name=person.name, token=token, errors={})


@blueprint.post("/sign-in/<token>")
@writes
@public
def choose_password(token: str) -> ResponseReturnValue:
    password = request.form.get("password", "")
    waiting = sign_ins.person_of_link(token)
    if waiting is None:
        raise NotFound(LINK_SPENT)
    if refusal := passwords.refusal_of(password):
        return page("welcome.html", 422, name=waiting.name, token=token, errors={"password": [refusal]})
    person = sign_ins.use_link(token, password)
    if person is None:
        raise NotFound(LINK_SPENT)
    guard.sign_in(sign_ins.open_for(person.id), people.actor_of(person))
    return redirect(url_for("home.show"), 303)


LINK_SPENT = "This link was used already or is older than seven days. Ask your program's admin for a new one."


@blueprint.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    """Signing in or out from an old page: nothing is lost by asking once more."""
    if request.endpoint == "sign_in.create":
        return sign_in_page(400, message=STALE)
    return redirect(url_for("sign_in.form"), 303)
