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
from fieldlog.ledger import addends, counts, editions, recount, schools
from fieldlog.ledger.addends import Addends
from fieldlog.ledger.behind import Sum, contents_of
from fieldlog.ledger.number import Number
from fieldlog.ledger.scan import all_columns
from fieldlog.models import Entry
from fieldlog.yearbook.picture import DONE
from tests.histories import Step, anew, steps, tell
from tests.world import DAY, NOON, World

YEAR = SchoolYear(2026)
OCTOBER, FIFTH = Month(2026, 10), dt.date(2026, 10, 5)
DAYS = ("2025-11-03", "2026-10-05", "2026-10-06", "2026-11-02")
ZONE: Any = dt.UTC


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=steps(DAYS, most=14),
    measures=st.lists(st.sampled_from(list(MEASURES)), min_size=3, max_size=3, unique=True),
)
def test_what_is_opened_adds_up_to_the_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch, history: list[Step], measures: list[str]
) -> None:
    monkeypatch.setattr(addends, "PAGE", 3)
    world = anew()
    tell(world, history)
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
@given(history=steps(DAYS, most=14))
def test_the_highlights_say_what_the_entries_add_up_to(app: Flask, history: list[Step]) -> None:
    world = anew()
    tell(world, history)
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
