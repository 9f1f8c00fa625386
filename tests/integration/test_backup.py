"""A backup holds the store of one moment, goes into either store, and the tablets bring what is newer."""

import datetime as dt
import os
import resource
import sqlite3
import stat
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from fieldlog import clock, mail
from fieldlog.clock import SchoolYear, Week
from fieldlog.extensions import db, snapshot, write_transaction
from fieldlog.ledger import (
    asking,
    audit,
    backup,
    editions,
    leases,
    live_links,
    past_totals,
    people,
    program,
    public_links,
    recount,
    targets,
    teacher_notes,
)
from fieldlog.ledger import store as schema
from fieldlog.ledger.weekly import outbox
from fieldlog.ledger.weekly.draft import drafted
from fieldlog.ledger.weekly.keep import keep
from fieldlog.models import Entry, Held, Operation, Person, Program, SignIn
from tests.conftest import STORES, empty_store, signed_in
from tests.tablet import Json, Tablet, create, update, withdraw
from tests.world import DAY, NOON, World, log, make_world, post

# A restore begins an epoch, and takes back every link.
ANEW = {"epoch", "restored_at", "revoked_at"}
# SQLite is held from the beginning of a transaction that is to write.
HOLD = {"sqlite": text("SELECT 1"), "postgresql": text("LOCK TABLE person")}


def run(app: Flask, *words: str) -> tuple[int, str]:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["fieldlog", *words])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.fixture(scope="session", params=STORES)
def shared_other(request: pytest.FixtureRequest, app_on: Callable[[str, str], Flask]) -> Flask:
    return app_on(request.param, "restored")


@pytest.fixture
def other(shared_other: Flask) -> Flask:
    """The app on an empty store of each kind in turn, beside the one that is backed up."""
    with shared_other.app_context():
        empty_store()
    return shared_other


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "monday.fieldlog"


