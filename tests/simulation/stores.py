"""A store that can be copied whole, as a backup is, and run full."""

import atexit
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from tests import postgresql

NO_LIMIT = 1_073_741_823
NOT_SOON = -1
KEPT = ("template", "backup")
# On a page of PostgreSQL's there is room for the rows of about so many statements.
WRITES_A_PAGE = 8
WRITING = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET)\b")
REFUSED = "DO $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$"


class Store(Protocol):
    """`url` is where an app finds it; `pages_left` how many pages more it takes, NOT_SOON when that does not
    matter."""

    url: str
    pages_left: int

    def watch(self, engine: Engine) -> None:
        """From now on it runs full where it should."""

    def keep(self, name: str) -> None:
        """Copy the store, to which nobody is connected, under one of KEPT, in place of what stood there."""

    def bring_back(self, name: str) -> None:
        """Put in its place what was kept under that name."""


class SQLiteFile:
    def __init__(self, folder: Path):
        self._folder = folder
        self.url = f"sqlite:///{self._file('store')}"
        self.pages_left = NOT_SOON

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "begin", self._limit)

    def keep(self, name: str) -> None:
        with closing(sqlite3.connect(self._file("store"))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self._file("store"), self._file(name))

    def bring_back(self, name: str) -> None:
        for leftover in ("-wal", "-shm"):
            self._file("store").with_name(f"store.sqlite3{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._file(name), self._file("store"))

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"

    def _limit(self, connection: Connection) -> None:
        cursor: Any = connection.connection.cursor()
        limit = NO_LIMIT
        if self.pages_left >= 0:
            limit = cursor.execute("PRAGMA page_count").fetchone()[0] + self.pages_left
        cursor.execute(f"PRAGMA max_page_count = {limit}")


class PostgreSQLDatabase:
    def __init__(self) -> None:
        self._server = postgresql.start()
        self.url = postgresql.create_database(self._server, self._named("store"))
        self._writes_left = self._pages_left = NOT_SOON
        # A server that was here before is left as it was.
        for name in ("store", *KEPT):
            atexit.register(postgresql.drop_database, self._server, self._named(name))

    @property
    def pages_left(self) -> int:
        return self._pages_left

    @pages_left.setter
    def pages_left(self, pages: int) -> None:
        self._pages_left, self._writes_left = pages, pages * WRITES_A_PAGE

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._refuse, retval=True)

    def keep(self, name: str) -> None:
        postgresql.copy_database(self._server, self._named("store"), self._named(name))

    def bring_back(self, name: str) -> None:
        postgresql.copy_database(self._server, self._named(name), self._named("store"))

    def _named(self, name: str) -> str:
        return f"fieldlog_simulation_{os.getpid()}_{name}"

    def _refuse(
        self, _connection: object, _cursor: object, statement: str, values: Any, _run: object, is_many: bool
    ) -> tuple[str, Any]:
        """The server itself says that it is full, so that the transaction is lost as it would be."""
        if self._pages_left == NOT_SOON or not WRITING.search(statement):
            return statement, values
        self._writes_left -= 1
        return (statement, values) if self._writes_left >= 0 else (REFUSED, [()] if is_many else ())
