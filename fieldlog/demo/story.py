"""What goes on from one invented entry to the next: solutions and action items, agreements and plans."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from fieldlog.activities.threads import key_of
from fieldlog.clock import SchoolYear
from fieldlog.demo import words
from fieldlog.demo.plan import Event
from fieldlog.models import School


class _Begun(NamedTuple):
    key: str
    text: str


class Story:
    """The running year's threads, and what convenings agreed on: that of the full year until the year after,
    that of last year until today."""

    def __init__(self, seed: int, running: SchoolYear, full: SchoolYear):
        # Of its own: what else is invented stays the same with or without a story.
        self._rng = Random(seed)
        self._running = running
        self._full = full
        self._agreed: list[_Begun] = []
        self._solutions: dict[int, list[_Begun]] = defaultdict(list)
        self._items: dict[int, list[_Begun]] = defaultdict(list)

    def fields(self, event: Event, entry_id: uuid.UUID, schools: Sequence[School]) -> dict[str, Any]:
        """What this entry adds to the story, as its form is typed."""
        year = SchoolYear.of(event.day)
        if event.kind == "convening":
            return self._convening(event.day, entry_id, schools)
        if year != self._running:
            return {}
        if event.kind == "data_team_meeting":
            return self._meeting(event.day, entry_id, schools[0].id)
        return self._visit(schools[0].id) if event.kind == "classroom_visit" else {}

    def _convening(self, day: dt.date, entry_id: uuid.UUID, schools: Sequence[School]) -> dict[str, Any]:
        year = SchoolYear.of(day)
        said = _quotes(words.QUOTES[year.start % len(words.QUOTES)])
        if year == self._running.before:
            return said | self._let_go() | _agreements(words.AGREEMENTS) | _plans(day, schools)
        if year == self._full:
            self._agreed = [
                _Begun(key_of(entry_id, f"g{n}"), t) for n, t in enumerate(words.FIRST_AGREEMENTS)
            ]
            return said | _agreements(words.FIRST_AGREEMENTS)
        return said | self._let_go()

    def _let_go(self) -> dict[str, Any]:
        """What the full year agreed on ends with the next convening."""
        ended, self._agreed = self._agreed, []
        marks = [_follow_up(begun, "agreement", state="dropped") for begun in ended]
        return {name: value for mark in marks for name, value in mark.items()}

    def _meeting(self, day: dt.date, entry_id: uuid.UUID, school: int) -> dict[str, Any]:
        solutions, items = self._solutions[school], self._items[school]
        said = self._how_it_goes(solutions, items)
        number = len(solutions) + school
        solution = words.SOLUTIONS[number % len(words.SOLUTIONS)]
        what, owner = words.ACTION_ITEMS[number % len(words.ACTION_ITEMS)]
        due = (day + dt.timedelta(days=self._rng.randint(7, 35))).isoformat()
        solutions.append(_Begun(key_of(entry_id, "s1"), solution))
        items.append(_Begun(key_of(entry_id, "a1"), what))
        begun = {"text": what, "owner": owner, "due": due}
        return (
            said
            | {"solutions.s1.text": solution}
            | {f"action_items.a1.{n}": value for n, value in begun.items()}
        )

    def _how_it_goes(self, solutions: list[_Begun], items: list[_Begun]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if solutions:
            effect = self._rng.choice(("too_early", "better", "same"))
            said |= _follow_up(solutions[-1], "solution", state="started", effect=effect)
        if len(solutions) > 1:
            said |= _follow_up(solutions[-2], "solution", state="in_place", effect="goal_met")
        if items:
            state = self._rng.choice(("done", "done", "open"))
            said |= _follow_up(items[-1], "action_item", state=state)
        return said

    def _visit(self, school: int) -> dict[str, Any]:
        if not self._solutions[school] or self._rng.random() < 0.2:
            return {}
        state = self._rng.choice(("seen", "seen", "beginning"))
        return _follow_up(self._solutions[school][-1], "solution", state=state)


def _follow_up(begun: _Begun, what: str, **said: str) -> dict[str, str]:
    part = {"what": what, "text": begun.text, **said}
    return {f"follow_ups.{begun.key}.{name}": value for name, value in part.items()}


def _quotes(said: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {f"quote.q{n}.{name}": value for n, quote in enumerate(said) for name, value in quote.items()}


def _agreements(texts: Sequence[str]) -> dict[str, str]:
    return {f"shared_agreements.g{n}.text": text for n, text in enumerate(texts)}


def _plans(day: dt.date, schools: Sequence[School]) -> dict[str, str]:
    plans: dict[str, str] = {}
    for number, school in enumerate(schools):
        goal, first_step = words.PLANS[number % len(words.PLANS)]
        check = (day + dt.timedelta(days=240)).isoformat()
        said = {"school": school.code, "goal": goal, "first_step": first_step, "check_date": check}
        plans |= {f"plans.p{number}.{name}": value for name, value in said.items()}
    return plans
