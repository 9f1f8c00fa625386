"""The picture of a year as the store gives it today."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import TypeVar

from msgspec.structs import replace

from fieldlog import clock
from fieldlog.activities import MEASURES
from fieldlog.activities.kind import HOURS
from fieldlog.clock import SchoolYear, year_before
from fieldlog.ledger import agreements, every_name, figures, program, quotes, schools, tally
from fieldlog.ledger.agreements import Agreed
from fieldlog.ledger.quotes import Spoken
from fieldlog.yearbook.naming import NOBODY, Known, names_somebody
from fieldlog.yearbook.picture import DONE, THERE, Agreement, County, Fact, Picture, Place, Quote
from fieldlog.yearbook.shown import shown

# How many, and how many letters in all, so that a year fits on two pages.
MOST_QUOTES, MOST_AGREEMENTS = (6, 1400), (8, 900)
Worded = TypeVar("Worded", Spoken, Agreed)


def draft(year: SchoolYear, today: dt.date) -> Picture:
    """All of it as it stands today."""
    said = _first(quotes.of_year(year), *MOST_QUOTES)
    agreed = _first(agreements.of_year(year), *MOST_AGREEMENTS)
    known = every_name.of_year(year) if said or agreed else NOBODY
    return replace(
        figures_only(year, today),
        counties=tuple(_counties(year)),
        quotes=tuple(_quote(each, known) for each in said),
        agreements=tuple(_agreement(each, known) for each in agreed),
    )


def figures_only(year: SchoolYear, today: dt.date) -> Picture:
    """The same without places and anybody's words. A running year is compared with the last one up to this
    day."""
    opened = program.current()
    return Picture(
        program=opened.name if opened else "",
        year=year.code,
        facts=(*_done(year, today), *_there(year)),
        counties=(),
        quotes=(),
        agreements=(),
    )


def _first(worded: Sequence[Worded], most: int, most_letters: int) -> Sequence[Worded]:
    letters = accumulate(len(each.text) for each in worded)
    return worded[: max(1, sum(so_far <= most_letters for so_far in letters))][:most]


def _done(year: SchoolYear, today: dt.date) -> Iterator[Fact]:
    until = year_before(today) if year.first_day <= today <= year.last_day else None
    before = tally.of_program_up_to(year.before, until) if until else tally.of_program(year.before)
    since = f"by {clock.day_in_words(until)}" if until else f"in {year.before.code}"
    is_known = bool(tally.of_program(year.before))
    return _facts(DONE, tally.of_program(year), before if is_known else None, since)


def _there(year: SchoolYear) -> Iterator[Fact]:
    before = schools.declared(year.before)
    return _facts(
        THERE, schools.declared(year), before if before["schools"] else None, f"in {year.before.code}"
    )


def _facts(
    measures: Iterable[str], now: Mapping[str, int], before: Mapping[str, int] | None, since: str
) -> Iterator[Fact]:
    for measure in measures:
        amount = now.get(measure, 0)
        figure = figures.figure_of(figures.PROGRAM, measure, amount)
        is_hours = measure in MEASURES and MEASURES[measure].unit == HOURS
        yield Fact(
            measure=measure,
            label=figure.label,
            rule=figure.hint,
            is_hours=is_hours,
            amount=amount,
            shown=shown(measure, amount, is_hours=is_hours),
            before=None if before is None else before.get(measure, 0),
            since=since,
        )


def _counties(year: SchoolYear) -> Iterator[County]:
    for county, rows in groupby(schools.by_place(year), key=lambda row: row.county):
        yield County((county,), tuple(Place((row.district,), row.schools, row.partners) for row in rows))


def _quote(said: Spoken, known: Known) -> Quote:
    return Quote(
        entry=said.entry_id.hex,
        part=said.part_id,
        text=said.text,
        role=said.role,
        speaker=said.speaker,
        names_somebody=names_somebody(said.text, known),
    )


def _agreement(agreed: Agreed, known: Known) -> Agreement:
    return Agreement(agreed.text, agreed.state, names_somebody(agreed.text, known))
