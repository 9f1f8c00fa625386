"""The real app in this process, which can be killed at a statement, run out of disk, and be restored."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import Connection, delete, event

from fieldlog import clock, create_app
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import program
from fieldlog.models import PersonSchool
from tests.conftest import SECRET, Browser, signed_in
from tests.simulation.fleet import Answer, Request
from tests.world import World, make_world

PEOPLE = ("maya", "jonah")
NO_LIMIT = 1_073_741_823


class Crash(BaseException):
    """The server's process ends here, in the middle of whatever it does."""


class Server:
    """Starts each run from the same store: a small program, and its coaches signed in."""

    def __init__(self, folder: Path):
        self._store, self._template, self._backup = (
            folder / name for name in ("store.sqlite3", "template.sqlite3", "backup.sqlite3")
        )
        settings = {"FIELDLOG_DATABASE_URL": f"sqlite:///{self._store}", "FIELDLOG_SECRET_KEY": SECRET}
        self.app = create_app({**settings, "FIELDLOG_DEMO": "0"})
        self.app.test_client_class = Browser
        with self.app.app_context():
            flask_migrate.upgrade()
            self.world: World = make_world()
            self.browsers = {name: signed_in(self.app, f"{name}@cedar.example") for name in PEOPLE}
            self._copy(self._store, self._template)
            self._until_crash = self._pages_left = -1
            self.commits = 0
            event.listen(db.engine, "begin", self._begin)
            event.listen(db.engine, "before_cursor_execute", lambda *_: self._step())
            event.listen(db.engine, "commit", self._commit)
        self.stranger = self.app.test_client()

    @property
    def ids(self) -> dict[str, int]:
        return {"maya": self.world.maya.id, "jonah": self.world.jonah.id}

    def reset(self) -> None:
        self.commits += 1
        self._copy(self._template, self._store)
        self._copy(self._template, self._backup)

    def back_up(self) -> None:
        self._copy(self._store, self._backup)

    def restore(self) -> None:
        self.commits += 1
        self._copy(self._backup, self._store)
        with self.app.app_context(), write_transaction():
            program.begin_epoch(clock.now())

    def ask(self, person: str | None, asked: Request) -> Answer:
        """Raises Crash when it was killed meanwhile."""
        browser = self.browsers[person] if person else self.stranger
        answer = browser.open(
            asked.address, method=asked.method, data=asked.body or b"", headers=list(asked.headers.items())
        )
        return Answer(answer.status_code, answer.text, dict(answer.headers))

    @contextmanager
    def killed_at(self, statement: int) -> Iterator[None]:
        """The process ends before its so-and-so-many-th statement, the commit counted too."""
        self._until_crash = statement
        try:
            yield
        finally:
            self._until_crash = -1

    @contextmanager
    def nearly_full(self, pages: int) -> Iterator[None]:
        """The disk takes so many pages more."""
        self._pages_left = pages
        try:
            yield
        finally:
            self._pages_left = -1

    def assign(self, person: str, school_ids: set[int]) -> None:
        """From now on these are the schools of this coach."""
        person_id = self.ids[person]
        with self.app.app_context(), write_transaction() as store:
            store.execute(delete(PersonSchool).where(PersonSchool.person_id == person_id))
            store.add_all([PersonSchool(person_id=person_id, school_id=each) for each in school_ids])

    def _step(self) -> None:
        if self._until_crash == 0:
            self._until_crash = -1
            raise Crash
        self._until_crash = max(self._until_crash - 1, -1)

    def _commit(self, _connection: Connection) -> None:
        self._step()
        self.commits += 1

    def _begin(self, connection: Connection) -> None:
        cursor: Any = connection.connection.cursor()
        limit = NO_LIMIT
        if self._pages_left >= 0:
            limit = cursor.execute("PRAGMA page_count").fetchone()[0] + self._pages_left
        cursor.execute(f"PRAGMA max_page_count = {limit}")

    def _copy(self, source: Path, target: Path) -> None:
        with self.app.app_context():
            db.session.remove()
            if db.engine.dialect.name == "sqlite":
                with db.engine.connect() as connection:
                    connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
            db.engine.dispose()
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        shutil.copyfile(source, target)
