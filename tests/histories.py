"""Random histories of entries: logged, late, logged twice, changed, moved, withdrawn, put back, merged and
taken apart again."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import corrections, merges, same_event
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import AlikePair, Entry
from fieldlog.models.entry import ACTIVE, WITHDRAWN
from tests.conftest import empty_store
from tests.world import DAY, NOON, World, content, log, make_world

# What an entry's kind is, and its fields as they are typed.
Typed = tuple[str, dict[str, Any]]
# What is done, with what is typed for it, and to which of the entries that it can be done to.
Step = tuple[str, Typed, int]

ACTS = ("log", "log", "log", "log late", "log twice", "amend", "amend", "withdraw", "put back", "undo")


@st.composite
def typed(draw: st.DrawFn, days: Sequence[str]) -> Typed:
    """An entry of any kind on one of these days, at one school or several."""
    # Of a PD session most is counted.
    kind = KINDS[draw(st.sampled_from([*KINDS, "pd_session", "pd_session"]))]
    several = st.lists(st.sampled_from(["S01", "S02", "S03"]), min_size=1, max_size=3, unique=True)
    one = st.sampled_from([["S01"], ["S02"], ["S03"]])
    fields: dict[str, Any] = {
        "schools": draw(several if kind.several_schools else one),
        "minutes": draw(st.integers(1, 1440)),
        "activity_date": draw(st.sampled_from(days)),
    }
    if "participants" in kind.examples[0]:
        fields["participants"] = draw(st.integers(1, 60))
    if kind.code == "pd_session" and draw(st.booleans()):
        fields["facilitators"] = draw(st.integers(1, 5))
    if kind.code == "data_team_meeting":
        fields["attendance.teacher"] = draw(st.integers(0, 9))
    return kind.code, fields


def steps(days: Sequence[str], most: int = 24) -> st.SearchStrategy[list[Step]]:
    step = st.tuples(st.sampled_from(ACTS), typed(days), st.integers(0, 20))
    return st.lists(step, min_size=most // 3, max_size=most)


def anew() -> World:
    """The world again as it began, for one more history."""
    db.session.remove()
    empty_store()
    return make_world()


def tell(world: World, history: Sequence[Step]) -> None:
    story = History(world)
    for step in history:
        story.step(*step)


class History:
    """What Jonah logs at all three schools, with Maya at his side or writing of the same event, and what
    becomes of it. What cannot be done yet is not done."""

    def __init__(self, world: World):
        self._world = world
        self._entries: list[uuid.UUID] = []

    def step(self, act: str, said: Typed, which: int) -> None:
        done = {
            "amend": self._amend,
            "withdraw": self._withdraw,
            "put back": self._put_back,
            "undo": self._undo,
        }
        if act in done:
            done[act](said, which)
        else:
            self._log(act, said, which)
        db.session.rollback()
        db.session.expire_all()

    def _log(self, act: str, said: Typed, which: int) -> None:
        kind, fields = said
        at = NOON + dt.timedelta(days=60 if act == "log late" else 0)
        may_be_mayas = "S03" not in fields["schools"]
        helped = {"co_coaches": [str(self._world.maya.id)]} if may_be_mayas and which % 2 else {}
        self._entries.append(log(self._world.jonah, kind, at=at, **fields, **helped))
        if act == "log twice" and may_be_mayas:
            self._entries.append(log(self._world.maya, kind, **fields))
            self._merge(*self._entries[-2:])

    def _merge(self, stands: uuid.UUID, other: uuid.UUID) -> None:
        key = (min(stands, other), max(stands, other))
        with write_transaction() as store:
            assert store.get(AlikePair, key)
            heads = {each: store.get_one(Entry, each).head for each in key}
            same_event.settle(
                self._world.admin, key, same_event.SAME, stands=stands, heads=heads, now=NOON, today=DAY
            )

    def _amend(self, said: Typed, which: int) -> None:
        """To another day, year or school perhaps; a coach only to her own."""
        entry = self._one(ACTIVE, which, said[0])
        if entry is None:
            return
        author = self._author(entry)
        mine = said[1]["schools"] if author is self._world.jonah else ["S01"]
        with write_transaction():
            changed = content(author, said[0], **said[1] | {"schools": mine})
            amend(author, entry.id, changed, revision=entry.revision, at=NOON)

    def _withdraw(self, _said: Typed, which: int) -> None:
        if entry := self._one(ACTIVE, which):
            with write_transaction():
                withdraw(self._author(entry), entry.id, revision=entry.revision, at=NOON, reason="")

    def _put_back(self, _said: Typed, which: int) -> None:
        entry = self._one(WITHDRAWN, which)
        if entry and not merges.is_merged_away(entry):
            with write_transaction():
                corrections.put_back(self._world.admin, entry.id, head=entry.head, now=NOON)

    def _undo(self, _said: Typed, which: int) -> None:
        query = select(AlikePair).where(AlikePair.decided == same_event.SAME)
        merged = db.session.scalars(query.order_by(AlikePair.entry_id, AlikePair.other_id)).all()
        if not merged:
            return
        pair = merged[which % len(merged)]
        standing = db.session.get_one(Entry, pair.stands_id)
        if not merges.is_merged_away(standing):
            key = (pair.entry_id, pair.other_id)
            with write_transaction():
                same_event.undo(self._world.admin, key, now=NOON, today=DAY)

    def _one(self, status: str, which: int, *kinds: str) -> Entry | None:
        entries = [db.session.get_one(Entry, each) for each in self._entries]
        found = [each for each in entries if each.status == status and each.kind in (kinds or KINDS)]
        return found[which % len(found)] if found else None

    def _author(self, entry: Entry) -> Actor:
        return next(each for each in (self._world.jonah, self._world.maya) if each.id == entry.coach_id)


def forget_entries() -> None:
    """Nobody logged anything: the people, their schools and the program's lists stay."""
    db.session.rollback()
    with write_transaction():
        for table in reversed(db.metadata.sorted_tables):
            if table.name in FORGOTTEN:
                db.session.execute(table.delete())
    db.session.expire_all()


FORGOTTEN = (
    "week_entry", "week_file", "week_edition", "entry_revision", "entry_school", "entry_coach",
    "thread_mark", "thread", "school_change", "alike_pair", "entry", "tally", "tally_day", "audit",
)  # fmt: skip
