"""No small place can be told from what is shown, by nobody who can add and take away."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.yearbook import public
from fieldlog.yearbook.picture import County, Picture, Place
from fieldlog.yearbook.small_cells import FEWEST, Cell, grouped

SIZES = st.integers(1, 9)
COUNTIES = st.lists(st.lists(SIZES, min_size=1, max_size=4), min_size=1, max_size=6)


def cells_of(amounts: Iterable[int]) -> list[Cell]:
    return [Cell(f"c{number}", amount) for number, amount in enumerate(amounts)]


def could_be(which: int, total: int, least: Sequence[int], most: int) -> set[int]:
    """Every number that this place could be, by trying all sums that the others can have."""
    sums = {0}
    for number, low in enumerate(least):
        if number != which:
            sums = {
                so_far + each for so_far in sums for each in range(low, most + 1) if so_far + each < total
            }
    return {total - others for others in sums if least[which] <= total - others <= most}


@given(st.lists(st.tuples(SIZES, st.integers(0, 3)), min_size=1, max_size=6))
def test_each_place_of_a_group_could_have_at_least_two_numbers(drawn: list[tuple[int, int]]) -> None:
    cells = [Cell(f"c{n}", max(amount, 1), max(1, amount - less)) for n, (amount, less) in enumerate(drawn)]
    for group in grouped(cells) or ():
        total, least = sum(cell.amount for cell in group), [cell.least for cell in group]
        assert total >= FEWEST
        if len(group) == 1:
            continue
        most = FEWEST - 1 if all(cell.is_small for cell in group) else total
        assert all(len(could_be(which, total, least, most)) > 1 for which in range(len(group)))


@given(st.lists(SIZES, min_size=1, max_size=8))
def test_every_place_is_in_one_group_and_none_that_is_small_by_itself(amounts: list[int]) -> None:
    cells = cells_of(amounts)
    groups = grouped(cells)
    if groups is not None:
        assert sorted(cell for group in groups for cell in group) == sorted(cells)
        assert not any(len(group) == 1 and group[0].is_small for group in groups)


@given(COUNTIES)
def test_no_small_district_or_county_can_be_told_from_the_public_map(counties: list[list[int]]) -> None:
    there = [
        County((f"k{k}",), tuple(Place((f"d{k}.{d}",), schools, 0) for d, schools in enumerate(districts)))
        for k, districts in enumerate(counties)
    ]
    amounts = {place.names[0]: place.schools for county in there for place in county.districts}
    shown = shown_of(there)
    for county in shown:
        assert county.schools >= FEWEST
        for place in county.districts:
            assert place.schools >= FEWEST
            assert place.partners is None
            small = [name for name in place.names if amounts[name] < FEWEST]
            ones = [1] * len(place.names)
            for name in small:
                which = place.names.index(name)
                assert len(could_be(which, place.schools, ones, place.schools)) > 1
    if shown:
        assert sum(county.schools for county in shown) == sum(amounts.values())
        assert {name for county in shown for name in county.names} == {f"k{k}" for k in range(len(there))}


def test_small_places_are_shown_together_and_large_ones_by_themselves() -> None:
    assert grouped(cells_of([5, 9])) == ((Cell("c0", 5),), (Cell("c1", 9),))
    assert [len(group) for group in grouped(cells_of([5, 2, 2, 2])) or ()] == [1, 3]
    # A single small one takes the smallest other along; of 11, six would tell the five.
    assert sorted(len(group) for group in grouped(cells_of([9, 3, 6])) or ()) == [1, 2]


def test_where_even_all_together_would_tell_nothing_is_shown() -> None:
    assert grouped(cells_of([3])) is None
    assert grouped(cells_of([1, 2])) is None
    # Six schools in six counties are one each; four fours are told by their being small.
    assert grouped(cells_of([1] * 6)) is None
    assert grouped(cells_of([4, 4])) is None
    assert list(accumulate(len(group) for group in grouped(cells_of([4, 4, 5])) or ())) == [3]


def shown_of(counties: Sequence[County]) -> tuple[County, ...]:
    picture = Picture(
        program="", year="2025-26", facts=(), counties=tuple(counties), quotes=(), agreements=()
    )
    return public.for_anybody(picture).counties
