"""`flask fieldlog …`: one sentence, an exit code that tells failure, harmless twice."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from fieldlog import create_app
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import people, store
from tests.conftest import SECRET, root
from tests.world import World, log


def run(app: Flask, *words: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["fieldlog", *words])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_adding_a_coach_prints_a_link_that_works(app: Flask, world: World, stranger: FlaskClient) -> None:
    status, said = run(
        app, "add-user", "New.Coach@cedar.example", "--role", "coach", "--school", "S01", "--school", "S02"
    )
    assert status == 0
    link = re.search(r"/sign-in/\S+", said)
    assert link
    assert stranger.get(link[0]).status_code == 200
    person = people.by_email("new.coach@cedar.example")
    assert person
    assert people.actor_of(person).school_ids == {world.cedar.id, world.madrone.id}


def test_a_lead_is_added_with_a_school_of_the_district(app: Flask, world: World) -> None:
    assert run(app, "add-user", "l@cedar.example", "--role", "district_lead", "--school", "S02")[0] == 0
    person = people.by_email("l@cedar.example")
    assert person
    assert people.actor_of(person).school_ids == {world.cedar.id, world.madrone.id}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("maya@cedar.example", "--role", "coach"), "already known"),
        (("MAYA@cedar.example", "--role", "coach"), "already known"),
        (("nobody", "--role", "coach"), "not an e-mail"),
        (("a@b.example", "--role", "coach", "--school", "S99"), "no school S99"),
        (("a@b.example", "--role", "district_lead"), "needs --school"),
        (("a@b.example", "--role", "king"), "king"),
        (("a@b.example", "--role", "coach", "--name", "\u202eevil"), "cannot be shown"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_sentence(
    app: Flask, world: World, words: tuple[str, ...], said: str
) -> None:
    status, output = run(app, "add-user", *words)
    assert status != 0
    assert said in output


@pytest.mark.parametrize(
    "words",
    [
        ("add-user", "a@b.example", "--role", "admin"),
        ("import", "schools", "schools.csv"),
        ("demo",),
        ("recount",),
        ("recount", "--check"),
        ("export-week", "2026-W47"),
        ("export-week", "--pending"),
    ],
)
def test_what_comes_before_the_store_was_made_ready_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    app = create_app({"FIELDLOG_DATABASE_URL": url, "FIELDLOG_SECRET_KEY": SECRET, "FIELDLOG_DEMO": "0"})
    status, said = run(app, *words)
    assert status == 1
    assert said.startswith("Error: Nothing was written: the store is not migrated. Starting FieldLog once ")
    assert len(said.splitlines()) == 1


def test_check_says_that_everything_holds(app: Flask, world: World) -> None:
    log(world.maya)
    assert run(app, "check") == (0, "Everything holds: schema, trail, tally, editions, vendored files.\n")


def test_check_names_an_altered_file(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "VENDORED.md").write_text(f"| `a.js` | npm | `{'0' * 64}` | MIT |\n")
    (tmp_path / "a.js").write_text("altered")
    (tmp_path / "b.js").write_text("unknown")
    monkeypatch.setattr("fieldlog.vendored.FOLDER", tmp_path)
    status, said = run(app, "check")
    assert status == 1
    assert "a.js" in said
    assert "b.js" in said


def test_serving_on_a_held_port_is_said_in_a_sentence(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        settings = app.config["FIELDLOG"]
        monkeypatch.setitem(app.config, "FIELDLOG", _on_port(settings, held.getsockname()[1]))
        status, said = run(app, "serve")
    assert status == 1
    assert "Choose another port" in said


def test_demo_accounts_stop_a_start_in_production(
    app: Flask, world: World, make_app: Callable[..., Flask]
) -> None:
    with write_transaction():
        people.add("coach@demo.example", "Demo", "coach", is_demo=True)
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    production = make_app(url, FIELDLOG_BASE_URL="https://fieldlog.example.org")
    with production.app_context():
        done = production.test_cli_runner().invoke(args=["fieldlog", "serve"])
    assert done.exit_code != 0
    assert "demo accounts" in str(done.exception) + done.output


@pytest.mark.parametrize("path", ["nowhere/at/all.sqlite3", "", "text.txt"])
def test_a_store_that_cannot_be_opened_is_one_sentence(tmp_path: Path, path: str) -> None:
    (tmp_path / "text.txt").write_text("this is no database, and long enough to be seen as none" * 20)
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "fieldlog", "serve"],
        cwd=root(),
        env={**os.environ, "FIELDLOG_DATABASE_URL": f"sqlite:///{tmp_path}/{path}", "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode != 0
    assert "Traceback" not in started.stderr
    assert "cannot open its store" in started.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(app: Flask, world: World) -> None:
    status, said = run(app, "export-week", "2026-W47", "--out", "/dev/null/x")
    assert status == 1
    assert "cannot be written" in said


def test_ready_tells_an_unmigrated_store(app: Flask, stranger: FlaskClient) -> None:
    assert stranger.get("/healthz").json == {"status": "alive"}
    assert stranger.get("/readyz").json == {"status": "ready"}
    with write_transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        answer = stranger.get("/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "the store is not migrated"})
        assert run(app, "check")[0] == 1
    finally:
        with write_transaction():
            db.session.execute(text(f"UPDATE alembic_version SET version_num = '{store.newest()}'"))


def _on_port(settings: object, port: int) -> object:
    return replace(settings, port=port)  # type: ignore[type-var]
