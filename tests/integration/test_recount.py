"""Tally = recount: over random histories, and proven by planted errors."""

import datetime as dt
from collections.abc import Collection
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from fieldlog.activities import KINDS
from fieldlog.activities.common import ACTION_ITEMS_NOW
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import recount, reweave, tally
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import DayTally, Program, Tally
from tests.world import DAY, NOON, World, content, log

SEEDS = range(12)


def random_fields(rng: Random, earlier: Collection[object] = ()) -> tuple[str, dict[str, object]]:
    kind = rng.choice(list(KINDS))
    several = KINDS[kind].several_schools
    schools = rng.sample(["S01", "S02", "S03"], rng.randint(1, 3) if several else 1)
    day = dt.date(2025, 8, 1) + dt.timedelta(days=rng.randint(0, 470))
    fields: dict[str, object] = {
        "schools": schools,
        "minutes": rng.randint(1, 1440),
        "activity_date": day.isoformat(),
    }
    if "participants" in KINDS[kind].examples[0]:
        fields["participants"] = rng.randint(1, 60)
    if rng.random() < 0.5:
        fields["action_items.a1.text"] = "Call"
    if earlier and KINDS[kind].comes_back_to[:1] == (ACTION_ITEMS_NOW,):
        part = f"follow_ups.{rng.choice(list(earlier))}~a1."
        said = {"what": "action_item", "text": "Call", "state": rng.choice(("done", "open", "changed"))}
        fields |= {part + name: value for name, value in said.items()}
    return kind, fields


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_history_the_tally_equals_the_entries(world: World, seed: int) -> None:
    rng = Random(seed)
    alive: dict[object, tuple[str, int]] = {}
    for _ in range(25):
        kind, fields = random_fields(rng, alive)
        step = rng.random()
        if step < 0.5 or not alive:
            alive[log(world.jonah, kind, **fields)] = (kind, 1)
            continue
        entry_id = rng.choice(list(alive))
        kind, revision = alive[entry_id]
        with write_transaction():
            if step < 0.8:
                while (drawn := random_fields(rng, alive))[0] != kind:
                    pass
                said = content(world.jonah, kind, **drawn[1])
                amend(world.jonah, entry_id, said, revision=revision, at=NOON)  # type: ignore[arg-type]
                alive[entry_id] = (kind, revision + 1)
            else:
                withdraw(world.jonah, entry_id, revision=revision, at=NOON, reason="")  # type: ignore[arg-type]
                del alive[entry_id]
        assert recount.differences() == []
        assert reweave.differences() == []
    for kept in (tally.kept_months(), tally.kept_days()):
        assert all(row.amount >= row.program_amount >= 0 for row in kept)


@pytest.fixture
def planted(app: Flask, world: World) -> Flask:
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="90")
    log(world.maya, activity_date="2026-06-30")
    return app


PLANTS = {
    "a day's number": update(DayTally).where(DayTally.day == DAY).values(amount=DayTally.amount + 1),
    "a day gone": delete(DayTally).where(DayTally.measure == "pd_session_hours"),
    "a number too high": update(Tally).where(Tally.kind == "classroom_visit").values(amount=Tally.amount + 1),
    "the program's part": update(Tally).where(Tally.program_amount == 0).values(program_amount=1),
    "a row gone": delete(Tally).where(Tally.month == 202606),
    "a row of nothing": insert(Tally).values(
        school_id=1, month=202701, kind="convening", measure="convenings", amount=1, program_amount=1
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_error_is_found_named_and_mended(planted: Flask, name: str) -> None:
    with write_transaction() as store:
        store.execute(PLANTS[name])
    run = planted.test_cli_runner()
    checked = run.invoke(args=["fieldlog", "recount", "--check"])
    assert checked.exit_code == 1
    assert "the tally says" in checked.output
    assert run.invoke(args=["fieldlog", "check"]).exit_code == 1
    mended = run.invoke(args=["fieldlog", "recount"])
    assert (mended.exit_code, "mended" in mended.output) == (0, True)
    assert run.invoke(args=["fieldlog", "recount", "--check"]).exit_code == 0


def test_checking_changes_nothing(planted: Flask) -> None:
    with write_transaction() as store:
        store.execute(PLANTS["a number too high"])
    before = db.session.execute(
        select(Tally.amount).order_by(Tally.school_id, Tally.month, Tally.measure)
    ).all()
    planted.test_cli_runner().invoke(args=["fieldlog", "recount", "--check"])
    db.session.rollback()
    assert (
        db.session.execute(select(Tally.amount).order_by(Tally.school_id, Tally.month, Tally.measure)).all()
        == before
    )


def test_a_tally_counted_by_rules_of_before_is_counted_anew_once(planted: Flask) -> None:
    assert not recount.is_due()
    with write_transaction() as store:
        store.execute(delete(DayTally))
        store.execute(update(Program).values(counting=tally.COUNTING - 1))
    assert recount.is_due()
    with write_transaction():
        assert recount.rebuild()
    assert not recount.is_due()
    assert recount.differences() == []
