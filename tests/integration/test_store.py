"""Migrations equal the models, and a transaction is one, on both stores."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from fieldlog.extensions import Base, db, write_transaction
from fieldlog.models import District
from tests import postgresql

FOUND = ("columns", "primary key", "foreign keys", "unique", "checks", "indexes")


def schema(engine: Engine) -> dict[str, dict[str, object]]:
    """Everything the store itself says of its tables, in a form that can be compared."""
    seen = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            "primary key": seen.get_pk_constraint(table),
            "foreign keys": sorted(str(key) for key in seen.get_foreign_keys(table)),
            "unique": sorted(str(key) for key in seen.get_unique_constraints(table)),
            "checks": sorted((str(c["name"]), c["sqltext"]) for c in seen.get_check_constraints(table)),
            "indexes": sorted((str(i["name"]), i["column_names"]) for i in seen.get_indexes(table)),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two stores that hold nothing at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'one.sqlite3'}", f"sqlite:///{tmp_path / 'two.sqlite3'}"
    server = request.getfixturevalue("postgresql_server")
    first, second = (postgresql.create_database(server, f"schema_{number}") for number in (1, 2))
    return first, second


def test_the_migrated_schema_is_that_of_the_models(
    empty_urls: tuple[str, str], make_app: Callable[..., Flask]
) -> None:
    migrated = make_app(empty_urls[0])
    modelled = create_engine(empty_urls[1])
    Base.metadata.create_all(modelled)
    with migrated.app_context():
        found, wanted = schema(db.engine), schema(modelled)
        db.engine.dispose()
    modelled.dispose()
    assert found.keys() == wanted.keys()
    for table in wanted:
        assert found[table] == wanted[table], table
    assert wanted["entry"]["checks"]


def test_migrations_go_down_to_nothing_and_up_again(
    empty_urls: tuple[str, str], make_app: Callable[..., Flask]
) -> None:
    app = make_app(empty_urls[0])
    with app.app_context():
        before = schema(db.engine)
        flask_migrate.downgrade(revision="base")
        assert schema(db.engine) == {}
        flask_migrate.upgrade()
        assert schema(db.engine) == before
        db.engine.dispose()


def test_a_savepoint_released_is_still_rolled_back_with_all(app: Flask) -> None:
    """With the driver's own transactions SQLite kept these rows."""

    def release_and_fail() -> None:
        with write_transaction() as store:
            with store.begin_nested():
                store.add(District(name="Released"))
            raise RuntimeError("after the savepoint")

    with pytest.raises(RuntimeError, match="after the savepoint"):
        release_and_fail()
    assert db.session.scalar(select(func.count()).select_from(District)) == 0


def test_a_writer_holds_sqlite_from_its_beginning_against_other_processes(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """A transaction that began as a reader could not become a writer once another process wrote."""
    app = make_app(f"sqlite:///{tmp_path / 'held.sqlite3'}")
    other = sqlite3.connect(tmp_path / "held.sqlite3", timeout=0, isolation_level=None)
    with app.app_context():
        with write_transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_constraints_hold_in_the_store_itself(app: Flask) -> None:
    for statement in (
        "INSERT INTO district (id, name) VALUES (1, '')",
        "INSERT INTO tally VALUES (77, 202601, 'k', 'm', 1, 1)",
        "INSERT INTO program (id, name, oldest_year, is_demo, epoch) VALUES (2, 'second', 2020, false, 'x')",
    ):
        with pytest.raises(IntegrityError), write_transaction() as store:
            store.execute(text(statement))


def test_sqlite_waits_for_the_disk_at_every_commit(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalar(text("SHOW default_transaction_isolation")) == "read committed"
        assert db.session.scalar(text("SHOW lock_timeout")) == "5s"
        return
    pragmas = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode")}
    assert pragmas == {"synchronous": 2, "journal_mode": "wal"}
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
