"""Statements that both stores know under different names."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from fieldlog.extensions import Base, db


def insert(table: type[Base]) -> Any:
    """An INSERT that can say ON CONFLICT, in the words of the store at hand."""
    dialect = db.session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
