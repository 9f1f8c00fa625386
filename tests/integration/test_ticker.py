"""The weekly files by themselves: on time, caught up, once."""

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldlog import ticker
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import leases
from fieldlog.models import WeekEdition
from tests.server_clock import Clock
from tests.world import World, log

pytestmark = pytest.mark.usefixtures("counted")


def made() -> list[tuple[str, int]]:
    db.session.rollback()
    found = db.session.execute(select(WeekEdition.week, WeekEdition.number).order_by(WeekEdition.id))
    return [(week, number) for week, number in found]


def monday(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.02)


def test_nothing_is_made_before_six_and_the_week_at_six(app: Flask, world: World, moved: Clock) -> None:
    log(world.maya)
    moved.at = monday("2026-11-23T13:59:59")
    assert ticker.tick(app, "a") == []
    moved.at = monday("2026-11-23T14:00")
    assert ticker.tick(app, "a") == ["2026-W47"]


def test_a_server_that_was_away_for_three_weeks_catches_up(app: Flask, world: World, moved: Clock) -> None:
    log(world.maya, activity_date="2026-11-19")
    moved.at = monday("2026-11-23T14:00")
    assert ticker.tick(app, "a") == ["2026-W47"]
    assert ticker.tick(app, "a") == []
    moved.at = monday("2026-12-16T20:00")
    assert ticker.tick(app, "b") == ["2026-W48", "2026-W49", "2026-W50"]
    assert made() == [("2026-W47", 1), ("2026-W48", 1), ("2026-W49", 1), ("2026-W50", 1)]


def test_whoever_has_no_lease_makes_nothing_until_its_time_is_over(
    app: Flask, world: World, moved: Clock
) -> None:
    log(world.maya)
    with write_transaction():
        assert leases.take(ticker.WEEKLY, "another", moved.at, moved.at + ticker.LONGEST)
    assert ticker.tick(app, "mine") == []
    moved.at += ticker.LONGEST
    assert ticker.tick(app, "mine") == ["2026-W47"]


def test_two_at_the_same_moment_make_it_once(app: Flask, world: World, moved: Clock) -> None:
    log(world.maya)
    db.session.rollback()
    start = threading.Barrier(4)
    told: list[list[str]] = []

    def run(holder: str) -> None:
        with app.app_context():
            start.wait()
            told.append(ticker.tick(app, holder))
            db.session.remove()

    threads = [threading.Thread(target=run, args=(f"holder {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [[], [], [], ["2026-W47"]]
    assert made() == [("2026-W47", 1)]


def test_without_any_lease_it_is_made_once_as_well(
    app: Flask, world: World, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease spares work; what makes it once is the store."""
    monkeypatch.setattr(leases, "take", lambda *_: True)
    test_two_at_the_same_moment_make_it_once(app, world, moved)


def test_a_running_server_makes_the_week_when_its_clock_comes_to_monday(
    app: Flask, world: World, moved: Clock
) -> None:
    log(world.maya, activity_date="2026-11-13")
    moved.at = monday("2026-11-16T14:00")
    assert ticker.tick(app, "a") == ["2026-W46"]
    moved.at = monday("2026-11-23T13:59")
    running = ticker.Ticker(app, every_s=0.02)
    running.start()
    try:
        moved.at = monday("2026-11-23T14:00")
        until(lambda: made() == [("2026-W46", 1), ("2026-W47", 1)])
    finally:
        running.stop()


def test_a_tick_that_fails_is_told_and_the_next_one_makes_it(
    app: Flask,
    world: World,
    moved: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    log(world.maya)
    take, failures = leases.take, [OSError("no room"), None]

    def once(*said: object) -> bool:
        failure = failures.pop(0) if failures else None
        if failure:
            raise failure
        return take(*said)  # type: ignore[arg-type]

    monkeypatch.setattr(leases, "take", once)
    running = ticker.Ticker(app, every_s=0.02)
    running.start()
    try:
        until(lambda: made() == [("2026-W47", 1)])
    finally:
        running.stop()
    assert "the weekly files were not made" in caplog.text
    assert db.session.scalar(select(func.count()).select_from(WeekEdition)) == 1


def test_it_starts_with_the_first_request_and_only_once(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Flask] = []
    monkeypatch.setattr(ticker.Ticker, "start", lambda self: started.append(self._app))
    answer = app.wsgi_app
    ticker.from_first_request(app)
    try:
        assert started == []
        for _ in range(3):
            assert app.test_client().get("/healthz").status_code == 200
        assert started == [app]
    finally:
        app.wsgi_app = answer  # type: ignore[method-assign]
