"""The form of each kind, posted as a browser without JavaScript posts it, and by htmx."""

import html
import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import record
from fieldlog.models import Entry, SignIn
from tests.conftest import signed_in, token_in
from tests.world import NOON, PASSWORD, World, as_typed, content, log, post

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


def test_what_was_typed_comes_back_to_its_author_after_signing_in_again(
    world: World, browser_of: BrowserOf, app: Flask
) -> None:
    browser = browser_of("maya")
    token = token_in(browser.get("/log/classroom_visit").text)
    typed = as_typed(shared_note="Kept <words>\nof two lines", opened_by=world.maya.id, csrf_token=token)
    with write_transaction():
        db.session.execute(update(SignIn).values(ended_at=NOON))
    asked = browser.post("/log/classroom_visit", data=typed | {"grade_band": ["k_2"]})
    assert asked.status_code == 401
    wrong = browser.post(
        "/sign-in", data=carried(asked.text) | {"email": "maya@cedar.example", "password": "x"}
    )
    assert wrong.status_code == 422
    fields = carried(wrong.text) | {"email": "maya@cedar.example", "password": PASSWORD}
    again = browser.post("/sign-in", data=fields)
    assert again.status_code == 200
    assert "Kept &lt;words&gt;\nof two lines" in again.text
    assert 'value="k_2" checked' in again.text
    assert entries() == 0


def test_what_was_typed_is_not_shown_to_the_next_person(world: World, browser_of: BrowserOf) -> None:
    typed = as_typed(shared_note="canary-maya", opened_by=world.maya.id)
    next_person = browser_of("jonah")
    refused = post(next_person, "/log/classroom_visit", typed)
    assert refused.status_code == 403
    assert "opened by someone else" in refused.text
    assert entries() == 0
    fields = carried(refused.text) | {"email": "jonah@cedar.example", "password": PASSWORD}
    answer = next_person.post("/sign-in", data=fields)
    assert answer.status_code == 422
    assert "belongs to someone else" in answer.text
    still = carried(answer.text)
    without = still | {"email": "jonah@cedar.example", "password": PASSWORD, "without": "1"}
    assert next_person.post("/sign-in", data=without).status_code == 303
    fields = still | {"email": "maya@cedar.example", "password": PASSWORD}
    fields["csrf_token"] = token_in(next_person.get("/").text)
    assert "canary-maya" in next_person.post("/sign-in", data=fields).text


@pytest.mark.parametrize("token", ["good", "stale"])
def test_a_form_of_someone_else_is_told_whatever_its_token(
    world: World, browser_of: BrowserOf, token: str
) -> None:
    browser = browser_of("jonah")
    good = token_in(browser.get("/").text)
    typed = as_typed(opened_by=world.maya.id, csrf_token=good if token == "good" else "stale")
    answer = browser.post("/log/classroom_visit", data=typed)
    assert answer.status_code == 403
    assert "opened by someone else" in answer.text
    assert browser.post("/log/nothing", data=typed).status_code in (403, 404)


def test_what_was_kept_opens_only_for_who_may_log_it(app: Flask, world: World) -> None:
    for who, kind in (("elena", "quick_support"), ("maya", "nothing")):
        browser = app.test_client()
        token = token_in(browser.get("/sign-in").text)
        fields = {"email": f"{who}@cedar.example", "password": PASSWORD, "csrf_token": token}
        answer = browser.post("/sign-in", data=fields | {"kept.kind": kind, "kept.minutes": "15"})
        assert (answer.status_code, answer.location) == (303, "/")


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


def carried(page: str) -> dict[str, str]:
    """The fields of the sign-in page, hidden ones too, as a browser would send them."""
    kept = re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', page, re.S)
    return {"csrf_token": token_in(page)} | {name: html.unescape(value) for name, value in kept}


def _id(page: str) -> str:
    return page.partition('name="id" value="')[2].partition('"')[0]
