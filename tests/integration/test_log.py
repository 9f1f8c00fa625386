"""The form of each kind, posted as a browser without JavaScript posts it, and by htmx."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import record
from fieldlog.models import Entry
from tests.conftest import signed_in, token_in
from tests.world import NOON, World, as_typed, content, log, post

BrowserOf = Callable[[str], FlaskClient]


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_logged_and_answered_with_a_receipt(world: World, browser_of: BrowserOf, kind: str) -> None:
    browser = browser_of("maya")
    answer = post(browser, f"/log/{kind}", as_typed(kind))
    assert (answer.status_code, answer.location) == (303, "/")
    assert f"{KINDS[kind].label}" in browser.get("/").text
    assert entries() == 1


def test_the_form_opens_with_school_day_and_minutes_filled_in(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, schools="S02")
    page = browser_of("maya").get("/log/classroom_visit").text
    assert '<option value="S02" selected>' in page
    assert 'value="15" id=' in page or 'value="15" checked' in page
    assert "canary-oak" not in page


def test_each_opened_form_has_its_own_number(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    first, second = (browser.get("/log/quick_support").text for _ in range(2))
    assert _id(first) != _id(second)


def test_posting_the_same_form_twice_logs_one_entry(world: World, browser_of: BrowserOf) -> None:
    browser, typed = browser_of("maya"), as_typed(id=str(uuid.uuid4()))
    first, second = post(browser, "/log/classroom_visit", typed), post(browser, "/log/classroom_visit", typed)
    assert (first.status_code, second.status_code) == (303, 303)
    assert entries() == 1


def test_a_used_form_with_other_words_is_kept_and_can_be_saved_again(
    world: World, browser_of: BrowserOf
) -> None:
    browser, used = browser_of("maya"), str(uuid.uuid4())
    post(browser, "/log/classroom_visit", as_typed(id=used))
    answer = post(browser, "/log/classroom_visit", as_typed(id=used, shared_note="Other words"))
    assert answer.status_code == 409
    assert "Other words" in answer.text
    assert _id(answer.text) != used
    assert entries() == 1


def test_htmx_gets_a_fragment_with_the_errors_in_place(world: World, browser_of: BrowserOf) -> None:
    answer = post(browser_of("maya"), "/log/classroom_visit", as_typed(minutes="0"), **{"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "Between 1 and 1440." in answer.text
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("who", ["elena", "lead", "admin", "viewer"])
def test_who_does_not_coach_cannot_log(world: World, browser_of: BrowserOf, who: str) -> None:
    browser = browser_of(who)
    assert browser.get("/log/classroom_visit").status_code == 403
    assert post(browser, "/log/classroom_visit", as_typed()).status_code == 403
    assert entries() == 0


def test_nobody_signed_in_is_sent_to_sign_in_and_back(world: World, stranger: FlaskClient) -> None:
    answer = stranger.get("/log/classroom_visit?school=S01")
    assert (answer.status_code, answer.location) == (
        303,
        "/sign-in?next=/log/classroom_visit?school%3DS01",
    )
    by_htmx = stranger.get("/log/classroom_visit", headers={"HX-Request": "true"})
    assert by_htmx.status_code == 401
    assert by_htmx.headers["HX-Redirect"].startswith("/sign-in")


def test_a_stale_token_keeps_what_was_typed(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    typed = as_typed(shared_note="Long words, long typed", csrf_token="stale")
    answer = browser.post("/log/classroom_visit", data=typed)
    assert answer.status_code == 400
    assert "Long words, long typed" in answer.text
    again = browser.post("/log/classroom_visit", data=typed | {"csrf_token": [token_in(answer.text)]})
    assert again.status_code == 303


def test_another_website_cannot_post_even_with_a_token(world: World, browser_of: BrowserOf) -> None:
    answer = post(browser_of("maya"), "/log/classroom_visit", as_typed(), **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert entries() == 0


def test_a_held_store_is_told_and_the_text_kept(
    app: Flask, world: World, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer holds SQLite's lock, or PostgreSQL's on the tally row that this one needs."""
    monkeypatch.setattr("fieldlog.extensions.PATIENCE_MS", 200)
    impatient = make_app(app.config["SQLALCHEMY_DATABASE_URI"])
    browser = signed_in(impatient, "maya@cedar.example")
    page = browser.get("/log/classroom_visit").text
    with write_transaction():
        record.record(world.maya, uuid.uuid4(), content(world.maya), written_at=NOON, received_at=NOON)
        typed = as_typed(shared_note="Kept words", csrf_token=token_in(page))
        answer = browser.post("/log/classroom_visit", data=typed)
    assert answer.status_code == 503
    assert "Kept words" in answer.text
    assert answer.headers["Retry-After"]
    assert entries() == 1


def _id(page: str) -> str:
    return page.partition('name="id" value="')[2].partition('"')[0]
