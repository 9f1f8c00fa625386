"""Statements made once and run with parameters, in the words of the store at hand."""

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from fieldlog.extensions import Base, db


def insert(table: type[Base]) -> Any:
    """A plain INSERT of whatever columns its parameters name."""
    return _insert(db.session.get_bind().dialect.name, table)


def insert_if_absent(table: type[Base]) -> Any:
    """An INSERT that leaves an existing row alone, and returns the primary key of a new one."""
    return _insert_if_absent(db.session.get_bind().dialect.name, table)


def insert_or_add(table: type[Base], *amounts: str) -> Any:
    """An INSERT that adds these columns to those of an existing row."""
    return _insert_or_add(db.session.get_bind().dialect.name, table, amounts)


def insert_or_set(table: type[Base], *names: str) -> Any:
    """An INSERT that sets these columns of an existing row anew."""
    return _insert_or_set(db.session.get_bind().dialect.name, table, names)


@cache
def _insert(dialect: str, table: type[Base]) -> Any:
    words = postgresql if dialect == "postgresql" else sqlite
    # The table itself, not its class: nothing of the session's memory of objects is wanted here.
    return words.insert(table.__table__)


@cache
def _insert_if_absent(dialect: str, table: type[Base]) -> Any:
    key = table.__table__.primary_key.columns  # type: ignore[attr-defined]  # a FromClause to the types
    return _insert(dialect, table).on_conflict_do_nothing().returning(*key)


@cache
def _insert_or_add(dialect: str, table: type[Base], amounts: tuple[str, ...]) -> Any:
    statement, columns = _insert(dialect, table), table.__table__.columns
    return statement.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key.columns),  # type: ignore[attr-defined]
        set_={name: columns[name] + statement.excluded[name] for name in amounts},
    )


@cache
def _insert_or_set(dialect: str, table: type[Base], names: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key.columns),  # type: ignore[attr-defined]
        set_={name: statement.excluded[name] for name in names},
    )
