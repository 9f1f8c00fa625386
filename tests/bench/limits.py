"""The raw limits: the same durable writes by the bare driver, and a Flask that only says hello."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg
from flask import Flask
from sqlalchemy import make_url

NOTE = "Students came back to the circle quickly after recess. The greeting set a calm tone."
AT = "2026-11-20 20:00:00"
ENTRY = (
    "INSERT INTO entry (id, kind, status, revision, form_version, activity_date, coach_id, head, minutes,"
    " focus, shared_note, private_note, details, withdrawn_reason, written_at, received_at, changed_at)"
    f" VALUES (?, 'classroom_visit', 'active', 1, 1, '2026-11-20', 1, ?, 15, '[]', '{NOTE}', '', '{{}}', '',"
    f" '{AT}', '{AT}', '{AT}') ON CONFLICT DO NOTHING"
)
SCHOOL = (
    "INSERT INTO entry_school (entry_id, school_id, activity_date, says_focus)"
    " VALUES (?, 1, '2026-11-20', false)"
)
REVISION = (
    "INSERT INTO entry_revision (entry_id, revision, person_id, at, status, reason, content, lost)"
    f" VALUES (?, 1, 1, '{AT}', 'active', '', ?, '{{}}')"
)
TALLY = (
    "INSERT INTO tally (school_id, month, kind, measure, amount, program_amount) VALUES"
    " (1, 202611, 'classroom_visit', ?, ?, ?) ON CONFLICT (school_id, month, kind, measure) DO UPDATE"
    " SET amount = tally.amount + excluded.amount, program_amount = tally.program_amount + excluded.amount"
)
CLOCK = (
    "INSERT INTO school_clock (school_id, seq) VALUES (1, ?)"
    " ON CONFLICT (school_id) DO UPDATE SET seq = school_clock.seq + excluded.seq"
)
CHANGE = "INSERT INTO school_change (school_id, entry_id, seq) VALUES (1, ?, ?)"
OPERATION = (
    "INSERT INTO operation (op_id, entry_id, person_id, device, digest, answer, saved_ms, received_at)"
    f" VALUES (?, ?, 1, 'bare', ?, ?, 1790000000000, '{AT}')"
)
AUDIT = (
    "INSERT INTO audit (id, at, person_id, what, entry_id, digest, seal)"
    f" VALUES (?, '{AT}', 1, 'create', ?, ?, ?)"
)
CONTENT = json.dumps({"kind": "classroom_visit", "minutes": 15, "shared_note": NOTE, "schools": [1]})


class Driver(NamedTuple):
    """A connection whose transactions are begun and ended by hand."""

    run: Callable[..., Any]
    run_many: Callable[[str, Sequence[Sequence[Any]]], Any]
    begin: str
    id_of: Callable[[uuid.UUID], str]


def bare_writer(url: str, size: int = 1) -> Callable[[], None]:
    """One durable transaction with all rows of so many entries, by the driver alone."""
    driver = _driver(url)
    return lambda: _write(driver, size)


def bare_row(url: str) -> Callable[[], None]:
    """One durable transaction with one row."""
    driver = _driver(url)

    def write() -> None:
        driver.run(driver.begin)
        driver.run(ENTRY, (driver.id_of(uuid.uuid4()), driver.id_of(uuid.uuid4())))
        driver.run("COMMIT")

    return write


def hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def _driver(url: str) -> Driver:
    if make_url(url).drivername == "sqlite":
        return _sqlite(str(make_url(url).database))
    return _postgresql(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def _sqlite(path: str) -> Driver:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")
    return Driver(connection.execute, connection.executemany, "BEGIN IMMEDIATE", lambda id_: id_.hex)


def _postgresql(url: str) -> Driver:
    cursor = psycopg.connect(url, autocommit=True).cursor()

    def run(statement: str, values: Sequence[Any] | None = None) -> Any:
        return cursor.execute(statement.replace("?", "%s").encode(), values)

    def run_many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
        cursor.executemany(statement.replace("?", "%s").encode(), rows)

    return Driver(run, run_many, "BEGIN", str)


def _write(driver: Driver, size: int) -> None:
    ids = [(driver.id_of(uuid.uuid4()), driver.id_of(uuid.uuid4())) for _ in range(size)]
    driver.run(driver.begin)
    driver.run_many(ENTRY, [(entry, op) for entry, op in ids])
    driver.run_many(SCHOOL, [(entry,) for entry, _ in ids])
    driver.run_many(REVISION, [(entry, CONTENT) for entry, _ in ids])
    driver.run_many(TALLY, [("classroom_visits", size, size), ("coaching_minutes", 15 * size, 15 * size)])
    driver.run(CLOCK, (size,))
    (seq,) = driver.run("SELECT seq FROM school_clock WHERE school_id = 1").fetchone()
    driver.run_many(CHANGE, [(entry, seq - size + place) for place, (entry, _) in enumerate(ids, start=1)])
    _seal(driver, [entry for entry, _ in ids])
    driver.run_many(OPERATION, [(op, entry, bytes(32), _answer(op)) for entry, op in ids])
    driver.run("COMMIT")


def _seal(driver: Driver, entries: Sequence[str]) -> None:
    """The rows of the trail, each with the sum over the one before."""
    number, seal = driver.run("SELECT id, seal FROM audit ORDER BY id DESC LIMIT 1").fetchone() or (
        0,
        bytes(32),
    )
    rows = []
    for number_, entry in enumerate(entries, start=number + 1):
        seal = hashlib.sha256(seal + f"{number_}|{AT}|1|create|{entry}".encode()).digest()
        rows.append((number_, entry, bytes(32), seal))
    driver.run_many(AUDIT, rows)


def _answer(op: str) -> str:
    return json.dumps({"st": "applied", "rev": 1, "head": op, "dup": False})
