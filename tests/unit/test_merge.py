"""Merging by what each author saw: nothing that both wanted is lost, and a clash is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.ledger.merge import merged, seen

VALUES = st.dictionaries(
    st.sampled_from("abcd"),
    st.text(max_size=80) | st.integers() | st.booleans() | st.lists(st.sampled_from("xyz"), unique=True),
)


@given(VALUES, VALUES)
def test_a_change_that_saw_what_stands_is_taken_whole(
    now: dict[str, object], wanted: dict[str, object]
) -> None:
    was = {name: seen(now.get(name)) for name in wanted}
    values, lost = merged(now, wanted, was)
    assert lost == {}
    assert {name: _as_set(values[name]) for name in wanted} == {n: _as_set(v) for n, v in wanted.items()}


@given(st.text(), st.text(), st.text())
def test_of_two_texts_for_one_field_none_is_overwritten(first: str, mine: str, theirs: str) -> None:
    values, lost = merged({"note": theirs}, {"note": mine}, {"note": seen(first)})
    assert values["note"] in (mine, theirs)
    if values["note"] != mine:
        assert lost == {"note": mine}


@pytest.mark.parametrize("number", [0, 7])
def test_nothing_said_is_not_none_of_them(number: int) -> None:
    _, lost = merged({"licensed": number}, {"licensed": 5}, {"licensed": None})
    assert lost == {"licensed": 5}
    assert merged({"licensed": None}, {"licensed": 5}, {"licensed": ""}).values == {"licensed": 5}


def test_a_set_keeps_what_either_added_and_loses_what_either_removed() -> None:
    values, lost = merged({"focus": ["a", "c"]}, {"focus": ["a", "b", "d"]}, {"focus": ["a", "b"]})
    assert (values["focus"], lost) == (["a", "c", "d"], {})


def test_what_is_said_of_options_merges_option_by_option() -> None:
    now, was = {"m": {"a": "seen", "b": "seen"}}, {"m": {"a": "seen"}}
    assert merged(now, {"m": {"c": "seen"}}, was).values["m"] == {"b": "seen", "c": "seen"}
    clash = merged({"m": {"a": "beginning"}}, {"m": {}}, {"m": {"a": "seen"}})
    assert clash.values["m"] == {"a": "beginning"}
    assert clash.lost == {"m": {}}


def _as_set(value: object) -> object:
    return sorted(value) if isinstance(value, list) else value


def test_a_set_of_which_nothing_was_said_is_an_empty_one() -> None:
    assert merged({}, {"focus": ["a"]}, {}) == ({"focus": ["a"]}, {})
    assert merged({"focus": ["b"]}, {"focus": ["a"]}, {"focus": None}).values == {"focus": ["b", "a"]}
    assert merged({}, {"m": {"a": "seen"}}, {"m": {"b": "seen"}}).values == {"m": {"a": "seen"}}


ITEM = {"id": "a", "text": "Call", "due": "2026-12-01"}
OTHER = {"id": "b", "text": "Write"}


@pytest.mark.parametrize(
    ("now", "new", "was", "merged_to", "is_lost"),
    [
        ([ITEM, OTHER], [ITEM], [ITEM], [ITEM, OTHER], False),
        ([ITEM], [ITEM, OTHER], [ITEM], [ITEM, OTHER], False),
        ([OTHER], [ITEM], [], [OTHER, ITEM], False),
        ([ITEM], [], [ITEM], [], False),
        ([], [ITEM], [ITEM], [], False),
        ([ITEM | {"text": "Ring"}], [ITEM | {"due": "2026-12-08"}], [ITEM],
         [{"id": "a", "text": "Ring", "due": "2026-12-08"}], False),
        ([ITEM | {"text": "Ring"}], [ITEM | {"text": "Visit"}], [ITEM], [ITEM | {"text": "Ring"}], True),
        ([ITEM | {"text": "Ring"}], [], [ITEM], [ITEM | {"text": "Ring"}], True),
        ([], [ITEM | {"text": "Ring"}], [ITEM], [ITEM | {"text": "Ring"}], False),
        ([ITEM], [{"id": "a", "text": "Call"}], [ITEM], [{"id": "a", "text": "Call"}], False),
        ([ITEM | {"owner": "Ana"}], [ITEM | {"owner": "Lee"}], [ITEM], [ITEM | {"owner": "Ana"}], True),
    ],
)  # fmt: skip
def test_parts_merge_by_their_ids_field_by_field(
    now: list[object], new: list[object], was: list[object], merged_to: list[object], is_lost: bool
) -> None:
    values, lost = merged({"items": now}, {"items": new}, {"items": was})
    assert values["items"] == merged_to
    assert lost == ({"items": new} if is_lost else {})


def test_parts_of_which_nothing_was_said_are_none() -> None:
    assert merged({}, {"items": [ITEM]}, {}) == ({"items": [ITEM]}, {})
    assert merged({"items": [OTHER]}, {"items": [ITEM]}, {"items": None}).values == {"items": [OTHER, ITEM]}
