"""What the store is asked, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from fieldlog.extensions import db


@contextmanager
def heard() -> Iterator[list[str]]:
    """Every statement from here on, as it is said to the driver."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
