"""What must be true of every route, whoever adds one."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog.extensions import write_transaction
from fieldlog.ledger import live_links
from fieldlog.web.headers import SECURITY
from fieldlog.web.public import HEADERS
from fieldlog.web.session_cookie import FOR_ANYBODY
from tests.integration.test_access_matrix import GET, filled
from tests.statements import heard
from tests.world import NOON, World, log

BrowserOf = Callable[[str], FlaskClient]
LASTS = dt.timedelta(days=365)
READING = ("SELECT", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SHOW", "WITH", "SAVEPOINT", "RELEASE", "SET ")


def test_every_view_is_guarded_or_says_that_it_is_public(app: Flask) -> None:
    unguarded = [name for name, view in app.view_functions.items() if not hasattr(view, "guard")]
    assert unguarded == []


def test_every_post_writes_in_one_transaction_and_no_get_does(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        writes = hasattr(app.view_functions[rule.endpoint], "writes")
        assert writes == ("POST" in (rule.methods or ())), rule


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    with heard() as asked:
        yield asked


def written(asked: list[str]) -> list[str]:
    """The statements that do more than read."""
    return [each for each in asked if not each.lstrip().upper().startswith(READING)]


@pytest.mark.parametrize("who", ["maya", "elena", "admin"])
def test_no_get_writes(app: Flask, world: World, browser_of: BrowserOf, asked: list[str], who: str) -> None:
    entry_id = str(log(world.maya))
    browser = browser_of(who)
    asked.clear()
    for rule in GET:
        browser.get(filled(rule, entry_id))
    assert written(asked) == []
    log(world.maya)
    assert written(asked)


def test_a_live_link_alone_counts_its_readings_and_writes_nothing_else(
    app: Flask, world: World, stranger: FlaskClient, asked: list[str]
) -> None:
    counting = [name for name, view in app.view_functions.items() if hasattr(view, "counts_its_readings")]
    assert counting == ["live.entries"]
    log(world.maya)
    with write_transaction():
        live_links.open_link(world.admin, None, "t" * 43, "A sheet", NOON + LASTS, NOON)
    asked.clear()
    for address in ("entries.csv", "entries.json?kind=convening", "entries.csv?from=no-day"):
        stranger.get(f"/live/{'t' * 43}/{address}")
    assert len(written(asked)) == 3
    assert all(statement.startswith("UPDATE live_link SET ") for statement in written(asked))


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
        expected = SECURITY | (HEADERS if address.startswith(FOR_ANYBODY) else {})
        for name, value in expected.items():
            assert answer.headers[name] == value, (address, name)
        assert "Access-Control-Allow-Origin" not in answer.headers, address
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
