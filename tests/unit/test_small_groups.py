"""Visits broken down: no group, and nothing outside one, tells of fewer than three teachers."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.ledger.small_groups import FEWEST, OTHERS, Visit, broken_down

TEACHERS = ("Ms Reyes", "Mr Lund", "Room 4", "Room 7", "Ms Okafor", "")
GROUPS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True).map(tuple)
OF_ONE = st.sampled_from("abcde").map(lambda group: (group,))
VISITS = st.lists(st.builds(Visit, GROUPS | OF_ONE, st.sampled_from(TEACHERS)), max_size=40)
APART = st.lists(st.builds(Visit, OF_ONE, st.sampled_from(TEACHERS)), max_size=40)


def visits(group: str, *teachers: str) -> list[Visit]:
    return [Visit((group,), teacher) for teacher in teachers]


def teachers_of(those: Sequence[Visit]) -> set[str]:
    return {visit.teacher for visit in those} - {""}


def test_groups_of_three_teachers_are_shown() -> None:
    both = visits("k_2", "Reyes", "Lund", "Okafor", "Reyes") + visits("3_5", "A", "B", "C")
    assert broken_down(both) == {"k_2": 4, "3_5": 3}


def test_a_small_group_goes_with_the_smallest_large_one() -> None:
    """Shown as all the others it would be told by the total."""
    large = visits("k_2", "Reyes", "Lund", "Okafor", "Reyes") + visits("3_5", "A", "B", "C")
    assert broken_down(large + visits("6_8", "Alone")) == {"k_2": 4, OTHERS: 4}


def test_small_groups_together_may_be_enough() -> None:
    small = visits("6_8", "A", "B") + visits("9_12", "C") + visits("", "D")
    assert broken_down(visits("k_2", "Reyes", "Lund", "Okafor") + small) == {"k_2": 3, OTHERS: 4}


def test_one_teacher_in_two_groups_is_one_teacher() -> None:
    small = visits("6_8", "A", "B") + visits("9_12", "A")
    assert broken_down(visits("k_2", "Reyes", "Lund", "Okafor") + small) is None


def test_visits_without_a_teacher_tell_of_none_that_is_known() -> None:
    assert broken_down(visits("k_2", "", "", "", "", "Reyes", "Lund")) is None
    assert broken_down(visits("k_2", "", "", "Reyes", "Lund", "Okafor")) == {"k_2": 5}


def test_nothing_is_broken_down_into_nothing() -> None:
    assert broken_down([]) is None


def test_what_is_outside_a_group_tells_of_nobody_either() -> None:
    """One visit is about the other focus alone; the total would tell of it."""
    both = [Visit(("repair", "equity"), teacher) for teacher in ("A", "B", "C")]
    assert broken_down([*both, *visits("repair", "A", "B", "C")]) == {"repair": 6, "equity": 3}
    assert broken_down([*both, *visits("equity", "A")]) is None


@given(VISITS)
def test_whatever_is_shown_tells_of_enough_teachers(those: list[Visit]) -> None:
    shown = broken_down(those)
    if shown is None:
        return
    for group in shown.keys() - {OTHERS}:
        inside = [visit for visit in those if group in visit.groups]
        outside = [visit for visit in those if group not in visit.groups]
        assert shown[group] == len(inside)
        assert len(teachers_of(inside)) >= FEWEST
        assert not outside or len(teachers_of(outside)) >= FEWEST
    others = [visit for visit in those if set(visit.groups) - shown.keys()]
    assert shown.get(OTHERS, 0) == len(others)
    assert not others or len(teachers_of(others)) >= FEWEST


@given(APART)
def test_groups_apart_add_up_to_the_visits_and_no_difference_is_small(those: list[Visit]) -> None:
    shown = broken_down(those)
    if shown is None:
        return
    assert sum(shown.values()) == len(those)
    for left_out in shown:
        rest = [
            visit for visit in those if (visit.groups[0] if visit.groups[0] in shown else OTHERS) != left_out
        ]
        assert not rest or len(teachers_of(rest)) >= FEWEST


@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_of_the_visits_changes_nothing(those: list[Visit], random: object) -> None:
    shuffled = list(those)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert broken_down(shuffled) == broken_down(those)
