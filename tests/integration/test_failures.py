"""A store that fails is told calmly, and nothing of what was written stands in the log."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people
from tests.conftest import signed_in, token_in
from tests.world import PASSWORD, World, as_typed, log


def test_a_store_that_is_gone_is_busy_not_broken(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'gone.sqlite3'}")
    with app.app_context():
        db.engine.dispose()
    for left in tmp_path.glob("gone.sqlite3*"):
        left.unlink()
    (tmp_path / "gone.sqlite3").mkdir()
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "busy" in answer.text


def test_an_errors_log_holds_no_word_of_what_was_written(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    log(world.maya)
    with pytest.raises(DBAPIError) as raised, write_transaction() as store:
        store.execute(text("INSERT INTO district (id, name) VALUES (:id, '')"), {"id": "canary-id"})
    assert "canary-id" not in str(raised.value).replace(str(raised.value.orig), "")


def test_a_demo_account_cannot_sign_in_in_production(
    app: Flask, world: World, make_app: Callable[..., Flask]
) -> None:
    with write_transaction():
        maya = people.by_email("maya@cedar.example")
        assert maya
        maya.is_demo = True
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    production = make_app(url, FIELDLOG_BASE_URL="https://fieldlog.example.org")
    browser = production.test_client()
    page = browser.get("/sign-in", base_url="https://fieldlog.example.org")
    fields = {"email": "maya@cedar.example", "password": PASSWORD, "csrf_token": token_in(page.text)}
    answer = browser.post(
        "/sign-in",
        data=fields,
        base_url="https://fieldlog.example.org",
        headers={"Referer": "https://fieldlog.example.org/sign-in"},
    )
    assert answer.status_code == 422
    assert answer.headers["Strict-Transport-Security"]
    assert "__Host-fieldlog" in page.headers["Set-Cookie"]
    assert "Secure" in page.headers["Set-Cookie"]
    assert signed_in(app, "maya@cedar.example")


def test_the_servers_log_names_an_error_but_not_its_words(
    app: Flask,
    world: World,
    browser_of: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("-".join(("canary", "note")))

    monkeypatch.setattr("fieldlog.ledger.record.record", fail)
    browser = browser_of("maya")
    token = token_in(browser.get("/log/quick_support").text)
    with caplog.at_level(logging.ERROR):
        answer = browser.post(
            "/log/quick_support", data=as_typed(shared_note="canary-note", csrf_token=token)
        )
    assert answer.status_code == 500
    assert "RuntimeError at log.create" in caplog.text
    assert "canary-note" not in caplog.text
