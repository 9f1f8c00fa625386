"""The raw limits: the same durable writes by the bare driver, and a Flask that only says hello."""

import json
import sqlite3
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import make_url

NOTE = "Students came back to the circle quickly after recess. The greeting set a calm tone."
ENTRY = (
    "INSERT INTO entry (id, kind, status, revision, form_version, activity_date, coach_id, minutes, focus,"
    " shared_note, private_note, details, withdrawn_reason, written_at, received_at, changed_at) VALUES"
    " (?, 'quick_support', 'active', 1, 1, '2026-11-20', 1, 15, '[]', ?, '', '{}', '',"
    " '2026-11-20 20:00:00', '2026-11-20 20:00:00', '2026-11-20 20:00:00') ON CONFLICT DO NOTHING"
)
SCHOOL = "INSERT INTO entry_school (entry_id, school_id, activity_date) VALUES (?, 1, '2026-11-20')"
REVISION = (
    "INSERT INTO entry_revision (entry_id, revision, person_id, at, status, reason, content)"
    " VALUES (?, 1, 1, '2026-11-20 20:00:00', 'active', '', ?)"
)
TALLY = (
    "INSERT INTO tally (school_id, month, kind, measure, amount, program_amount) VALUES"
    " (1, 202611, 'quick_support', ?, 1, 1) ON CONFLICT (school_id, month, kind, measure)"
    " DO UPDATE SET amount = tally.amount + 1, program_amount = tally.program_amount + 1"
)
CONTENT = json.dumps({"kind": "quick_support", "minutes": 15, "shared_note": NOTE, "schools": [1]})


def bare_writer(url: str) -> Callable[[], None]:
    """One durable transaction with the rows of one entry, by the driver alone."""
    if make_url(url).drivername == "sqlite":
        return _sqlite_writer(str(make_url(url).database))
    return _postgresql_writer(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )


def hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def _sqlite_writer(path: str) -> Callable[[], None]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")
    return lambda: _write(connection.execute, uuid.uuid4().hex, "BEGIN IMMEDIATE")


def _postgresql_writer(url: str) -> Callable[[], None]:
    connection = psycopg.connect(url, autocommit=True)

    def execute(statement: str, values: tuple[Any, ...] = ()) -> object:
        return connection.execute(statement.replace("?", "%s").encode(), values or None)

    return lambda: _write(execute, str(uuid.uuid4()), "BEGIN")


def _write(execute: Callable[..., object], entry_id: str, begin: str) -> None:
    execute(begin)
    execute(ENTRY, (entry_id, NOTE))
    execute(SCHOOL, (entry_id,))
    execute(REVISION, (entry_id, CONTENT))
    execute(TALLY, ("coaching_minutes",))
    execute(TALLY, ("quick_supports",))
    execute("COMMIT")
