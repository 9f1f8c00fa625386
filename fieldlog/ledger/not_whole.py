"""Who is behind over several schools: each person once, with the schools whose log waits for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldlog.ledger.completeness import Behind, Completeness
from fieldlog.ledger.schools import SchoolInYear


@dataclass(frozen=True)
class NotWhole:
    """Somebody, and the schools that wait: all that the reader sees."""

    behind: Behind
    schools: tuple[SchoolInYear, ...]


def by_person(seen: Sequence[SchoolInYear], whole: Mapping[int, Completeness]) -> list[NotWhole]:
    """Of whom something waits first, what waits longest before the rest; nobody for who may not see names."""
    waiting: dict[Behind, list[SchoolInYear]] = defaultdict(list)
    for school in seen:
        for behind in whole[school.id].behind:
            waiting[behind].append(school)
    return sorted((NotWhole(each, tuple(at)) for each, at in waiting.items()), key=_order)


def _order(not_whole: NotWhole) -> tuple[bool, str, str, str]:
    """Days as text: nobody knows some of them, and those come first."""
    behind = not_whole.behind
    return not behind.unsent, str(behind.oldest or ""), str(behind.heard or ""), behind.name
