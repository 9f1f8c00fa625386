"""Small cells: places with too few schools to be shown by themselves are shown together with others.

A cell is one place's number. What is shown must not tell a small one, not by taking away either: the sum of
all is known, and each place has at least one school.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

FEWEST = 5
Of = TypeVar("Of")


class Cell(NamedTuple):
    """A place's number, and the `least` it could be to whoever knows no number at all."""

    name: str
    amount: int
    least: int = 1

    @property
    def is_small(self) -> bool:
        return self.amount < FEWEST


Group = tuple[Cell, ...]


def grouped(cells: Sequence[Cell]) -> tuple[Group, ...] | None:
    """The cells in groups of which each group's sum may be shown: those that are not small by themselves, the
    small ones together, with the smallest others as far as needed. None where even all of them would tell."""
    small = sorted((cell for cell in cells if cell.is_small), key=_by_size)
    others = sorted((cell for cell in cells if not cell.is_small), key=_by_size)
    if not small:
        return tuple((cell,) for cell in cells)
    together, rest = small, others
    while not is_safe(together):
        if not rest:
            return None
        together, rest = [*together, rest[0]], rest[1:]
    alone = tuple((cell,) for cell in cells if cell in rest)
    return (*alone, tuple(cell for cell in cells if cell in together))


def is_safe(group: Sequence[Cell]) -> bool:
    """Whether each cell could be at least two numbers to somebody who knows the sum, what is the least each
    can be, and, where all of them are small, that they are."""
    total = sum(cell.amount for cell in group)
    most = FEWEST - 1 if all(cell.is_small for cell in group) else total
    spread = [_range(cell, total, group, most) for cell in group]
    return total >= FEWEST and all(low < high for low, high in spread)


def _range(cell: Cell, total: int, group: Sequence[Cell], most: int) -> tuple[int, int]:
    others = len(group) - 1
    least_of_others = sum(each.least for each in group) - cell.least
    return max(cell.least, total - others * most), min(most, total - least_of_others)


def _by_size(cell: Cell) -> tuple[int, str]:
    return cell.amount, cell.name
