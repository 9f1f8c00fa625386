"""What stands behind a number that schools declare: each of them, as far as its reader sees it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fieldlog.access import Actor
from fieldlog.ledger import figures, schools
from fieldlog.ledger.number import Number
from fieldlog.ledger.schools import SchoolInYear


class Part(NamedTuple):
    """What adds to the number: a school with what it declares, or a county or district with its schools."""

    amount: int
    name: str
    schools: tuple[SchoolInYear, ...]


class Declared(NamedTuple):
    """`beyond` is what schools declare that its reader does not see."""

    parts: tuple[Part, ...]
    total: int
    beyond: int


def of_school(number: Number, school: SchoolInYear) -> Declared:
    amount = figures.declared(school)[number.measure]
    return Declared((Part(amount, school.name, (school,)),), amount, 0)


def of_program(actor: Actor, number: Number) -> Declared:
    """Of the schools that have a profile in that year."""
    total = schools.declared(number.year)[number.measure]
    parts = _PARTS[number.measure]([each for each in schools.seen_by(actor, number.year) if each.county])
    return Declared(parts, total, total - sum(part.amount for part in parts))


def _each(amount: Callable[[SchoolInYear], int]) -> Callable[[Sequence[SchoolInYear]], tuple[Part, ...]]:
    def parts(seen: Sequence[SchoolInYear]) -> tuple[Part, ...]:
        each = [Part(amount(school), school.name, (school,)) for school in seen]
        return tuple(part for part in each if part.amount)

    return parts


def _by(place: Callable[[SchoolInYear], str]) -> Callable[[Sequence[SchoolInYear]], tuple[Part, ...]]:
    def parts(seen: Sequence[SchoolInYear]) -> tuple[Part, ...]:
        found: dict[str, list[SchoolInYear]] = defaultdict(list)
        for school in seen:
            found[place(school)].append(school)
        return tuple(Part(1, name, tuple(found[name])) for name in sorted(found))

    return parts


_PARTS = {
    "educators_served": _each(lambda school: school.educators),
    "students_served": _each(lambda school: school.students),
    "schools": _each(lambda _school: 1),
    "whole_school_partners": _each(lambda school: int(school.whole_school_partner)),
    "counties": _by(lambda school: school.county),
    "districts": _by(lambda school: school.district),
}
