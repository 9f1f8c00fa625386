"""The server's own faults: killed anywhere, no room, a lost connection, everybody at once."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, delete, event, make_url, select

from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import audit, recount
from fieldlog.models import (
    AlikePair,
    Audit,
    Contact,
    DayTally,
    Entry,
    EntryCoach,
    EntryRevision,
    EntrySchool,
    Held,
    Operation,
    SchoolChange,
    SchoolClock,
    Tally,
)
from tests.conftest import empty_store, root, signed_in
from tests.simulation.server import Crash, Server
from tests.simulation.stores import SQLiteFile
from tests.tablet import Json, Tablet, create, update, withdraw
from tests.world import World, make_world

ROUNDS = int(os.environ.get("TEST_ROUNDS", "10"))
# What a batch may write, each after those that refer to it.
WRITTEN = (
    AlikePair, SchoolChange, SchoolClock, Tally, DayTally, Audit, Held, Operation, EntryRevision, EntryCoach,
    EntrySchool, Entry, Contact,
)  # fmt: skip


class Statements:
    """Every statement of a store and every commit, where something can be made to happen at one of them."""

    def __init__(self) -> None:
        self.count = 0
        self._at = -1
        self._happen: Callable[[Connection], None] = lambda _connection: None

    @contextmanager
    def at(self, number: int, happen: Callable[[Connection], None]) -> Iterator[None]:
        """Let something happen just before the statement of this number, the first being 0."""
        self.count, self._at, self._happen = 0, number, happen
        event.listen(db.engine, "before_cursor_execute", self._executed)
        event.listen(db.engine, "commit", self._step)
        try:
            yield
        finally:
            event.remove(db.engine, "before_cursor_execute", self._executed)
            event.remove(db.engine, "commit", self._step)

    def _executed(self, connection: Connection, *_: Any) -> None:
        self._step(connection)

    def _step(self, connection: Connection) -> None:
        self.count += 1
        if self.count == self._at + 1:
            self._happen(connection)


class Scene:
    """A coach's tablet, what the server has of it, and a batch in which everything happens."""

    def __init__(self, app: Flask, world: World):
        self.tablet = Tablet(signed_in(app, "maya@cedar.example"))
        self._before = [create(world.cedar.id) for _ in range(3)]
        changed, twice, withdrawn = self._before
        new = create(world.madrone.id, "pd_session", schools=[world.cedar.id, world.madrone.id])
        new["fields"] |= {
            "title": "Regulation first",
            "participants": 24,
            "co_coaches": [str(world.jonah.id)],
        }
        self.batch = self.tablet.envelope(
            create(world.cedar.id),
            update(
                changed["entry"], {"minutes": 20, "shared_note": "Calm"}, {"minutes": 15, "shared_note": ""}
            ),
            create(world.cedar.id, fields={"minutes": 0}),
            new,
            update(twice["entry"], {"minutes": 40}, {"minutes": 99}),
            create(world.oak.id),
            update(new["entry"], {"participants": 30}, {"participants": 24}),
            withdraw(withdrawn["entry"], withdrawn["op"]),
        )

    def reset(self) -> None:
        """The server has what it had before the batch; people stay signed in."""
        with write_transaction() as store:
            for table in WRITTEN:
                store.execute(delete(table))
        self.tablet.send(*self._before)

    def post(self) -> Any:
        return self.tablet.post(self.batch)

    def answers(self) -> list[Json]:
        return said(self.post())


def said(answer: Any) -> list[Json]:
    """What a batch that is taken is told, without what may differ from one sending to the next."""
    assert answer.status_code == 200, answer.text
    return [
        {name: word for name, word in result.items() if name not in ("dup", "ref")}
        for result in answer.json["results"]
    ]


def kept() -> dict[str, Any]:
    """All that a batch leaves behind, without moments and counters; the tally and the trail are proven."""
    db.session.rollback()
    assert recount.differences() == []
    assert audit.first_broken() is None

    def rows(*columns: Any) -> list[tuple[Any, ...]]:
        return sorted(map(tuple, db.session.execute(select(*columns))))

    found = {
        "entries": rows(Entry.id, Entry.status, Entry.revision, Entry.head, Entry.minutes, Entry.shared_note),
        "schools": rows(EntrySchool.entry_id, EntrySchool.school_id),
        "coaches": rows(EntryCoach.entry_id, EntryCoach.person_id),
        "versions": rows(EntryRevision.entry_id, EntryRevision.revision, EntryRevision.status),
        "operations": rows(Operation.op_id),
        "held": rows(Held.op_id, Held.code, Held.body),
        "tally": rows(Tally.school_id, Tally.month, Tally.kind, Tally.measure, Tally.amount),
        "trail": rows(Audit.id, Audit.what, Audit.entry_id, Audit.digest),
        "clocks": rows(SchoolClock.school_id, SchoolClock.seq),
        "contacts": rows(Contact.device, Contact.person_id, Contact.unsent),
        "changes": rows(SchoolChange.school_id, SchoolChange.seq, SchoolChange.entry_id),
    }
    db.session.rollback()
    return found


