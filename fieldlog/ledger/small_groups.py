"""Visits broken down into groups, of which none tells of fewer than three teachers: nobody is picked out."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

FEWEST = 3
# The groups that were too small by themselves.
OTHERS = "*"


class Visit(NamedTuple):
    """The groups it is in, at least one; `teacher` is how the teacher or the room is called, "" where nothing
    is said."""

    groups: tuple[str, ...]
    teacher: str


Members = Mapping[str, Collection[int]]


def broken_down(visits: Sequence[Visit]) -> dict[str, int] | None:
    """Group -> how many visits, of these visits; or None where that would tell of one or two teachers.

    Small groups are taken together, with the smallest of the larger ones if need be: of one that is left out
    the total would tell. So it would of those outside a group: they too are none, or of enough teachers.
    """
    members = _gathered(_members(visits), visits)
    if not members or (len(members) == 1 and OTHERS in members):
        return None
    everybody = set(range(len(visits)))
    if any(_tells_of_few(everybody.difference(inside), visits) for inside in members.values()):
        return None
    return {group: len(inside) for group, inside in members.items()}


def _members(visits: Sequence[Visit]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, visit in enumerate(visits):
        for group in visit.groups:
            found[group].add(number)
    return found


def _gathered(members: dict[str, set[int]], visits: Sequence[Visit]) -> Members:
    """The same with what is too small gathered into one; none where even that is."""
    small = [group for group, inside in members.items() if _tells_of_few(inside, visits)]
    if not small:
        return members
    others = set[int]().union(*(members.pop(group) for group in small))
    while members and _tells_of_few(others, visits):
        others |= members.pop(min(members, key=lambda group: (len(members[group]), group)))
    return {} if _tells_of_few(others, visits) else members | {OTHERS: others}


def _tells_of_few(inside: Collection[int], visits: Sequence[Visit]) -> bool:
    teachers = {visits[number].teacher for number in inside} - {""}
    return bool(inside) and len(teachers) < FEWEST
