"""What of a picture may go to anybody: no person's and no school's name, no small cell."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from fieldlog.yearbook.picture import Agreement, County, Fact, Picture, Place, Quote
from fieldlog.yearbook.shown import ROUNDED_DOWN, at_least
from fieldlog.yearbook.small_cells import FEWEST, Cell, Group, grouped

# Figures that count people. The others are facts of the program, such as how many convenings it held.
PEOPLE = {"people_reached", "convening_participants", "students_served", "educators_served"}
HIDDEN = f"fewer than {FEWEST}"
Said = TypeVar("Said", Quote, Agreement)


def for_anybody(picture: Picture) -> Picture:
    return replace(
        picture,
        facts=tuple(_fact(fact) for fact in picture.facts),
        counties=tuple(_counties(picture.counties)),
        quotes=tuple(map(_unsigned, _unnamed(picture.quotes))),
        agreements=tuple(_unnamed(picture.agreements)),
    )


def kept_off(picture: Picture) -> tuple[Quote | Agreement, ...]:
    """What a public link leaves out because it names somebody."""
    every: tuple[Quote | Agreement, ...] = (*picture.quotes, *picture.agreements)
    return tuple(said for said in every if said.names_somebody)


def _unnamed(said: Iterable[Said]) -> Iterator[Said]:
    for each in said:
        if not each.names_somebody:
            yield each


def _unsigned(quote: Quote) -> Quote:
    return replace(quote, entry="", part="", speaker="")


def _fact(fact: Fact) -> Fact:
    """What is rounded is no more than that. A small number of people is hidden, and so is a comparison that
    would tell of one the year before, or whose difference is one."""
    if fact.amount is not None and fact.measure in ROUNDED_DOWN:
        return replace(fact, amount=at_least(fact.measure, fact.amount))
    if fact.measure not in PEOPLE:
        return fact
    if _is_small(fact.amount):
        return replace(fact, amount=None, shown=HIDDEN, before=None)
    return replace(fact, before=None) if _is_small(fact.before) or _is_small(_difference(fact)) else fact


def _difference(fact: Fact) -> int | None:
    return None if fact.amount is None or fact.before is None else abs(fact.amount - fact.before)


def _is_small(amount: int | None) -> bool:
    return amount is not None and 0 < amount < FEWEST


def _counties(counties: Iterable[County]) -> Iterator[County]:
    """None where the numbers of schools would tell of one place however they were put together."""
    by_name = {_name(county.names): county for county in counties}
    cells = [Cell(name, county.schools, len(county.districts)) for name, county in by_name.items()]
    for group in grouped(cells) or ():
        together = [by_name[cell.name] for cell in group]
        names = tuple(name for county in together for name in county.names)
        yield County(names, tuple(_districts(together)))


def _districts(counties: list[County]) -> Iterator[Place]:
    by_name = {_name(place.names): place for county in counties for place in county.districts}
    if len(counties) > 1:
        yield _together(by_name.values())
        return
    groups: tuple[Group, ...] | None = grouped([Cell(name, each.schools) for name, each in by_name.items()])
    if groups is None:
        # Even the names beside the county's number would tell.
        yield Place((), counties[0].schools, None)
        return
    for group in groups:
        yield _together([by_name[cell.name] for cell in group])


def _together(places: Iterable[Place]) -> Place:
    gathered = list(places)
    names = dict.fromkeys(name for place in gathered for name in place.names)
    return Place(tuple(names), sum(place.schools for place in gathered), None)


def _name(names: tuple[str, ...]) -> str:
    return "\n".join(names)