@pytest.fixture
def scene(app: Flask, world: World) -> Scene:
    return Scene(app, world)


def run_without_fault(scene: Scene) -> tuple[int, list[Json], dict[str, Any], dict[str, Any]]:
    """How many statements it takes, what is answered, what was there before and what is after."""
    scene.reset()
    before, statements = kept(), Statements()
    with statements.at(-1, lambda _connection: None):
        answers = scene.answers()
    assert [answer["st"] for answer in answers] == [
        "applied",
        "applied",
        "held",
        "applied",
        "merged",
        "refused",
        "applied",
        "applied",
    ]
    return statements.count, answers, before, kept()


def crash(_connection: Connection) -> None:
    raise Crash


@pytest.mark.timeout(300)
def test_a_server_killed_at_any_statement_has_taken_nothing_and_takes_all_the_next_time(scene: Scene) -> None:
    count, answers, before, after = run_without_fault(scene)
    assert count > 40
    for number in range(count):
        scene.reset()
        with Statements().at(number, crash), pytest.raises(Crash):
            scene.post()
        assert kept() == before, number
        assert scene.answers() == answers, number
        assert kept() == after, number
        assert scene.answers() == answers, number
        assert kept() == after, number


# --- no room -----------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Server:
    return Server(SQLiteFile(tmp_path))


def batch_of_25(school: int) -> list[Json]:
    """Long notes, most of them logged, some changed, some held."""
    creates = [create(school, fields={"shared_note": f"{number} " * 800}) for number in range(15)]
    changes = [update(op["entry"], {"private_note": "n" * 2000}, {"private_note": ""}) for op in creates[:5]]
    return [
        *creates,
        *changes,
        *(create(school, fields={"minutes": 0, "shared_note": "h" * 2000}) for _ in range(5)),
    ]


@pytest.mark.timeout(300)
def test_a_full_disk_takes_all_of_a_batch_or_nothing_and_says_which(small_disk: Server) -> None:
    server = small_disk
    ops, pages, enough = batch_of_25(server.world.cedar.id), 0, 0
    expected = ["applied"] * 20 + ["held"] * 5
    while enough < 3:
        server.reset()
        tablet = Tablet(server.browsers["maya"])
        batch = tablet.envelope(*ops)
        with server.nearly_full(pages):
            answer = tablet.post(batch)
        with server.app.app_context():
            found = {name: len(rows) for name, rows in kept().items()}
        if answer.status_code == 200:
            enough += 1
            assert [result["st"] for result in answer.json["results"]] == expected, pages
            assert (found["entries"], found["operations"], found["held"]) == (15, 25, 5), pages
        else:
            assert (answer.status_code, answer.json["code"]) == (503, "disk"), pages
            assert answer.headers["Retry-After"]
            assert set(found.values()) == {0}, pages
            assert enough == 0
        again = tablet.send(*ops)
        assert [result["st"] for result in again] == expected, pages
        with server.app.app_context():
            found = {name: len(rows) for name, rows in kept().items()}
        assert (found["entries"], found["versions"], found["held"]) == (15, 20, 5), pages
        pages += 1
    assert pages > 30


# --- a connection lost, and locks crossed ------------------------------------


@pytest.fixture
def on_postgresql(app_on: Callable[[str, str], Flask]) -> Iterator[Flask]:
    app = app_on("postgresql", "faults")
    with app.app_context():
        empty_store()
        yield app
        db.session.remove()
        db.engine.dispose()


