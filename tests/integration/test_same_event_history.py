"""Tally = recount over random histories of entries that are logged, changed, merged and taken apart again."""

import datetime as dt
import uuid
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from fieldlog.activities.kind import Content
from fieldlog.errors import Merged
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import corrections, merges, recount, same_event
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import AlikePair, Entry
from tests.world import World, content, log

NOW = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def entry_of(entry_id: uuid.UUID) -> Entry:
    fresh()
    return db.session.get_one(Entry, entry_id)


def pairs(decided: str | None) -> list[AlikePair]:
    fresh()
    query = select(AlikePair).where(
        AlikePair.decided.is_(decided) if decided is None else AlikePair.decided == decided
    )
    return list(db.session.scalars(query.order_by(AlikePair.entry_id, AlikePair.other_id)))


class Story:
    """Random writing, changing, withdrawing, merging and undoing by an admin and two coaches."""

    def __init__(self, world: World, rng: Random):
        self._world = world
        self._rng = rng
        self._entries: list[uuid.UUID] = []
        self.merged = self.undone = 0

    def step(self) -> None:
        steps = [
            self.log,
            self.log,
            self._amend,
            self._withdraw,
            self._put_back,
            self._settle,
            self._settle,
            self.undo,
        ]
        self._rng.choice(steps)()

    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "participants": self._rng.randint(1, 40),
            "minutes": self._rng.randint(1, 90),
            "activity_date": self._rng.choice(["2026-11-19", "2026-11-20"]),
            "schools": self._rng.sample(["S01", "S02"], self._rng.randint(1, 2)),
            "focus": self._rng.sample(["equity", "data_use"], self._rng.randint(0, 2)),
        }
        for name in ("licensed", "classified", "facilitators"):
            if self._rng.random() < 0.4:
                fields[name] = self._rng.randint(1, 20)
        if fields.get("licensed", 0) + fields.get("classified", 0) > fields["participants"]:
            fields["participants"] = 40
        return fields

    def log(self) -> None:
        author, other = self._rng.sample([self._world.maya, self._world.jonah], 2)
        helped = [str(other.id)] if self._rng.random() < 0.3 else []
        self._entries.append(log(author, "pd_session", co_coaches=helped, **self._fields()))

    def settle_or_undo(self) -> None:
        self._rng.choice([self._settle, self._settle, self.undo])()

    def said(self) -> list[tuple[str, Content]]:
        return [(entry.status, merges.written([entry])[0].content) for entry in map(entry_of, self._entries)]

    def _some(self, status: str) -> Entry | None:
        found = [entry for each in self._entries if (entry := entry_of(each)).status == status]
        return self._rng.choice(found) if found else None

    def _author(self, entry: Entry) -> Any:
        return next(a for a in (self._world.maya, self._world.jonah) if a.id == entry.coach_id)

    def _amend(self) -> None:
        if entry := self._some("active"):
            author = self._author(entry)
            said = content(author, "pd_session", **self._fields())
            with write_transaction():
                amend(author, entry.id, said, revision=entry.revision, at=NOW)

    def _withdraw(self) -> None:
        if entry := self._some("active"):
            with write_transaction():
                withdraw(self._author(entry), entry.id, revision=entry.revision, at=NOW, reason="")

    def _put_back(self) -> None:
        entry = self._some("withdrawn")
        if entry is None:
            return
        if merges.is_merged_away(entry):
            with pytest.raises(Merged):
                self._back(entry)
        else:
            self._back(entry)

    def _back(self, entry: Entry) -> None:
        with write_transaction():
            corrections.put_back(self._world.admin, entry.id, head=entry.head, now=NOW)

    def _settle(self) -> None:
        waiting = [(pair.entry_id, pair.other_id) for pair in pairs(None)]
        if not waiting:
            return
        key = self._rng.choice(waiting)
        heads = {each: entry_of(each).head for each in key}
        decision = "same" if self._rng.random() < 0.8 else "different"
        stands = self._rng.choice(key)
        with write_transaction():
            same_event.settle(
                self._world.admin, key, decision, stands=stands, heads=heads, now=NOW, today=NOW.date()
            )
        self.merged += decision == "same"

    def undo(self) -> None:
        merged = pairs("same")
        if not merged:
            return
        pair = self._rng.choice(merged)
        key, stands = (pair.entry_id, pair.other_id), pair.stands_id
        assert stands
        if merges.is_merged_away(entry_of(stands)):
            with pytest.raises(Merged):
                self._part(key)
        else:
            self._part(key)
            self.undone += 1

    def _part(self, key: tuple[uuid.UUID, uuid.UUID]) -> None:
        with write_transaction():
            same_event.undo(self._world.admin, key, now=NOW, today=NOW.date())


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_tally_equals_the_entries_and_only_what_counts_waits(
    world: World, seed: int
) -> None:
    story = Story(world, Random(seed))
    steps = 0
    # Ids are another's each time, and with them what is chosen: it goes on until all of it happened.
    while steps < 60 or not (story.merged and story.undone):
        steps += 1
        story.step()
        fresh()
        assert recount.differences() == []
        active = set(db.session.scalars(select(Entry.id).where(Entry.status == "active")))
        assert all({pair.entry_id, pair.other_id} <= active for pair in pairs(None))
        for pair in pairs("same"):
            assert {pair.entry_id, pair.other_id}.difference({pair.stands_id}).isdisjoint(active)


@pytest.mark.parametrize("seed", range(6))
def test_merges_taken_apart_in_any_order_leave_every_entry_as_it_was(world: World, seed: int) -> None:
    """Schools and co-coaches that several of them named included."""
    story = Story(world, Random(seed))
    for _ in range(6):
        story.log()
    before = story.said()
    for _ in range(30):
        story.settle_or_undo()
    assert story.merged
    while pairs("same"):
        story.undo()
    assert story.said() == before
