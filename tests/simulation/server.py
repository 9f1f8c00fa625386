"""The real app in this process, which can be killed at a statement, run out of disk, and be restored."""

from collections.abc import Iterator
from contextlib import contextmanager

import flask_migrate
from sqlalchemy import Connection, delete, event

from fieldlog import clock, create_app
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import program
from fieldlog.models import PersonSchool
from tests.conftest import SECRET, Browser, signed_in
from tests.simulation.fleet import Answer, Request
from tests.simulation.stores import NOT_SOON, Store
from tests.world import World, make_world

PEOPLE = ("maya", "jonah")


class Crash(BaseException):
    """The server's process ends here, in the middle of whatever it does."""


class Server:
    """Starts each run from the same store: a small program, and its coaches signed in."""

    def __init__(self, store: Store):
        self._store = store
        settings = {"FIELDLOG_DATABASE_URL": store.url, "FIELDLOG_SECRET_KEY": SECRET}
        self.app = create_app({**settings, "FIELDLOG_DEMO": "0"})
        self.app.test_client_class = Browser
        with self.app.app_context():
            flask_migrate.upgrade()
            self.world: World = make_world()
            self.browsers = {name: signed_in(self.app, f"{name}@cedar.example") for name in PEOPLE}
            self._let_go()
            store.keep("template")
            self._until_crash = NOT_SOON
            self.commits = 0
            store.watch(db.engine)
            event.listen(db.engine, "before_cursor_execute", lambda *_: self._step())
            event.listen(db.engine, "commit", self._commit)
        self.stranger = self.app.test_client()

    @property
    def ids(self) -> dict[str, int]:
        return {"maya": self.world.maya.id, "jonah": self.world.jonah.id}

    def reset(self) -> None:
        self.commits += 1
        self._let_go()
        self._store.bring_back("template")
        self._store.keep("backup")

    def back_up(self) -> None:
        self._let_go()
        self._store.keep("backup")

    def restore(self) -> None:
        self.commits += 1
        self._let_go()
        self._store.bring_back("backup")
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
            self._until_crash = NOT_SOON

    @contextmanager
    def nearly_full(self, pages: int) -> Iterator[None]:
        """The disk takes so many pages more."""
        self._store.pages_left = pages
        try:
            yield
        finally:
            self._store.pages_left = NOT_SOON

    def assign(self, person: str, school_ids: set[int]) -> None:
        """From now on these are the schools of this coach."""
        person_id = self.ids[person]
        with self.app.app_context(), write_transaction() as store:
            store.execute(delete(PersonSchool).where(PersonSchool.person_id == person_id))
            store.add_all([PersonSchool(person_id=person_id, school_id=each) for each in school_ids])

    def _step(self) -> None:
        if self._until_crash == 0:
            self._until_crash = NOT_SOON
            raise Crash
        self._until_crash = max(self._until_crash - 1, -1)

    def _commit(self, _connection: Connection) -> None:
        self._step()
        self.commits += 1

    def _let_go(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
