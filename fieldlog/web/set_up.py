"""The first admin of an empty store, made with a code from the terminal."""

import hmac
from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fieldlog import access, clock
from fieldlog.clock import SchoolYear
from fieldlog.errors import NotFound
from fieldlog.ledger import names, passwords, people, program, sign_ins
from fieldlog.web import guard
from fieldlog.web.guard import public
from fieldlog.web.page import page, settings
from fieldlog.web.transaction import writes

blueprint = Blueprint("set_up", __name__, url_prefix="/set-up")

FIELDS = ("code", "program_name", "name", "email", "password")


@blueprint.get("")
@public
def form() -> ResponseReturnValue:
    _refuse_if_set_up()
    return page("set_up.html", form=_typed({}), errors={})


@blueprint.post("")
@writes
@public
def create() -> ResponseReturnValue:
    _refuse_if_set_up()
    typed = _typed(request.form)
    errors = _errors(typed)
    if errors:
        return page("set_up.html", 422, form=typed, errors=errors)
    program.open_program(typed["program_name"].strip(), SchoolYear.of(clock.today(settings().time_zone)))
    admin = people.add(
        typed["email"], typed["name"], access.ADMIN, password_hash=passwords.keep(typed["password"])
    )
    guard.sign_in(sign_ins.open_for(admin.id), people.actor_of(admin))
    return redirect(url_for("home.show"), 303)


def _refuse_if_set_up() -> None:
    if program.current() is not None:
        raise NotFound


def _typed(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: posted.get(name, "") for name in FIELDS}


def _errors(typed: Mapping[str, str]) -> dict[str, list[str]]:
    right = settings().set_up_code
    code = typed["code"].strip().upper().encode("utf-8", "replace")
    found = {
        "code": None
        if hmac.compare_digest(code, right.encode())
        else "This is not the code in the terminal.",
        "program_name": None if names.is_presentable(typed["program_name"]) else "Please name the program.",
        "name": None if names.is_presentable(typed["name"]) else "Please write your name.",
        "email": None if names.is_email(typed["email"].strip()) else "Please write an e-mail address.",
        "password": passwords.refusal_of(typed["password"]),
    }
    return {field: [sentence] for field, sentence in found.items() if sentence}
