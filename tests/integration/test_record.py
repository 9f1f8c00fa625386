"""The writer: once, whole, and with the tally, on both stores."""

import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldlog.errors import ChangedSince, IdReused, NotFound
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import recount, tally
from fieldlog.ledger.record import Receipt, amend, record, withdraw
from fieldlog.models import Entry, EntryRevision
from tests.world import NOON, World, content, log

YEAR = tally.SchoolYear(2026)


def test_an_entry_moves_the_tally_of_its_school(world: World) -> None:
    log(world.jonah, schools="S03")
    log(world.maya, minutes="20")

    figures = tally.of_schools([world.cedar.id, world.oak.id], YEAR)

    assert figures[world.cedar.id] == {"classroom_visit": 1, "classroom_visits": 1, "coaching_minutes": 20}
    assert figures[world.oak.id] == {"classroom_visit": 1, "classroom_visits": 1, "coaching_minutes": 15}


def test_the_same_entry_twice_counts_once(world: World) -> None:
    entry_id = uuid.uuid4()
    with write_transaction():
        said = content(world.maya, shared_note="Calm start")
        first = record(world.maya, entry_id, said, written_at=NOON, received_at=NOON)
        again = record(world.maya, entry_id, said, written_at=NOON, received_at=NOON)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.at == again.at
    assert tally.of_program(YEAR)["classroom_visits"] == 1


def test_an_edited_entry_still_knows_its_first_words(world: World) -> None:
    entry_id = log(world.maya)
    with write_transaction():
        amend(world.maya, entry_id, content(world.maya, minutes="30"), revision=1, at=NOON)
        again = record(world.maya, entry_id, content(world.maya), written_at=NOON, received_at=NOON)
    assert not again.is_new


@pytest.mark.parametrize("who", ["maya", "jonah"])
def test_other_words_or_another_author_under_the_same_id_are_refused(world: World, who: str) -> None:
    entry_id = log(world.maya)
    actor = getattr(world, who)
    said = content(actor, minutes="16" if who == "maya" else "15")
    with pytest.raises(IdReused), write_transaction():
        record(actor, entry_id, said, written_at=NOON, received_at=NOON)
    assert db.session.get_one(Entry, entry_id).minutes == 15


def test_a_foreign_school_is_not_found(world: World) -> None:
    said = content(world.jonah, schools="S03")
    with pytest.raises(NotFound), write_transaction():
        record(world.maya, uuid.uuid4(), said, written_at=NOON, received_at=NOON)
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 0


def test_an_event_at_two_schools_counts_once_in_the_program(world: World) -> None:
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="90", participants="10")

    by_school = tally.of_schools([world.cedar.id, world.madrone.id], YEAR)

    assert [figures["pd_session_hours"] for figures in by_school.values()] == [90, 90]
    assert tally.of_program(YEAR)["pd_session_hours"] == 90
    assert tally.of_program(YEAR)["pd_participant_hours"] == 900


def test_an_edit_moves_the_tally_by_the_difference(world: World) -> None:
    entry_id = log(world.maya, "pd_session", schools=["S01", "S02"], minutes="90")
    with write_transaction():
        said = content(world.maya, "pd_session", schools=["S02"], minutes="60", activity_date="2026-06-30")
        receipt = amend(world.maya, entry_id, said, revision=1, at=NOON)

    assert receipt == Receipt(entry_id, 2, NOON, True)
    assert tally.of_program(YEAR)["pd_session_hours"] == 0
    last_year = tally.of_schools([world.cedar.id, world.madrone.id], tally.SchoolYear(2025))
    assert last_year[world.cedar.id]["pd_session_hours"] == 0
    assert last_year[world.madrone.id]["pd_session_hours"] == 60
    assert recount.differences() == []


def test_a_withdrawn_entry_counts_nowhere_and_stays_with_its_reason(world: World) -> None:
    entry_id = log(world.maya)
    with write_transaction():
        withdraw(world.maya, entry_id, revision=1, at=NOON, reason="Logged twice")

    assert tally.of_program(YEAR)["classroom_visits"] == 0
    entry = db.session.get_one(Entry, entry_id)
    assert (entry.status, entry.withdrawn_reason, entry.revision) == ("withdrawn", "Logged twice", 2)


def test_only_the_newest_version_can_be_changed_and_only_by_its_author(world: World) -> None:
    entry_id = log(world.maya)
    said = content(world.maya, minutes="20")
    with write_transaction():
        amend(world.maya, entry_id, said, revision=1, at=NOON)
    with pytest.raises(ChangedSince), write_transaction():
        amend(world.maya, entry_id, said, revision=1, at=NOON)
    with pytest.raises(NotFound), write_transaction():
        withdraw(world.jonah, entry_id, revision=2, at=NOON, reason="")
    with pytest.raises(NotFound), write_transaction():
        amend(world.maya, uuid.uuid4(), said, revision=1, at=NOON)


def test_an_error_after_the_entry_leaves_neither_entry_nor_tally(world: World) -> None:
    said = content(world.maya)

    def record_and_fail() -> None:
        with write_transaction():
            record(world.maya, uuid.uuid4(), said, written_at=NOON, received_at=NOON)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        record_and_fail()
    assert db.session.scalar(select(func.count()).select_from(EntryRevision)) == 0
    assert tally.of_program(YEAR) == {}


def test_sixteen_at_the_same_moment_have_one_effect(app: Flask, world: World) -> None:
    entry_id, said = uuid.uuid4(), content(world.maya)
    db.session.rollback()
    receipts: list[Receipt] = []
    start = threading.Barrier(16)

    def send() -> None:
        with app.app_context():
            start.wait()
            with write_transaction():
                made = record(world.maya, entry_id, said, written_at=NOON, received_at=NOON)
            receipts.append(made)

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [receipt.is_new for receipt in receipts].count(True) == 1
    assert len(receipts) == 16
    assert tally.of_program(YEAR)["classroom_visits"] == 1


def test_writers_of_the_same_schools_in_any_order_do_not_block_each_other(app: Flask, world: World) -> None:
    """Two tally rows taken in different orders would be a deadlock on PostgreSQL."""
    there = content(world.jonah, "pd_session", schools=["S01", "S03"])
    here = content(world.jonah, "pd_session", schools=["S03", "S02", "S01"])
    db.session.rollback()
    failed: list[BaseException] = []

    def send(said: object) -> None:
        with app.app_context():
            for _ in range(25):
                try:
                    with write_transaction():
                        record(world.jonah, uuid.uuid4(), said, written_at=NOON, received_at=NOON)  # type: ignore[arg-type]
                except BaseException as error:
                    failed.append(error)

    threads = [threading.Thread(target=send, args=(said,)) for said in (there, here, there, here)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert recount.differences() == []
    assert tally.of_program(YEAR)["pd_session_hours"] == 100 * 15