def rows_of(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every table but the sign-ins, row by row, without the epoch."""
    with app.app_context():
        found = {
            table.name: [
                {name: value for name, value in row.items() if name not in ANEW}
                for row in db.session.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in db.metadata.sorted_tables
            if table is not SignIn.__table__
        }
        db.session.rollback()
    return found


def lived_in(app: Flask, world: World) -> Tablet:
    """Every table gets rows: entries of many kinds, changed, withdrawn, held, followed up, two of one event;
    a note and a question that were answered; an invited coach; a target, a total of before; a week's files on
    their way; an edition and a link to it; a live link; a list and a form that the program made its own."""
    admin, address = signed_in(app, "admin@cedar.example"), "/lists/questions/classroom_visit"
    post(admin, address, {"new.label": "Weather", "new.answer": "one", "new.choices": "Sun\nRain"})
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    first, second = create(world.cedar.id, fields={"shared_note": "Calm 👩🏽‍🏫\n"}), create(world.madrone.id)
    tablet.send(first, second, create(world.cedar.id, fields={"minutes": 0}))
    tablet.send(
        update(first["entry"], {"minutes": 20, "later_field": {"b": [1.5, None], "a": True}}, {"minutes": 15})
    )
    tablet.send(withdraw(second["entry"], second["op"]))
    pd = {"schools": ["S01", "S03"], "start_time": "09:30", "action_items.a.text": "Ask"}
    begun = log(world.jonah, "pd_session", co_coaches=[world.maya.id], **pd)
    said = {"what": "action_item", "text": "Ask", "state": "open"}
    marked = {f"follow_ups.{begun}~a.{name}": value for name, value in said.items()}
    log(world.jonah, "data_team_meeting", **marked)
    log(world.maya, "pd_session")
    note = teacher_notes.Note(uuid.UUID(first["entry"]), "t" * 43, "alder@school.example", "Hello 👩🏽‍🏫\n")
    with write_transaction():
        teacher_notes.keep(world.maya, note, mail.SENT, NOON)
        assert teacher_notes.answer(note.token, "Thank you\nfor this", NOON)
        for actor, words in ((world.elena, "Why?\n👩🏽‍🏫"), (world.maya, "Because.")):
            asked = asking.Said(uuid.uuid4(), uuid.UUID(first["entry"]), "S01", words)
            asking.write(actor, asked, NOON, by_mail=actor is world.maya)
        assert (
            targets.change(world.admin, SchoolYear(2026), {(world.cedar.id, "convenings"): "1"}, NOON) == {}
        )
        past_totals.keep((world.cedar.id, 2019, "convenings"), 1)
        editions.publish(world.admin, SchoolYear(2026), DAY, NOON)
        public_links.open_link(world.admin, SchoolYear(2026), "l" * 43, "The board", None, NOON)
        live_links.open_link(
            world.elena, world.cedar.id, "e" * 43, "Her sheet", NOON + dt.timedelta(365), NOON
        )
        assert leases.take("weekly files", "a machine", NOON, NOON)
    with snapshot():
        week = drafted(Week.of(NOON.date()), ZoneInfo("America/Los_Angeles"), NOON)
    with write_transaction():
        assert keep(week, ["folder", "e-mail to office@cedar.example"])
    with write_transaction():
        taken = outbox.take(["folder"], NOON)
        assert taken
        outbox.settle(taken.id, "there is no room left", NOON)
    assert run(app, "add-user", "new@cedar.example", "--role", "coach", "--school", "S01")[0] == 0
    return tablet


def test_a_backup_of_either_store_restores_into_either_row_by_row(
    app: Flask, world: World, other: Flask, file: Path
) -> None:
    lived_in(app, world)
    before = rows_of(app)
    assert all(before.values()), [name for name, rows in before.items() if not rows]

    assert run(app, "backup", str(file)) == (0, f"5 entries backed up to {file}.\n")
    assert run(other, "restore", str(file)) == (
        0,
        "5 entries restored; tally and trail are right. Everybody signs in again. 2 links were taken back, "
        "public and live ones: make new ones for whoever still reads by them.\n",
    )

    assert rows_of(other) == before == rows_of(app)
    with other.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
        opened = program.current()
        assert opened
        assert opened.restored_at
        epoch = opened.epoch
    assert epoch != db.session.get_one(Program, 1).epoch


def test_a_restore_opens_no_link_that_was_taken_back_since(
    app: Flask, world: World, other: Flask, file: Path
) -> None:
    lived_in(app, world)
    run(app, "backup", str(file))
    addresses = (f"/public/{'l' * 43}", f"/live/{'e' * 43}/entries.csv")
    assert [app.test_client().get(address).status_code for address in addresses] == [200, 200]
    with write_transaction():
        public_links.take_back(world.admin, SchoolYear(2026), 1, NOON)
        live_links.take_back(world.elena, 1, NOON)
    run(other, "restore", str(file))
    for opened in (app, other):
        assert [opened.test_client().get(address).status_code for address in addresses] == [404, 404]


def test_what_comes_after_a_restore_gets_numbers_of_its_own(
    app: Flask, world: World, other: Flask, file: Path
) -> None:
    lived_in(app, world)
    run(app, "backup", str(file))
    run(other, "restore", str(file))
    with other.app_context():
        taken = set(db.session.scalars(select(Person.id)))
        with write_transaction():
            person = people.add("later@cedar.example", "Later", "coach")
        assert person.id not in taken
        tablet = Tablet(signed_in(other, "maya@cedar.example"))
        (held,) = tablet.send(create(world.cedar.id, fields={"minutes": 0}))
        assert held["ref"] == "H-2"
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Held)) == 2


def test_there_and_back_again_is_the_same(app: Flask, world: World, other: Flask, file: Path) -> None:
    lived_in(app, world)
    before, second = rows_of(app), file.with_name("second")
    run(app, "backup", str(file))
    run(other, "restore", str(file))
    run(other, "backup", str(second))
    empty_store()
    assert run(app, "restore", str(second))[0] == 0
    assert rows_of(app) == before


def test_a_backup_is_one_file_for_its_owner_and_overwrites_none(app: Flask, world: World, file: Path) -> None:
    log(world.maya)
    assert run(app, "backup", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == [file.name]
    with sqlite3.connect(file) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert opened.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.newest(),)
    opened.close()
    kept = file.read_bytes()
    status, said = run(app, "backup", str(file))
    assert (status, said) == (1, f"Error: {file} cannot be written: File exists.\n")
    assert file.read_bytes() == kept


def test_a_file_that_came_meanwhile_is_not_overwritten(
    app: Flask, world: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come(path: Path) -> None:
        file.write_text("somebody else's")

    monkeypatch.setattr(backup, "_to_disk", come)
    assert run(app, "backup", str(file))[0] == 1
    assert file.read_text() == "somebody else's"
    assert os.listdir(file.parent) == [file.name]


def test_a_backup_that_fails_leaves_nothing(
    app: Flask, world: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_to_disk", fail)
    status, said = run(app, "backup", str(file))
    assert (status, said) == (1, f"Error: {file} cannot be written: No space left on device.\n")
    assert os.listdir(file.parent) == []


def test_a_disk_without_room_for_the_file_leaves_nothing(app: Flask, world: World, file: Path) -> None:
    lived_in(app, world)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        status, said = run(app, "backup", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    sentence = "Error: There is no backup: the store could not be read, or the file written.\n"
    assert (status, said) == (1, sentence)
    assert os.listdir(file.parent) == []


def test_a_store_that_nobody_has_set_up_is_not_backed_up(app: Flask, file: Path) -> None:
    status, said = run(app, "backup", str(file))
    assert (status, said) == (1, "Error: There is no backup: nobody has set up this store.\n")
    assert not file.exists()


def test_a_damaged_store_gives_no_backup(tmp_path: Path, make_app: Callable[..., Flask]) -> None:
    store, file = tmp_path / "store.sqlite3", tmp_path / "file"
    app = make_app(f"sqlite:///{store}")
    with app.app_context():
        world = make_world()
        lived_in(app, world)
        # So much that the middle of the file is entries.
        for _ in range(40):
            log(world.maya, shared_note="x" * 4000)
        db.session.remove()
        db.engine.dispose()
    store.write_bytes(damaged_within(store.read_bytes()))
    status, said = run(app, "backup", str(file))
    assert (status, said) == (1, "Error: There is no backup: the store is damaged, and so is its copy.\n")
    assert not file.exists()


def test_a_store_whose_schema_is_damaged_gives_no_backup(
    tmp_path: Path, make_app: Callable[..., Flask]
) -> None:
    store, file = tmp_path / "store.sqlite3", tmp_path / "file"
    app = make_app(f"sqlite:///{store}")
    with app.app_context():
        make_world()
        db.session.remove()
        db.engine.dispose()
    whole = store.read_bytes()
    store.write_bytes(whole[:100] + b"\xa5" * 3996 + whole[4096:])
    assert run(app, "backup", str(file)) == (1, "Error: There is no backup: the store is damaged.\n")
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said(app: Flask, world: World, tmp_path: Path) -> None:
    status, said = run(app, "backup", str(tmp_path / "nowhere" / "file"))
    assert status == 1
    assert said.endswith("cannot be written: No such file or directory.\n")


# --- refusals ----------------------------------------------------------------


def damaged_within(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + b"\xa5" * 9000 + whole[middle + 9000 :]


def damaged(whole: bytes) -> bytes:
    """From a quarter on: what lies in one place alone may be free, once many rows were taken away before."""
    quarter = len(whole) // 4
    return whole[:quarter] + b"\xa5" * (len(whole) - quarter)


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "is not a backup of FieldLog."),
    "text": (lambda _: b"entry_id,revision\n", "is not a backup of FieldLog."),
    "cut": (lambda whole: whole[:-5000], "is damaged."),
    "cut in its head": (lambda whole: whole[:60], "is damaged."),
    "overwritten": (damaged, "is damaged."),
}


def refused(app: Flask, file: Path) -> str:
    """What the restore says, once it is sure that nothing of the file is in the store."""
    with app.app_context():
        before = rows_of(app)
    status, said = run(app, "restore", str(file))
    assert status == 1
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert rows_of(app) == before
    return said


@pytest.mark.parametrize("name", ALTERED)
def test_a_file_that_is_no_backup_is_refused(app: Flask, world: World, file: Path, name: str) -> None:
    lived_in(app, world)
    run(app, "backup", str(file))
    empty_store()
    alter, sentence = ALTERED[name]
    file.write_bytes(alter(file.read_bytes()))
    assert sentence in refused(app, file)


STATEMENTS = {
    "another program's file": ("DROP TABLE alembic_version", "is not a backup of a FieldLog program."),
    "nobody's program": ("DELETE FROM program", "is not a backup of a FieldLog program."),
    "an older schema": (
        "UPDATE alembic_version SET version_num = '0000'",
        "of schema 0000; this FieldLog has schema",
    ),
    "a row of nobody": ("UPDATE entry SET coach_id = 77", "does not take the rows of entry "),
    "a day that is none": ("UPDATE entry SET activity_date = 'Monday'", "does not take the rows of entry "),
    "words that are no JSON": ("UPDATE entry SET details = '{'", "does not take the rows of entry "),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_backup_that_cannot_be_taken_leaves_the_store_empty(
    app: Flask, world: World, file: Path, name: str
) -> None:
    lived_in(app, world)
    run(app, "backup", str(file))
    empty_store()
    statement, sentence = STATEMENTS[name]
    altered = sqlite3.connect(file)
    with altered:
        altered.execute(statement)
    altered.close()
    assert sentence in refused(app, file)


def test_a_store_that_is_not_empty_is_not_touched(app: Flask, world: World, file: Path) -> None:
    log(world.maya)
    run(app, "backup", str(file))
    assert "not empty" in refused(app, file)


def test_a_store_with_people_only_is_not_empty(app: Flask, world: World, other: Flask, file: Path) -> None:
    run(app, "backup", str(file))
    assert run(other, "add-user", "first@cedar.example", "--role", "admin")[0] == 0
    assert "not empty" in refused(other, file)


def test_an_absent_file_and_a_folder_are_refused(app: Flask, tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused(app, tmp_path / "absent")
    assert "cannot be read: Is a directory" in refused(app, tmp_path)


def test_a_store_that_somebody_else_holds_is_said(
    app: Flask, world: World, file: Path, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, "backup", str(file))
    empty_store()
    monkeypatch.setattr("fieldlog.extensions.PATIENCE_MS", 200)
    impatient = make_app(app.config["SQLALCHEMY_DATABASE_URI"])
    with db.engine.connect().execution_options(begins="BEGIN IMMEDIATE") as other:
        other.execute(HOLD[db.engine.dialect.name])
        status, said = run(impatient, "restore", str(file))
    assert (status, said) == (1, "Error: Nothing was restored: the store is busy, full or out of reach.\n")
    assert not any(rows_of(app).values())


def test_a_store_of_an_older_schema_is_neither_backed_up_nor_filled(
    app: Flask, world: World, file: Path
) -> None:
    run(app, "backup", str(file))
    empty_store()
    with write_transaction() as store:
        store.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        for words in (("backup", str(file.with_name("new"))), ("restore", str(file))):
            status, said = run(app, *words)
            assert status == 1
            assert "the store is not migrated" in said
    finally:
        with write_transaction() as store:
            store.execute(text(f"UPDATE alembic_version SET version_num = '{schema.newest()}'"))


def test_a_store_without_tables_gets_them(
    app: Flask, world: World, file: Path, tmp_path: Path, make_app: Callable[..., Flask]
) -> None:
    log(world.maya)
    run(app, "backup", str(file))
    bare = make_app(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    with bare.app_context():
        db.engine.dispose()
    for part in tmp_path.glob("bare.sqlite3*"):
        part.unlink()
    assert run(bare, "restore", str(file))[0] == 0
    assert rows_of(bare) == rows_of(app)


def test_what_was_wrong_in_the_backup_is_restored_and_told(
    app: Flask, world: World, other: Flask, file: Path
) -> None:
    lived_in(app, world)
    with write_transaction() as store:
        store.execute(text("UPDATE tally SET amount = amount + 1"))
        store.execute(text("UPDATE audit SET what = 'update' WHERE id = 1"))
    run(app, "backup", str(file))
    status, said = run(other, "restore", str(file))
    assert status == 1
    assert "5 entries restored, with what was wrong in the backup already: tally, trail." in said


# --- while somebody writes ---------------------------------------------------


@pytest.fixture
def writer(app: Flask, world: World) -> Iterator[Callable[[], None]]:
    """Sends batches of five from a thread of its own until the test ends; waits for one more when called."""
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    ended, done = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        while not ended.is_set():
            tablet.send(*[create(world.cedar.id) for _ in range(5)])
            done.release()

    def one_more() -> None:
        assert done.acquire(timeout=20)

    thread = threading.Thread(target=write)
    thread.start()
    yield one_more
    ended.set()
    thread.join()


def test_a_backup_while_somebody_writes_holds_whole_batches(
    app: Flask, writer: Callable[[], None], other: Flask, tmp_path: Path
) -> None:
    for number in range(4):
        file = tmp_path / f"{number}"
        writer()
        assert run(app, "backup", str(file))[0] == 0
        with other.app_context():
            empty_store()
        status, said = run(other, "restore", str(file))
        assert (status, int(said.split()[0]) % 5) == (0, 0), said
        found = rows_of(other)
        assert len(found["entry"]) == len(found["operation"]) == len(found["audit"]) > 0
        assert len(found["school_change"]) == found["school_clock"][0]["seq"]


def test_what_is_written_in_the_middle_of_a_backup_is_not_half_in_it(
    app: Flask, world: World, other: Flask, file: Path
) -> None:
    log(world.maya)
    in_between: list[Any] = []

    def write() -> None:
        with app.app_context():
            in_between.append(log(world.jonah))

    def after_entries(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM entry_revision" in statement and not in_between:
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

    event.listen(db.engine, "before_cursor_execute", after_entries)
    try:
        assert run(app, "backup", str(file))[0] == 0
    finally:
        event.remove(db.engine, "before_cursor_execute", after_entries)
    # SQLite copies pages, not rows: there is no middle in which somebody could write.
    assert len(in_between) == (db.engine.dialect.name == "postgresql")
    status, said = run(other, "restore", str(file))
    assert (status, said.split()[0]) == (0, "1")
    assert len(rows_of(other)["entry_revision"]) == 1


# --- the restore drill -------------------------------------------------------


def at(monkeypatch: pytest.MonkeyPatch, later: dt.timedelta) -> None:
    """From now on the clock says so much more."""
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + later)


def changes_of(*creates: Json) -> list[Json]:
    return [update(op["entry"], {"minutes": 40}, {"minutes": 15}) for op in creates]


def test_the_tablets_heal_a_restored_server(
    app: Flask, world: World, other: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent before and after the backup, lost with the disk, sent again: each entry there once."""
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    early = [create(world.cedar.id) for _ in range(4)]
    tablet.send(*early)
    run(app, "backup", str(file))
    late = [create(world.madrone.id) for _ in range(3)]
    afterwards = changes_of(early[0], late[0])
    tablet.send(*late)
    tablet.send(*afterwards)
    journal = [*early, *late, *afterwards]

    assert run(other, "restore", str(file))[0] == 0
    back = Tablet(signed_in(other, "maya@cedar.example"))
    told = back.post(back.envelope(*late, epoch=tablet.hello["epoch"]))
    assert (told.status_code, told.json["code"]) == (409, "epoch")

    # The change of an entry that only comes later in the journal waits, and blocks nothing.
    (waits,) = back.send(afterwards[1])
    assert (waits["st"], waits["code"]) == ("retry", "unknown_entry")
    results = back.send(*journal)
    assert [result["st"] for result in results] == ["applied"] * len(journal)
    assert [result["dup"] for result in results] == [True] * 4 + [False] * 5
    assert back.send(*journal) == [result | {"dup": True} for result in results]

    assert rows_of_entries(other) == rows_of_entries(app)
    with other.app_context():
        assert recount.differences() == []
        assert audit.first_broken() is None
        assert db.session.scalar(select(func.count()).select_from(Operation)) == len(journal)


def rows_of_entries(app: Flask) -> dict[Any, tuple[Any, ...]]:
    with app.app_context():
        rows = db.session.execute(select(Entry.id, Entry.revision, Entry.head, Entry.minutes, Entry.status))
        return {row[0]: tuple(row) for row in rows}


@pytest.mark.parametrize(
    ("later", "answer"),
    [
        (dt.timedelta(days=7, minutes=-1), {"st": "retry", "code": "unknown_entry"}),
        (dt.timedelta(days=7, minutes=1), {"st": "held", "code": "unknown_entry"}),
    ],
)
def test_a_change_waits_seven_days_for_its_entry_and_is_then_held(
    app: Flask,
    world: World,
    other: Flask,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    later: dt.timedelta,
    answer: dict[str, str],
) -> None:
    run(app, "backup", str(file))
    assert run(other, "restore", str(file))[0] == 0
    tablet = Tablet(signed_in(other, "maya@cedar.example"))
    lost = create(world.cedar.id)
    (change,) = changes_of(lost)
    assert tablet.send(change)[0]["st"] == "retry"
    at(monkeypatch, later)
    assert answer.items() <= tablet.send(change)[0].items()
