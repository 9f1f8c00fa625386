"""What an entry says once another of the same event was joined to it, and once that is taken back."""

import datetime as dt
import uuid
from typing import Any

import pytest

from fieldlog.activities import KINDS
from fieldlog.activities.envelope import SchoolChoice, Surroundings
from fieldlog.activities.kind import Content
from fieldlog.ledger.joining import Written, brought, joined, parted

DAY = dt.date(2026, 11, 20)
MAYA, JONAH, LENA = 1, 2, 3
SCHOOLS = tuple(SchoolChoice(number, f"S{number:02}", f"School {number}") for number in (1, 2, 3))
AROUND = Surroundings(DAY, DAY, SCHOOLS, ())
NOBODY: dict[str, list[int]] = {"schools": [], "co_coaches": []}


def content(kind: str = "classroom_visit", **other: Any) -> Content:
    said = {
        "school_ids": (1,), "minutes": 15, "start_time": None, "focus": (), "co_coach_ids": (),
        "shared_note": "", "private_note": "", "details": dict(KINDS[kind].examples[0]),
    }  # fmt: skip
    return Content(kind=kind, form_version=2, activity_date=DAY, **(said | other))


def written(author: int, said: Content) -> Written:
    return Written(uuid.uuid4(), author, said)


def both(one: Content, other: Content, authors: tuple[int, int] = (MAYA, JONAH)) -> Content:
    return joined(written(authors[0], one), written(authors[1], other), KINDS[one.kind], AROUND)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_entry_takes_over_what_the_other_one_says(kind: str) -> None:
    """Every field of every kind, as far as others than its author read it."""
    full = KINDS[kind].every_example[-1]
    empty = {name: 100 if name == "participants" else said for name, said in KINDS[kind].examples[0].items()}
    said = both(content(kind, details=empty), content(kind, details=full, school_ids=(1, 2)))
    read = KINDS[kind].visible(full, to_author=False, schools=None)
    mine = {name: value for name, value in said.details.items() if name not in empty}
    assert plain(mine) == plain({name: value for name, value in read.items() if name not in empty})
    assert {name: said.details[name] for name in empty} == plain(empty)
    assert said.co_coach_ids == (JONAH,)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("kind", KINDS)
def test_taken_back_at_once_it_says_what_it_said(kind: str) -> None:
    before = content(kind, co_coach_ids=(LENA,), focus=("equity",))
    one, other = (
        written(MAYA, before),
        written(
            JONAH,
            content(
                kind,
                details=KINDS[kind].every_example[-1],
                school_ids=(1, 2),
                focus=("data_use",),
                shared_note="Words",
                start_time=dt.time(9),
            ),
        ),
    )
    after = joined(one, other, KINDS[one.content.kind], AROUND)
    assert after != before
    assert plain(vars(parted(after, before, after, brought(one, other, []), KINDS[kind], AROUND))) == plain(
        vars(before)
    )


def test_what_stands_is_never_written_over() -> None:
    mine = content(
        minutes=20, shared_note="Mine", private_note="Secret", start_time=dt.time(8), details={"glow": "Calm"}
    )
    theirs = content(
        minutes=30, shared_note="Theirs", private_note="Hush", start_time=dt.time(9), details={"glow": "Loud"}
    )
    said = both(mine, theirs)
    assert (said.minutes, said.shared_note, said.private_note) == (20, "Mine", "Secret")
    assert (said.start_time, said.details) == (dt.time(8), {"glow": "Calm"})


def test_what_another_author_keeps_to_themself_stays_there() -> None:
    quote = {"id": "q1", "text": "Not agreed", "speaker": "Somebody"}
    named = {"id": "q2", "text": "Agreed", "speaker": "Ms. Alder", "role": "teacher", "consent": True}
    theirs = content(
        private_note="Hush",
        details={"teacher_or_room": "Room 4", "quote": [quote, {**named, "attribution": "role_only"}]},
    )
    said = both(content(details={}), theirs)
    assert (said.private_note, "teacher_or_room" in said.details) == ("", False)
    (kept,) = said.details["quote"]
    assert (kept["text"], kept.get("speaker")) == ("Agreed", None)
    own = both(content(details={}), theirs, (MAYA, MAYA))
    assert (own.private_note, own.details["teacher_or_room"]) == ("Hush", "Room 4")
    assert own.co_coach_ids == ()


def test_parts_with_one_id_are_joined_field_by_field() -> None:
    mine = content(details={"action_items": [{"id": "a", "text": "Chairs"}]})
    theirs = content(
        details={"action_items": [{"id": "a", "text": "Tables", "owner": "Jo"}, {"id": "b", "text": "Tea"}]}
    )
    said = both(mine, theirs)
    assert plain(said.details["action_items"]) == [
        {"id": "a", "text": "Chairs", "owner": "Jo"}, {"id": "b", "text": "Tea"},
    ]  # fmt: skip


def test_more_parts_than_a_field_takes_are_left_with_the_other_one() -> None:
    def items(prefix: str, number: int) -> dict[str, Any]:
        return {"action_items": [{"id": f"{prefix}{n}", "text": "x"} for n in range(number)]}

    said = both(content(details=items("a", 40)), content(details=items("b", 40)))
    assert len(said.details["action_items"]) == 40


def test_an_author_is_no_co_coach_of_their_own() -> None:
    said = both(content(co_coach_ids=(LENA,)), content(co_coach_ids=(MAYA, LENA)))
    assert said.co_coach_ids == (JONAH, LENA)


def test_an_undo_leaves_a_school_and_what_speaks_of_one() -> None:
    """The school that came is the only one left, or a plan is for it: it stays."""
    one, other = (
        written(MAYA, content("pd_session")),
        written(JONAH, content("pd_session", school_ids=(1, 2))),
    )
    after = joined(one, other, KINDS[one.content.kind], AROUND)
    gone = brought(one, other, [])
    assert (after.school_ids, gone["schools"]) == ((1, 2), [2])
    moved = content("pd_session", school_ids=(2,))
    assert parted(moved, one.content, after, gone, KINDS[one.content.kind], AROUND).school_ids == (2,)


def test_what_an_earlier_merge_brought_is_brought_by_this_one_too() -> None:
    standing = written(MAYA, content(co_coach_ids=(JONAH, LENA)))
    other = written(JONAH, content())
    assert brought(standing, other, [])["co_coaches"] == []
    assert brought(standing, other, [{**NOBODY, "co_coaches": [JONAH]}])["co_coaches"] == [JONAH]
