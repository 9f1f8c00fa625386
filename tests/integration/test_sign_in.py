"""Signing in, out, and choosing a password; sessions that end."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people, sign_ins
from fieldlog.models import Person, SignIn
from tests.conftest import signed_in, token_in
from tests.server_clock import TODAY, Clock
from tests.world import PASSWORD, World


def attempt(browser: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> FlaskClient:
    token = token_in(browser.get("/sign-in").text)
    return browser.post("/sign-in", data={"email": email, "password": password, "csrf_token": token, **more})  # type: ignore[return-value]


def test_the_right_password_lets_in_and_keeps_only_a_hash(world: World, stranger: FlaskClient) -> None:
    assert attempt(stranger, " MAYA@cedar.example ").location == "/"
    with stranger.session_transaction() as session:
        token = session["_user_id"]
    assert db.session.scalars(select(SignIn.token_hash)).one() not in (token, token.encode())
    assert "Maya" in stranger.get("/").text


@pytest.mark.parametrize(
    "email", ["maya@cedar.example", "nobody@cedar.example", "", "x" * 5000, "a\x00b", "💥"]
)
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    world: World, stranger: FlaskClient, email: str
) -> None:
    answer = attempt(stranger, email, "not the password")
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert stranger.get("/").status_code == 303


@pytest.mark.parametrize(
    ("asked", "sent_to"),
    [
        ("/schools/S01?year=2025-26", "/schools/S01?year=2025-26"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_leads_only_within_fieldlog(
    world: World, stranger: FlaskClient, asked: str, sent_to: str
) -> None:
    assert attempt(stranger, "maya@cedar.example", next=asked).location == sent_to


def test_signing_in_begins_a_new_session(app: Flask, world: World) -> None:
    browser = signed_in(app, "maya@cedar.example")
    with browser.session_transaction() as session:
        first = session["_user_id"]
    browser.post("/sign-out", data={"csrf_token": token_in(browser.get("/log/quick_support").text)})
    attempt(browser, "elena@cedar.example")
    with browser.session_transaction() as session:
        assert session["_user_id"] != first
    assert sign_ins.actor_of(first) is None


def test_signing_out_ends_the_session_on_the_server(app: Flask, world: World) -> None:
    browser = signed_in(app, "maya@cedar.example")
    with browser.session_transaction() as session:
        kept = dict(session)
    answer = browser.post("/sign-out", data={"csrf_token": token_in(browser.get("/log/quick_support").text)})
    assert answer.location == "/sign-in"
    with browser.session_transaction() as session:
        session.update(kept)
    assert browser.get("/").status_code == 303


def test_only_pages_prolong_a_session(app: Flask, world: World) -> None:
    browser = signed_in(app, "maya@cedar.example")
    browser.get("/")
    assert "Set-Cookie" in browser.get("/").headers
    assert "Set-Cookie" in browser.get("/", headers={"Sec-Fetch-Mode": "navigate"}).headers
    assert "Set-Cookie" in browser.get("/", headers={"HX-Request": "true", "Sec-Fetch-Mode": "cors"}).headers
    for address in ("/api/hello", "/api/changes?s=1:0", "/api/tally"):
        assert "Set-Cookie" not in browser.get(address).headers
    assert "Set-Cookie" not in browser.get("/sw.js", headers={"Sec-Fetch-Mode": "same-origin"}).headers


def test_signing_out_from_an_old_page_is_no_error(app: Flask, world: World) -> None:
    browser = signed_in(app, "maya@cedar.example")
    assert browser.post("/sign-out", data={"csrf_token": "old"}).status_code == 303
    assert browser.get("/").status_code == 200


def test_a_deactivated_person_is_out_at_once(app: Flask, world: World) -> None:
    browser = signed_in(app, "maya@cedar.example")
    with write_transaction() as store:
        store.execute(update(Person).where(Person.id == world.maya.id).values(is_active=False))
    assert browser.get("/").status_code == 303
    assert attempt(browser, "maya@cedar.example").status_code == 422


@pytest.fixture
def move_to(moved: Clock, time_machine: Any) -> Callable[[int], None]:
    """So many days later, by FieldLog's clock and by the one that a cookie is judged by."""

    def move_to(days: int) -> None:
        moved.at = TODAY + dt.timedelta(days=days)
        time_machine.move_to(moved.at)

    return move_to


def test_a_session_ends_after_ninety_days_and_after_a_month_unused(
    app: Flask, world: World, move_to: Callable[[int], None]
) -> None:
    move_to(0)
    browser = signed_in(app, "maya@cedar.example")
    for days in (29, 58, 87):
        move_to(days)
        assert browser.get("/").status_code == 200
    move_to(91)
    assert browser.get("/").status_code == 303
    move_to(0)
    unused = signed_in(app, "maya@cedar.example")
    move_to(31)
    assert unused.get("/").status_code == 303


def test_a_link_lets_choose_a_password_once(world: World, stranger: FlaskClient) -> None:
    with write_transaction():
        link = sign_ins.make_link(world.elena.id)
    page = stranger.get(f"/sign-in/{link}")
    assert "Elena" in page.text
    fields = {"csrf_token": token_in(page.text), "password": "short"}
    assert stranger.post(f"/sign-in/{link}", data=fields).status_code == 422
    fields["password"] = "four words in spring"
    assert stranger.post(f"/sign-in/{link}", data=fields).location == "/"
    assert stranger.get(f"/sign-in/{link}").status_code == 404
    assert stranger.get("/sign-in/unknown").status_code == 404
    assert sign_ins.person_of_link(link) is None
    assert people.by_password("elena@cedar.example", PASSWORD) is None
    assert people.by_password("elena@cedar.example", "four words in spring")


def test_a_new_password_ends_the_other_sessions(app: Flask, world: World, stranger: FlaskClient) -> None:
    elsewhere = signed_in(app, "elena@cedar.example")
    with write_transaction():
        link = sign_ins.make_link(world.elena.id)
    token = token_in(stranger.get(f"/sign-in/{link}").text)
    stranger.post(f"/sign-in/{link}", data={"csrf_token": token, "password": "four words in spring"})
    assert elsewhere.get("/").status_code == 303


def test_a_link_ends_after_seven_days(world: World, stranger: FlaskClient, moved: Clock) -> None:
    with write_transaction():
        link = sign_ins.make_link(world.elena.id)
    moved.at += dt.timedelta(days=8)
    assert stranger.get(f"/sign-in/{link}").status_code == 404
