"""Many entries read in flat memory: plain rows, a chunk at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from fieldlog.extensions import db
from fieldlog.models import Entry

CHUNK = 500


def all_columns() -> Select[Any]:
    """Entries as rows with the names of the model's columns, outside the session's memory of objects."""
    return select(*Entry.__table__.columns)


def in_chunks(query: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    # Without a size, partitions() would fetch the whole of a PostgreSQL result.
    yield from db.session.execute(query.execution_options(yield_per=CHUNK)).partitions(CHUNK)
