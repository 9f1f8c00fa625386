"""All editions' changes, one after the other, give every entry as it is: whatever was logged, corrected,
withdrawn, moved to another day or school, and whenever files were made or made again."""

import csv
import dataclasses
import datetime as dt
import io
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.activities.kind import Content
from fieldlog.clock import Week
from fieldlog.extensions import db, snapshot, write_transaction
from fieldlog.ledger import export
from fieldlog.ledger.csv_cells import restored
from fieldlog.ledger.entries import Filters
from fieldlog.ledger.record import amend, record, withdraw
from fieldlog.ledger.weekly import editions
from fieldlog.ledger.weekly.draft import drafted
from fieldlog.ledger.weekly.keep import keep
from fieldlog.models import Entry, WeekEdition
from tests.histories import forget_entries
from tests.world import World, content

ZONE = ZoneInfo("America/Los_Angeles")
BEGIN = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
WITHDRAW, MAKE, AGAIN = "withdraw", "make", "again"
NOTES = st.sampled_from(["", "=1+1", "line\nbreak", "“quoted”, ;x;", "👩🏽‍🏫", "'", "\ttab"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["log", "log", "edit", "edit", WITHDRAW, MAKE, MAKE, AGAIN]),
        st.integers(0, 20),
        st.integers(-12, 12),
        st.sampled_from(["S01", "S02", "S01 S02"]),
        NOTES,
    ),
    min_size=1,
    max_size=14,
)
# Column of `entries.csv` -> field of `changes.csv`.
SAME = {
    "activity_date": "activity_date", "school_codes": "schools", "minutes": "minutes",
    "start_time": "start_time", "co_coaches": "co_coaches", "focus": "focus", "shared_note": "shared_note",
    "pd_session.participants": "participants", "pd_session.title": "title",
}  # fmt: skip


class Story:
    """Each step half a day after the one before."""

    def __init__(self, world: World):
        self.world, self.at = world, BEGIN

    def tell(self, what: str, number: int, days: int, schools: str, note: str) -> None:
        self.at += dt.timedelta(hours=60)
        if what in (MAKE, AGAIN):
            self.make(is_again=what == AGAIN)
            return
        with write_transaction():
            said = self._content(days, schools, note, number)
            if what == "log":
                record(self.world.maya, uuid.uuid4(), said, written_at=self.at, received_at=self.at)
            elif entry := self._some_entry(number):
                self._change(what, entry, dataclasses.replace(said, kind=entry.kind))

    def make(self, *, is_again: bool = False) -> None:
        due = editions.due(self.at, ZONE)
        newest = editions.newest()
        weeks = [Week.parse(newest.week)] if is_again and newest else due
        for week in weeks:
            with snapshot():
                draft = drafted(week, ZONE, self.at, reason="again" if is_again else "")
            with write_transaction():
                assert keep(draft)

    def _change(self, what: str, entry: Entry, said: Content) -> None:
        if what == WITHDRAW:
            withdraw(self.world.maya, entry.id, revision=entry.revision, at=self.at, reason="Logged twice")
        else:
            amend(self.world.maya, entry.id, said, revision=entry.revision, at=self.at)

    def _some_entry(self, number: int) -> Entry | None:
        active = db.session.query(Entry).filter(Entry.status == "active")
        found = active.order_by(Entry.received_at, Entry.id).all()
        return found[number % len(found)] if found else None

    def _content(self, days: int, schools: str, note: str, number: int) -> Content:
        said = content(
            self.world.maya,
            "pd_session",
            schools=schools.split(),
            shared_note=note,
            minutes=str(10 + number),
            focus=["equity"] if number % 2 else [],
            co_coaches=[str(self.world.jonah.id)] if number % 3 else [],
            **({"action_items.a1.text": f"Item {number}"} if number % 4 else {}),
        )
        day = self.at.astimezone(ZONE).date() + dt.timedelta(days=min(days, 1))
        return dataclasses.replace(said, activity_date=day)


def replayed() -> dict[str, dict[str, str]]:
    """Entry -> field -> text, from nothing but the files."""
    state: dict[str, dict[str, str]] = {}
    for edition in db.session.query(WeekEdition).order_by(WeekEdition.id):
        for row in _rows(editions.content(edition.id, "changes.csv") or b""):
            entry = state.setdefault(row["entry_id"], {"status": "active"})
            assert int(entry.get("revision", 0)) <= int(row["revision"])
            assert entry.get(row["field"], "") == row["old"]
            entry |= {"revision": row["revision"], row["field"]: row["new"]}
    return state


def _rows(body: bytes) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [{column: restored(cell) for column, cell in row.items()} for row in found]


@pytest.mark.usefixtures("counted")
def test_changes_of_all_editions_give_every_entry(app: Flask, world: World) -> None:
    world_of = world

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def inner(steps: list[Any]) -> None:
        story = Story(world_of)
        try:
            for step in steps:
                story.tell(*step)
            story.at += dt.timedelta(days=21)
            story.make()
            lines = "".join(export.csv_lines(world_of.admin, Filters(), ZONE)).encode()
            found = replayed()
            rows = _rows(lines)
            assert found.keys() == {row["entry_id"] for row in rows}
            for row in rows:
                told = found[row["entry_id"]]
                assert (told["revision"], told["status"]) == (row["revision"], row["status"])
                said = {column: told.get(field, "") for column, field in SAME.items()}
                assert said == {column: row[column] for column in SAME}
                items = told.get("action_items", "")
                assert items.count('"id"') == int(row["pd_session.action_items.count"] or 0)
        finally:
            forget_entries()

    inner()
