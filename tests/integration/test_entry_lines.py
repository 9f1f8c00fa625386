"""The lines of `entries.csv` are the cells of its entries, written as text, for every reader."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import csv_cells, export, question_changes
from fieldlog.ledger.entries import Filters, is_read_by
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.question_changes import New, Wanted
from fieldlog.ledger.scan import all_columns
from fieldlog.models import Entry
from tests.histories import Step, anew, steps, tell
from tests.typed import typed_of
from tests.world import NOON, World, log

# A school year ends and begins, the clock is put back, a week is not over yet.
DAYS = ("2025-11-02", "2026-06-30", "2026-07-01", "2026-11-01", "2026-11-19", "2026-11-20")
READERS = ("maya", "jonah", "elena", "stranger", "lead", "admin")
ZONES = ("America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati")
NASTY = '=HYPERLINK("http://evil"), line\nbreak\r 👩🏽‍🏫\ttab'


def as_cells(reader: Actor, zone: ZoneInfo) -> str:
    """The whole file, cell by cell."""
    cells = EntryCells(reader, zone)
    query = all_columns().where(is_read_by(reader)).order_by(Entry.activity_date, Entry.id)
    rows = cells.of(db.session.execute(query).all())
    return csv_cells.BYTE_ORDER_MARK + "".join(map(csv_cells.line, [cells.header, *rows]))


def as_lines(reader: Actor, zone: ZoneInfo) -> str:
    return "".join(export.csv_lines(reader, Filters(), zone))


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=steps(DAYS), zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_they_are_after_any_history(app: Flask, history: list[Step], zone: ZoneInfo) -> None:
    world = anew()
    tell(world, history)
    for name in READERS:
        reader = getattr(world, name)
        assert as_lines(reader, zone) == as_cells(reader, zone), name


@pytest.mark.parametrize("code", KINDS)
def test_they_are_whatever_a_kind_says(world: World, code: str) -> None:
    kind, zone = KINDS[code], ZoneInfo("America/Los_Angeles")
    fields = {field.name: field for field in kind.every_field}
    with write_transaction():
        asked = Wanted({}, {}, New("Who kept time?", "", "some", "Ana\nLee"))
        assert question_changes.change(world.admin, code, asked, NOON) == {}
    for number, example in enumerate(kind.every_example):
        said = {
            name: typed
            for field, value in example.items()
            for name, typed in typed_of(fields[field], value).items()
        }
        if number:
            said |= {"start_time": ["08:05"], "focus": ["equity", "data_use"], "shared_note": [NASTY]}
            said |= {"co_coaches": [str(world.jonah.id)]}
        log(world.maya, code, at=NOON + dt.timedelta(microseconds=number), **said)
        # And once without the speaker's consent.
        said.pop("quote.q1.consent", None)
        log(world.maya, code, **said)
    for name in READERS:
        reader = getattr(world, name)
        assert as_lines(reader, zone) == as_cells(reader, zone), name
