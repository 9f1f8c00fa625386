"""What changed from one edition of a year to the next, in sentences."""

from collections import Counter
from collections.abc import Iterator

from fieldlog.yearbook.picture import Fact, Picture


def changes(before: Picture, now: Picture) -> list[str]:
    """A sentence for each figure and for quotes, agreements and places; empty where all is as it was."""
    said = [*_facts(before, now), *_said(before, now)]
    if before.counties != now.counties:
        said.append("The map: schools, districts or counties changed.")
    if not said and not before.same_but_date(now):
        said.append("Only wording, or what is compared with, changed.")
    return said


def _facts(before: Picture, now: Picture) -> Iterator[str]:
    for fact in now.facts:
        was = before.fact(fact.measure)
        if was is None:
            yield f"{fact.label}: new, {fact.shown}."
        elif _told(was) != _told(fact) and None not in (was.amount, fact.amount):
            yield f"{fact.label}: {_from_to(was.shown, fact.shown)}."
    gone = [was.label for was in before.facts if now.fact(was.measure) is None]
    yield from (f"{label}: no longer shown." for label in gone)


def _told(fact: Fact) -> tuple[int | None, str]:
    return fact.amount, fact.shown


def _from_to(was: str, now: str) -> str:
    """As shown: what rounding hides is told of a change neither."""
    return f"{was} → {now}" if was != now else f"still {now}"


def _said(before: Picture, now: Picture) -> Iterator[str]:
    for what, was, then in (
        ("quote", Counter(q.text for q in before.quotes), Counter(q.text for q in now.quotes)),
        ("agreement", Counter(a.text for a in before.agreements), Counter(a.text for a in now.agreements)),
    ):
        for number, how in (((then - was).total(), "added"), ((was - then).total(), "left out")):
            if number:
                yield f"{number} {what}{'s' if number != 1 else ''} {how}."