def end_backend(connection: Connection) -> None:
    """PostgreSQL ends the connection of this batch, and has done so when this returns."""
    own: Any = connection.connection.driver_connection
    url = make_url(db.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as other:
        ended = other.execute("SELECT pg_terminate_backend(%s, 10000)", [own.info.backend_pid]).fetchone()
    assert ended == (True,)


@pytest.mark.timeout(300)
def test_a_connection_lost_at_any_statement_is_busy_and_the_batch_counts_once(on_postgresql: Flask) -> None:
    scene = Scene(on_postgresql, make_world())
    count, answers, before, after = run_without_fault(scene)
    for number in range(count):
        scene.reset()
        with Statements().at(number, end_backend):
            answer = scene.post()
        assert (answer.status_code, answer.json["code"]) == (503, "busy"), number
        assert answer.headers["Retry-After"]
        assert kept() == before, number
        assert scene.answers() == answers, number
        assert kept() == after, number


@pytest.mark.timeout(300)
class Contention:
    """Somebody else is always first at the writing of an entry, so many times."""

    def __init__(self, code: str, times: int):
        self.attempts, self._code, self._left = 0, code, times

    @contextmanager
    def going_on(self) -> Iterator[None]:
        event.listen(db.engine, "before_cursor_execute", self._executed)
        try:
            yield
        finally:
            event.remove(db.engine, "before_cursor_execute", self._executed)

    def _executed(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("INSERT INTO entry "):
            return
        self.attempts += 1
        if self._left > 0:
            self._left -= 1
            connection.exec_driver_sql(
                f"DO $$ BEGIN RAISE EXCEPTION 'first' USING ERRCODE = '{self._code}'; END $$"
            )


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_who_was_not_first_is_tried_again_three_times_and_then_told(on_postgresql: Flask, code: str) -> None:
    world = make_world()
    tablet = Tablet(signed_in(on_postgresql, "maya@cedar.example"))
    batch = tablet.envelope(create(world.cedar.id))
    with (always := Contention(code, 99)).going_on():
        answer = tablet.post(batch)
    assert (answer.status_code, answer.json["code"], always.attempts) == (503, "busy", 4)
    assert not any(kept().values())
    with (thrice := Contention(code, 3)).going_on():
        answer = tablet.post(batch)
    assert (answer.status_code, thrice.attempts) == (200, 4)
    assert [result["st"] for result in answer.json["results"]] == ["applied"]
    assert recount.differences() == []


def test_two_coaches_with_the_same_schools_the_other_way_round_never_deadlock(on_postgresql: Flask) -> None:
    """Of two people: the batches of one wait for each other. They log the same kind, or each another: then no
    row of the tally has one wait before both come to the schools' clocks."""
    world, together = make_world(), threading.Barrier(2)
    schools = [world.cedar.id, world.madrone.id]

    def send(name: str, order: list[int]) -> list[int]:
        tablet = Tablet(signed_in(on_postgresql, f"{name}@cedar.example"))
        mine, minutes, statuses = [create(school) for school in order], 15, []
        tablet.send(*mine)
        for number in range(100):
            kind = "quick_support" if number % 2 and name == "maya" else "classroom_visit"
            ops = [create(school, kind) for school in order]
            if number % 4 > 1:
                ops += [update(op["entry"], {"minutes": minutes + 1}, {"minutes": minutes}) for op in mine]
                minutes += 1
            batch = tablet.envelope(*ops)
            together.wait(20)
            statuses.append(tablet.post(batch).status_code)
        return statuses

    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(send, "maya", schools), pool.submit(send, "jonah", schools[::-1])]
        assert [each.result() for each in sent] == [[200] * 100] * 2
    found = kept()
    assert len(found["entries"]) == 2 * 2 * 101
    assert sorted({minutes for _, _, _, _, minutes, _ in found["entries"]}) == [15, 65]
    assert [seq for _, seq in found["clocks"]] == [2 * (101 + 50)] * 2


# --- everybody at once -------------------------------------------------------


@pytest.mark.timeout(60 + 15 * ROUNDS)
def test_thirty_two_identical_posts_at_the_same_moment_have_one_effect(
    app: Flask, world: World, scene: Scene
) -> None:
    """In turn the batch of everything and a create alone, which no other operation's row protects."""
    cookie = scene.tablet.browser.get_cookie("fieldlog")
    assert cookie
    together = threading.Barrier(32)

    def send(batch: Json) -> Any:
        browser = app.test_client()
        browser.set_cookie("fieldlog", cookie.value)
        together.wait(20)
        return browser.post("/api/sync", json=batch, headers={"X-CSRFToken": scene.tablet.hello["csrf"]})

    batches = [scene.batch, scene.tablet.envelope(create(world.cedar.id))]
    expected = []
    for batch in batches:
        scene.reset()
        expected.append((said(scene.tablet.post(batch)), kept()))
    with ThreadPoolExecutor(32) as pool:
        for number in range(ROUNDS):
            scene.reset()
            answers = list(pool.map(send, [batches[number % 2]] * 32))
            told, after = expected[number % 2]
            assert [said(answer) for answer in answers] == [told] * 32
            results = [answer.json["results"] for answer in answers]
            assert sum(not any(result.get("dup") for result in each) for each in results) == 1
            assert kept() == after


# --- tablets that were away --------------------------------------------------

PAYLOADS = root() / "tests" / "payloads"
RECORDED = sorted(PAYLOADS.glob("v*/*.json"))


def test_every_released_version_of_every_form_has_a_recorded_payload() -> None:
    released = {f"v{n}/{kind.code}.json" for kind in KINDS.values() for n in range(1, kind.form_version + 1)}
    assert released <= {str(file.relative_to(PAYLOADS)) for file in RECORDED}


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_what_a_tablet_of_that_version_sent_is_applied_for_ever(app: Flask, world: World, file: Path) -> None:
    op = json.loads(file.read_text())
    assert (op["form"], op["kind"], op["schools"]) == (int(file.parent.name[1:]), file.stem, [world.cedar.id])
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    assert tablet.send(op)[0] == {"op": op["op"], "st": "applied", "rev": 1, "head": op["op"], "dup": False}
    (row,) = tablet.changes(f"{world.cedar.id}:0")["schools"][0]["rows"]
    assert op["fields"].items() <= row["fields"].items()
    kept()
