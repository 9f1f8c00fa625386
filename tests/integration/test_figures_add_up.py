"""After any history what is opened adds up to its number, for every reader, page by page."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.access import Actor
from fieldlog.activities import KINDS, MEASURES
from fieldlog.activities.kind import Content
from fieldlog.clock import Month, SchoolYear, year_before
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import addends, counts, editions, recount, same_event, schools
from fieldlog.ledger.addends import Addends
from fieldlog.ledger.behind import Sum, contents_of
from fieldlog.ledger.number import Number
from fieldlog.ledger.record import amend, withdraw
from fieldlog.ledger.scan import all_columns
from fieldlog.models import AlikePair, Entry
from fieldlog.yearbook.picture import DONE
from tests.conftest import empty_store
from tests.world import DAY, NOON, World, content, log, make_world

YEAR = SchoolYear(2026)
OCTOBER, FIFTH = Month(2026, 10), dt.date(2026, 10, 5)
DAYS = ("2025-11-03", "2026-10-05", "2026-10-06", "2026-11-02")
ZONE: Any = dt.UTC

Typed = tuple[str, dict[str, Any]]


@st.composite
def typed(draw: st.DrawFn) -> Typed:
    """An entry's kind and fields: of this year or the last, at one school or several."""
    kind = KINDS[draw(st.sampled_from(list(KINDS)))]
    several = st.lists(st.sampled_from(["S01", "S02", "S03"]), min_size=1, max_size=3, unique=True)
    fields: dict[str, Any] = {
        "schools": draw(several if kind.several_schools else st.sampled_from([["S01"], ["S03"]])),
        "minutes": draw(st.integers(1, 1440)),
        "activity_date": draw(st.sampled_from(DAYS)),
    }
    if "participants" in kind.examples[0]:
        fields["participants"] = draw(st.integers(1, 60))
    if kind.code == "data_team_meeting":
        fields["attendance.teacher"] = draw(st.integers(0, 9))
    return kind.code, fields


ACTS = st.sampled_from(["log", "log", "log late", "log twice", "amend", "withdraw"])
STEPS = st.lists(st.tuples(ACTS, typed(), st.integers(0, 20)), min_size=3, max_size=14)


class History:
    """What Jonah logs at three schools, changes and withdraws, and what Maya logged of the same event."""

    def __init__(self, world: World):
        self._world = world
        self._alive: list[tuple[uuid.UUID, str, int]] = []

    def step(self, act: str, said: Typed, which: int) -> None:
        if act.startswith("log") or not self._alive:
            self._log(*said, act)
        else:
            self._change(*self._alive.pop(which % len(self._alive)), act, said)

    def _log(self, kind: str, fields: dict[str, Any], act: str) -> None:
        at = NOON + dt.timedelta(days=60 if act == "log late" else 0)
        entry_id = log(self._world.jonah, kind, at=at, **fields)
        if act == "log twice" and "S03" not in fields["schools"]:
            self._merge(entry_id, log(self._world.maya, kind, **fields))
        else:
            self._alive.append((entry_id, kind, 1))

    def _merge(self, stands: uuid.UUID, other: uuid.UUID) -> None:
        key = (min(stands, other), max(stands, other))
        with write_transaction() as store:
            assert store.get(AlikePair, key)
            heads = {each: store.get_one(Entry, each).head for each in key}
            same_event.settle(
                self._world.admin, key, same_event.SAME, stands=stands, heads=heads, now=NOON, today=DAY
            )

    def _change(self, entry_id: uuid.UUID, kind: str, revision: int, act: str, said: Typed) -> None:
        with write_transaction():
            if act == "withdraw" or said[0] != kind:
                withdraw(self._world.jonah, entry_id, revision=revision, at=NOON, reason="")
                return
            changed = content(self._world.jonah, kind, **said[1])
            amend(self._world.jonah, entry_id, changed, revision=revision, at=NOON)
        self._alive.append((entry_id, kind, revision + 1))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, measures=st.lists(st.sampled_from(list(MEASURES)), min_size=3, max_size=3, unique=True))
