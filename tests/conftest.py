"""Both stores, empty and migrated, for every test that asks; people with names; signed-in browsers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.test import TestResponse

from fieldlog import clock, create_app
from fieldlog.extensions import db
from tests import postgresql
from tests.server_clock import Clock
from tests.world import PASSWORD, World, make_world

SECRET = "a secret that is long enough for tests, and known to all"
STORES = ("sqlite", "postgresql")


class Browser(FlaskClient):
    """Gives each request a context of its own, though the test's is open: no request sees another's."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def constants_read() -> None:
    """Hypothesis reads all our modules for constants at its first draw of the run, which in a new clone takes
    a second. Done here, no test is called slow for it."""

    @settings(max_examples=1, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text() | st.integers())
    def draw(_value: object) -> None:
        pass

    draw()


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    return postgresql.start()


@pytest.fixture(scope="session")
def make_app() -> Iterator[Callable[..., Flask]]:
    """An app on an own, migrated store."""
    made: list[Flask] = []

    def make(url: str, **overrides: str) -> Flask:
        app = create_app(
            {"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_DEMO": "0", **overrides}
        )
        app.test_client_class = Browser
        with app.app_context():
            flask_migrate.upgrade()
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def app_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_app: Callable[..., Flask]
) -> Callable[[str, str], Flask]:
    """An app on a new store: which of STORES, and its name."""

    def app_on(store: str, name: str) -> Flask:
        if store == "sqlite":
            return make_app(f"sqlite:///{tmp_path_factory.mktemp(name) / 'fieldlog.sqlite3'}")
        server = request.getfixturevalue("postgresql_server")
        return make_app(postgresql.create_database(server, f"fieldlog_{name}"))

    return app_on


@pytest.fixture(scope="session", params=STORES)
def shared_app(request: pytest.FixtureRequest, app_on: Callable[[str, str], Flask]) -> Flask:
    return app_on(request.param, "tests")


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The app on each store in turn, emptied; its context is open."""
    with shared_app.app_context():
        empty_store()
        yield shared_app


@pytest.fixture
def world(app: Flask) -> World:
    """A small program with named people, and a stranger's school beside it."""
    return make_world()


@pytest.fixture
def browser_of(app: Flask) -> Callable[[str], FlaskClient]:
    """A signed-in browser of the person with this address before the @."""
    return lambda address: signed_in(app, f"{address}@cedar.example")


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


def signed_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    page = client.get("/sign-in")
    fields = {"email": email, "password": password, "csrf_token": token_in(page.text)}
    assert client.post("/sign-in", data=fields).status_code == 303
    return client


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "this page has no form"
    return found[1]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


def empty_store() -> None:
    """Every table emptied, numbers beginning at 1 again."""
    tables = db.metadata.sorted_tables
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(table.name for table in tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in reversed(tables):
                connection.execute(table.delete())


def root() -> Path:
    return Path(__file__).resolve().parent.parent
