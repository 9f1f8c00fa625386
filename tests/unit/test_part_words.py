"""What a file says of the fields of a kind is read back, and said again it is the same, to the letter."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.activities import KINDS
from fieldlog.activities.fields import Day, Field, Flag, Line, Number, Unclean
from fieldlog.activities.kind import Kind
from fieldlog.activities.listed import Choice, Choices, OneSchool
from fieldlog.activities.parts import Parts

PARTS = [
    pytest.param(field, id=f"{kind.code}.{field.name}")
    for kind in KINDS.values()
    for field in kind.every_field
    if isinstance(field, Parts)
]
EXAMPLES = [
    pytest.param(kind, details, id=f"{kind.code} {number}")
    for kind in KINDS.values()
    for number, details in enumerate(kind.every_example)
]
# What separates words and parts, and what leads to them, may stand in anybody's words.
PIECES = [
    "a",
    "É",
    "👩🏽‍🏫",
    " ",
    ",",
    ", ",
    "|",
    " | ",
    ";",
    "; ",
    ":",
    "Who: ",
    ", Who: x",
    ", Status: Done",
    ", Status: done",
    ", Minutes: 060",
    "'",
    "=",
]


def cells_of(field: Field, value: Any) -> dict[str, str]:
    return dict(zip(field.columns(), map(str, field.cells(value)), strict=True))


@pytest.mark.parametrize(("kind", "details"), EXAMPLES)
def test_every_field_of_every_example_is_read_back(kind: Kind, details: Mapping[str, Any]) -> None:
    for field in kind.every_field:
        said = cells_of(field, details.get(field.name, field.empty))
        read = field.read(said)
        again = read if isinstance(field, Parts) else field.clean(read)
        assert cells_of(field, again) == said, field.name


@pytest.mark.parametrize("field", PARTS)
def test_any_parts_are_read_back(field: Parts) -> None:
    @settings(max_examples=200, deadline=None)
    @given(st.lists(_part(field), max_size=4))
    def inner(parts: list[dict[str, Any]]) -> None:
        said = cells_of(field, parts)
        assert cells_of(field, field.read(said)) == said

    inner()


def test_words_come_back_in_their_own_fields() -> None:
    field = _field("data_team_meeting", "solutions")
    text = (
        "Two adults, at the door, Type: Prevent, Is it …: Related; Helpful, Who: Principal"
        ", By when: 2026-12-04"
        " | Greet | wave, Goal: 6, not 7"
    )
    assert field.read({"solutions": text, "solutions.count": "2"}) == [
        {
            "id": "solutions-1",
            "text": "Two adults, at the door",
            "type": "prevent",
            "check": ("related", "helpful"),
            "owner": "Principal",
            "due": "2026-12-04",
        },
        {"id": "solutions-2", "text": "Greet | wave", "goal": "6, not 7"},
    ]


def test_without_a_count_each_bar_separates() -> None:
    found = _field("classroom_visit", "action_items").read({"action_items": "Ask | Tell"})
    assert [part["text"] for part in found] == ["Ask", "Tell"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("Ask", "2"), ("Ask", "0"), ("", "1"), ("Ask", "many"), ("Ask | Tell", "1" * 400), ("Who: x", "2")],
)
def test_words_and_a_count_that_do_not_agree_are_told(text: str, count: str) -> None:
    with pytest.raises(Unclean):
        _field("classroom_visit", "action_items").read({"action_items": text, "action_items.count": count})


@pytest.mark.parametrize(
    ("kind", "name", "cells", "said"),
    [
        ("classroom_visit", "purpose", {"purpose": "Follow-up"}, "follow_up"),
        ("classroom_visit", "purpose", {}, ""),
        ("classroom_visit", "share_teacher_or_room", {"share_teacher_or_room": "Yes"}, True),
        ("classroom_visit", "what_we_noticed", {"what_we_noticed.way_in": "1"}, {"way_in": "seen"}),
        ("data_team_meeting", "data_reviewed", {"data_reviewed.grade": "1"}, ["grade"]),
        ("data_team_meeting", "data_reviewed", {"data_reviewed": "Grade; By gender"}, ["grade", "gender"]),
        ("data_team_meeting", "meeting_check", {"meeting_check.did_agreed": "No"}, {"did_agreed": "no"}),
    ],
)  # fmt: skip
def test_another_programs_words_are_read_too(kind: str, name: str, cells: dict[str, str], said: Any) -> None:
    field = next(each for each in KINDS[kind].every_field if each.name == name)
    assert field.read(cells) == said


@pytest.mark.parametrize(
    ("name", "cells", "sentence"),
    [
        ("purpose", {"purpose": "visit"}, "look_listen, model"),
        (
            "what_we_noticed",
            {"what_we_noticed": "class_meeting:seen", "what_we_noticed.way_in": "1"},
            "says otherwise",
        ),
        ("what_we_noticed", {"what_we_noticed": "nothing:seen"}, "among the choices"),
        ("share_teacher_or_room", {"share_teacher_or_room": "2"}, "1 or 0"),
    ],
)
def test_what_cannot_be_read_says_what_could_be(name: str, cells: dict[str, str], sentence: str) -> None:
    field = next(each for each in KINDS["classroom_visit"].every_field if each.name == name)
    with pytest.raises(Unclean, match=sentence):
        field.read(cells)


def _field(kind: str, name: str) -> Parts:
    found = next(each for each in KINDS[kind].every_field if each.name == name)
    assert isinstance(found, Parts)
    return found


@st.composite
def _part(draw: st.DrawFn, field: Parts) -> dict[str, Any]:
    part = {"id": "x"}
    for own in field.fields:
        value = draw(_value(own)) if own.required or draw(st.booleans()) else own.empty
        if value not in ("", None, (), False):
            part[own.name] = value
    return part


def _value(field: Field) -> st.SearchStrategy[Any]:
    return next(values(field) for sort, values in VALUES.items() if isinstance(field, sort))


def _codes(field: Any) -> list[str]:
    return [option.code for option in field.options]


def _words(field: Any) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
    return words.map(lambda text: text[: field.limit].strip() or "x")


# The first that a field is.
VALUES: dict[type[Field], Any] = {
    OneSchool: lambda _field: st.sampled_from(["S01", "S02"]),
    Choices: lambda field: st.lists(st.sampled_from(_codes(field)), unique=True).map(field.clean),
    Choice: lambda field: st.sampled_from(_codes(field)),
    Day: lambda field: st.dates(field.low, field.high).map(lambda day: day.isoformat()),
    Number: lambda field: st.integers(field.low, field.high),
    Flag: lambda _field: st.booleans(),
    Line: _words,
}
