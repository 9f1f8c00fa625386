"""What must be true of every route, whoever adds one."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from fieldlog.extensions import db
from fieldlog.web.headers import SECURITY
from fieldlog.web.public import HEADERS
from tests.integration.test_access_matrix import GET, filled
from tests.world import World, log

BrowserOf = Callable[[str], FlaskClient]
READING = ("SELECT", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SHOW", "WITH", "SAVEPOINT", "RELEASE", "SET ")


def test_every_view_is_guarded_or_says_that_it_is_public(app: Flask) -> None:
    unguarded = [name for name, view in app.view_functions.items() if not hasattr(view, "guard")]
    assert unguarded == []


def test_every_post_writes_in_one_transaction_and_no_get_does(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        writes = hasattr(app.view_functions[rule.endpoint], "writes")
        assert writes == ("POST" in (rule.methods or ())), rule


@pytest.mark.parametrize("who", ["maya", "elena", "admin"])
def test_no_get_writes(app: Flask, world: World, browser_of: BrowserOf, who: str) -> None:
    entry_id = str(log(world.maya))
    browser = browser_of(who)
    written: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(READING):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        for rule in GET:
            browser.get(filled(rule, entry_id))
        assert written == []
        log(world.maya)
        assert written
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)


def test_every_answer_carries_the_headers_errors_and_files_too(
    app: Flask, world: World, browser_of: BrowserOf
) -> None:
    entry_id, browser = str(log(world.maya)), browser_of("maya")
    static = f"/static/{app.config['BUILD']}/css/main.css"
    for address in [
        *(filled(rule, entry_id) for rule in GET),
        "/nowhere",
        "/schools/S03",
        static,
        "/static/x",
    ]:
        answer = browser.get(address)
        # Where the address is the secret, nobody is told of it.
        expected = SECURITY | (HEADERS if address.startswith("/public/") else {})
        for name, value in expected.items():
            assert answer.headers[name] == value, (address, name)
        if address not in (static, "/sw.js"):
            assert answer.headers["Cache-Control"] == "no-store", address
    assert "immutable" in browser.get(static).headers["Cache-Control"]


def test_an_error_of_ours_is_a_calm_page_without_its_cause(
    app: Flask, world: World, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("canary-cause")

    browser = browser_of("maya")
    monkeypatch.setattr("fieldlog.ledger.entries.recent_of", break_)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "canary-cause" not in answer.text
    assert "not yours" in answer.text