def test_what_is_opened_adds_up_to_the_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, Typed, int]], measures: list[str]
) -> None:
    monkeypatch.setattr(addends, "PAGE", 3)
    db.session.remove()
    empty_store()
    world = make_world()
    history = History(world)
    for step in steps:
        history.step(*step)
    assert recount.differences() == []
    said = dict(active())
    for number, reader in (each for measure in measures for each in asked(world, measure)):
        counted = by_hand(number, said)
        opened = list(pages(reader, number))
        rows = [row for page in opened for row in page.rows]
        assert {row.entry.id: row.amount for row in rows} == seen_by(reader, counted, said)
        assert len({row.entry.id for row in rows}) == len(rows), "each of them once"
        assert [row.entry.activity_date for row in rows] == sorted(
            (row.entry.activity_date for row in rows), reverse=True
        )
        assert all(page.is_right for page in opened)
        assert opened[-1].reached == Sum(len(rows), sum(row.amount for row in rows)) == opened[0].seen
        assert opened[0].total == opened[0].seen.plus(opened[0].beyond)
        assert opened[0].total == Sum(len(counted), sum(counted.values()))
        told = counts.of(number)
        assert (sum(told.all), told.total) == opened[0].total


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_highlights_say_what_the_entries_add_up_to(
    app: Flask, steps: list[tuple[str, Typed, int]]
) -> None:
    db.session.remove()
    empty_store()
    world = make_world()
    history = History(world)
    for step in steps:
        history.step(*step)
    with write_transaction():
        editions.publish(world.admin, YEAR, DAY, NOON)
    shown, said = editions.newest(YEAR), dict(active())
    assert shown
    for fact in (each for each in shown.picture.facts if each.measure in DONE):
        assert fact.amount == sum(by_hand(Number(fact.measure, None, YEAR), said).values()), fact.measure
        before = by_hand(Number(fact.measure, None, YEAR.before, None, year_before(DAY)), said)
        if fact.before is not None:
            assert fact.before == sum(before.values()), fact.measure


def active() -> Iterator[tuple[uuid.UUID, Content]]:
    found = db.session.execute(all_columns().where(Entry.status == "active")).all()
    yield from zip((entry.id for entry in found), contents_of(found), strict=True)


def asked(world: World, measure: str) -> Iterator[tuple[Number, Actor]]:
    """The program's number and a school's, in each year, in a month, up to a day, for each sort of reader."""
    cedar = schools.one(world.admin, "S01", YEAR)
    for reader in (world.admin, world.lead, world.stranger):
        yield Number(measure, None, YEAR), reader
    yield Number(measure, None, YEAR.before), world.stranger
    yield Number(measure, None, YEAR, OCTOBER), world.stranger
    yield Number(measure, cedar, YEAR), world.elena
    yield Number(measure, cedar, YEAR.before), world.elena
    yield Number(measure, cedar, YEAR, OCTOBER), world.maya
    yield Number(measure, cedar, YEAR, OCTOBER, FIFTH), world.maya
    yield Number(measure, cedar, YEAR, None, FIFTH), world.elena


def pages(reader: Actor, number: Number) -> Iterator[Addends]:
    yield (page := addends.page(reader, number, ZONE))
    while page.next:
        yield (page := addends.page(reader, number, ZONE, page.next))


def by_hand(number: Number, said: dict[uuid.UUID, Content]) -> dict[uuid.UUID, int]:
    """What each entry adds, from the entries alone."""
    return {
        entry_id: measure.amount(content)
        for entry_id, content in said.items()
        for measure in KINDS[content.kind].all_measures
        if measure.code == number.measure
        and number.period.first_day <= content.activity_date <= number.last_day
        and (number.school is None or number.school.id in content.school_ids)
    }


def seen_by(
    reader: Actor, counted: dict[uuid.UUID, int], said: dict[uuid.UUID, Content]
) -> dict[uuid.UUID, int]:
    return {
        entry_id: amount
        for entry_id, amount in counted.items()
        if reader.role == "admin" or reader.school_ids.intersection(said[entry_id].school_ids)
    }
