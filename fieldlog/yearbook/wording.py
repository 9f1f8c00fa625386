"""The picture of a year in sentences: what its parts say, the map in words, all of it as plain text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fieldlog.yearbook.picture import Agreement, County, Picture, Place
from fieldlog.yearbook.shown import beside, rounding

TITLE = "Highlights of the year"
WHOLE_SCHOOL, PARTNER = "Whole School partner", "Partner school"
TOGETHER = "Places with fewer than 5 schools are shown together."
# Of the bytes that an edition keeps, which its data are: not of the drawing or the text it stands in.
CHECKSUM = "SHA-256 of the edition’s data"
# What names of places end with, of one and of several.
MANY = {"County": "Counties", "District": "Districts"}
NO_MAP = "There is no map: it would tell of places with very few schools."


class Imprint(NamedTuple):
    """What stands below a picture: which edition it is, since when, by which checksum; or that it is none.
    `taken_back` is how many quotes of the edition are not shown any more, `changes` what it changed."""

    edition: str
    checksum: str = ""
    taken_back: int = 0
    changes: tuple[str, ...] = ()
    is_public: bool = False


def as_text(picture: Picture, imprint: Imprint) -> str:
    """All of it, line by line."""
    return "\n".join(_lines(picture, imprint)) + "\n"


def map_in_words(counties: Iterable[County]) -> str:
    """`Jackson County: 5 schools. Rogue Valley School District 3, Bear Creek School District 2.`"""
    return " ".join(_county_in_words(county) for county in counties)


def listed(names: Sequence[str]) -> str:
    """`Josephine, Douglas and Klamath Counties`: what all of them end with is said once, of all of them."""
    *first, last = names
    if not first:
        return last
    shared = _shared_end([name.split() for name in names])
    short = [" ".join(name.split()[: len(name.split()) - shared]) for name in first]
    return f"{', '.join(short)} and {_of_many(last) if shared else last}"


def _of_many(name: str) -> str:
    *first, end = name.split()
    return " ".join([*first, MANY.get(end, end)])


def _shared_end(names: list[list[str]]) -> int:
    """With how many words all of them end, so that none is left without any."""
    longest = min(len(name) for name in names) - 1
    return max(n for n in range(longest + 1) if len({tuple(name[len(name) - n :]) for name in names}) == 1)


def schools_of(number: int) -> str:
    return f"{number:,} school{'s' if number != 1 else ''}"


def taken_back(number: int) -> str:
    if not number:
        return ""
    return f"{number} quote{'s were' if number > 1 else ' was'} taken back since."


def agreed(agreement: Agreement) -> str:
    return f"{agreement.text} ({agreement.state.lower()})" if agreement.state else agreement.text


def notes(picture: Picture, imprint: Imprint) -> list[str]:
    """The small print: rounding, what was taken back, what a public link does not tell."""
    merged = any(len(county.names) > 1 for county in picture.counties)
    merged |= any(len(place.names) != 1 for county in picture.counties for place in county.districts)
    said = (
        rounding(picture.facts),
        taken_back(imprint.taken_back),
        TOGETHER if imprint.is_public and merged else "",
        NO_MAP if imprint.is_public and not picture.counties else "",
    )
    return [sentence for sentence in said if sentence]


def _lines(picture: Picture, imprint: Imprint) -> Iterator[str]:
    yield from (picture.program, f"{TITLE}, {picture.year}", imprint.edition, "")
    for fact in picture.facts:
        compared = beside(fact)
        yield f"{fact.label}: {fact.shown}" + (f" ({compared})" if compared else "")
    yield from _part("Where", [_county_in_words(county) for county in picture.counties])
    yield from _part("In their words", [_quoted(q.text, q.attribution) for q in picture.quotes])
    yield from _part("What we agreed", [agreed(each) for each in picture.agreements])
    yield from _part("Changed since the edition before", imprint.changes)
    yield from _part("", notes(picture, imprint))
    if imprint.checksum:
        yield from ("", f"{CHECKSUM} {imprint.checksum}")


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    said = list(lines)
    if said:
        yield from ("", *([heading] if heading else ()), *said)


def _quoted(text: str, attribution: str) -> str:
    return f"“{text}”" + (f" ({attribution})" if attribution else "")


def _county_in_words(county: County) -> str:
    parts = [_place_in_words(place) for place in county.districts if place.names]
    told = f" {', '.join(parts)}." if parts else ""
    return f"{listed(county.names)}: {schools_of(county.schools)}.{told}"


def _place_in_words(place: Place) -> str:
    partners = f" ({place.partners} Whole School)" if place.partners else ""
    return f"{listed(place.names)} {place.schools}{partners}"
