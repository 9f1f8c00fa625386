"""Owns the unbound Flask extensions and how a transaction begins on either store."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase

from fieldlog.errors import Busy, Contended, Full

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
# The same of SQLite: busy, locked, no memory, read-only, input and output, full, cannot open.
SQLITE_TRY_AGAIN = (5, 6, 7, 8, 10, 13, 14)
# What any statement may raise when the store cannot be reached, is locked, is full, or was misused.
StoreFailure = DBAPIError
# How long a writer waits for another before it says that the store is busy.
PATIENCE_MS = 5000
# PostgreSQL's words for "somebody else was first, the whole transaction may be tried again".
TRY_AGAIN = ("40001", "40P01", "55P03")
SQLITE_FULL, POSTGRESQL_FULL = 13, "53100"


_door = threading.Lock()


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
login_manager = LoginManager()


def listen(engine: Engine) -> None:
    """Take SQLite's transactions into our own hands; PostgreSQL's need only a limit to waiting.

    The driver's own transactions commit at a released savepoint and begin as readers, so that two
    writers fail instead of waiting.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = {PATIENCE_MS}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begins", "BEGIN"))


@contextmanager
def write_transaction() -> Iterator[Any]:
    """One transaction for writing, committed at the end, rolled back by any error.

    Yields the session. Raises Busy when another writer held the store for too long, Contended where the
    same may be tried again at once, Full without room.
    """
    db.session.rollback()
    with _turn():
        try:
            db.session.connection(execution_options={"begins": "BEGIN IMMEDIATE"})
            yield db.session
            db.session.commit()
        except DBAPIError as error:
            db.session.rollback()
            if is_busy(error):
                raise _refusal_of(error) from error
            raise
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def snapshot() -> Iterator[None]:
    """One transaction for reading: every query in it sees the store as it was at the first."""
    db.session.rollback()
    try:
        if db.session.get_bind().dialect.name == "postgresql":
            # SQLite's readers do so anyway.
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.rollback()


@contextmanager
def _turn() -> Iterator[None]:
    """This process's turn to write to SQLite.

    SQLite lets one writer in and has the others look again after ever longer naps, so that some wait for
    seconds while others pass; in a line at this door each waits only for those before it.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        yield
        return
    if not _door.acquire(timeout=PATIENCE_MS / 1000):
        raise Busy
    try:
        yield
    finally:
        _door.release()


def is_busy(error: BaseException | None) -> bool:
    """Whether the same may work in a moment: another writer, a lost connection, a full disk."""
    return any(_may_pass(each) for each in _behind(error))


def _refusal_of(error: BaseException) -> Busy:
    if is_full(error):
        return Full()
    return Contended() if any(_code(each) in TRY_AGAIN for each in _behind(error)) else Busy()


def is_full(error: BaseException | None) -> bool:
    return any(_code(each) in (SQLITE_FULL, POSTGRESQL_FULL) for each in _behind(error))


def _behind(error: BaseException | None) -> Iterator[DBAPIError]:
    """The error and those behind it: a full disk ends SQLite's transaction, and what is heard of it then is
    that a savepoint is gone."""
    while error is not None:
        if isinstance(error, DBAPIError):
            yield error
        error = error.__context__


def _may_pass(error: DBAPIError) -> bool:
    code = _code(error)
    if isinstance(code, int):
        return code in SQLITE_TRY_AGAIN
    return code in TRY_AGAIN or isinstance(error, OperationalError)


def _code(error: DBAPIError) -> int | str | None:
    """SQLite's own number, or PostgreSQL's five letters; none when a connection is lost."""
    number: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return getattr(error.orig, "sqlstate", None) if number is None else number & 0xFF
