"""When two entries of one kind, at one school, on one day look like the same event."""

import datetime as dt
import uuid
from typing import Any

import pytest

from fieldlog.activities import KINDS
from fieldlog.ledger.likeness import SOON, Logged, is_alike, pair_key

NOON = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)
MAYA, JONAH = 1, 2


def logged(coach: int = MAYA, kind: str = "classroom_visit", **other: Any) -> Logged:
    said = {"written_at": NOON, "start_time": None, "details": {}} | other
    return Logged(coach, kind, **said)


def test_two_coaches_whatever_they_say() -> None:
    mine = logged(details={"teacher_or_room": "Room 4"}, start_time=dt.time(9))
    theirs = logged(
        JONAH, details={"teacher_or_room": "Gym"}, start_time=dt.time(14), written_at=NOON + 9 * SOON
    )
    assert is_alike(mine, theirs)


@pytest.mark.parametrize(
    ("later", "alike"), [(dt.timedelta(0), True), (SOON, True), (SOON + dt.timedelta(milliseconds=1), False)]
)
def test_one_coach_within_two_hours_either_way_round(later: dt.timedelta, alike: bool) -> None:
    one, other = logged(), logged(written_at=NOON + later)
    assert is_alike(one, other) is alike
    assert is_alike(other, one) is alike


NAMED = [(kind.code, name) for kind in KINDS.values() for name in kind.told_apart_by]


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_one_coach_who_names_two_things_saw_two(kind: str, name: str) -> None:
    first, second = logged(kind=kind, details={name: "a"}), logged(kind=kind, details={name: "b"})
    assert not is_alike(first, second)
    assert is_alike(first, first)
    assert is_alike(first, logged(kind=kind))
    assert name in {field.name for field in KINDS[kind].fields}


def test_one_coach_who_began_twice_was_there_twice() -> None:
    first, second = logged(start_time=dt.time(9)), logged(start_time=dt.time(10))
    assert not is_alike(first, second)
    assert is_alike(first, logged())


def test_a_pair_has_one_key_whichever_is_named_first() -> None:
    one, other = uuid.UUID(int=1), uuid.UUID(int=2)
    assert pair_key(one, other) == pair_key(other, one) == (one, other)
