"""An empty store: the first admin, made with the code from the terminal."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog.ledger import people, program
from tests.conftest import token_in
from tests.world import World

RIGHT = {
    "program_name": "Valley program",
    "name": "Ruth Castellanos",
    "email": "ruth@valley.example",
    "password": "four words in spring",
}


def filled(app: Flask, browser: FlaskClient, **other: str) -> dict[str, str]:
    code = app.config["FIELDLOG"].set_up_code
    return RIGHT | {"code": code, "csrf_token": token_in(browser.get("/set-up").text)} | other


def test_an_empty_store_leads_to_set_up(app: Flask, stranger: FlaskClient) -> None:
    page = stranger.get("/", follow_redirects=True)
    assert page.request.path == "/set-up"
    assert page.status_code == 200


def test_the_code_makes_the_first_admin_once(app: Flask, stranger: FlaskClient) -> None:
    answer = stranger.post("/set-up", data=filled(app, stranger))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ruth" in stranger.get("/").text
    opened, admin = program.current(), people.by_email("ruth@valley.example")
    assert opened
    assert admin
    assert (opened.name, opened.is_demo, admin.role) == ("Valley program", False, "admin")
    assert stranger.get("/set-up").status_code == 404
    assert stranger.post("/set-up", data=RIGHT | {"csrf_token": "x"}).status_code in (400, 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "AAAA-AAAA-AAAA"),
        ("code", "💥"),
        ("program_name", " "),
        ("program_name", "x" * 121),
        ("name", "\u200b"),
        ("name", "Ruth\x00"),
        ("email", "ruth"),
        ("email", "ruth@valley"),
        ("email", "ru th@valley.example"),
        ("password", "short"),
        ("password", "passwordpassword"),
        ("password", "x" * 129),
    ],
)
def test_each_wrong_field_is_told_and_the_rest_kept(
    app: Flask, stranger: FlaskClient, field: str, value: str
) -> None:
    answer = stranger.post("/set-up", data=filled(app, stranger, **{field: value}))
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text
    kept = "ruth@valley.example" if field != "email" else "Ruth Castellanos"
    assert kept in answer.text
    assert program.current() is None


def test_a_store_in_use_cannot_be_set_up(app: Flask, world: World, stranger: FlaskClient) -> None:
    assert stranger.get("/set-up").status_code == 404
