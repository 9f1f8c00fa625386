"""A number explained: its rule, how it is rounded, what it is read beside, and what stands behind it."""

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities import HEADLINES, MEASURES
from fieldlog.activities.kind import HOURS
from fieldlog.errors import NotFound
from fieldlog.ledger import addends, counts, declared, figures, school_tally, visit_groups
from fieldlog.ledger.addends import Addends
from fieldlog.ledger.counts import Counts
from fieldlog.ledger.declared import Declared
from fieldlog.ledger.entries import PageKey
from fieldlog.ledger.figures import Figure
from fieldlog.ledger.number import Number
from fieldlog.ledger.school_tally import Headline
from fieldlog.ledger.visit_groups import Breakdown


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`minutes` are those of a number of hours. `headline` is the number beside its target and that of the
    year before, which goes up to the day `compared`.

    Behind it are `entries`, or `counts` for those who read none, or what is `declared`.
    """

    number: Number
    figure: Figure
    minutes: int | None = None
    headline: Headline | None = None
    compared: dt.date | None = None
    entries: Addends | None = None
    counts: Counts | None = None
    declared: Declared | None = None
    breakdowns: tuple[Breakdown, ...] = ()


def of(actor: Actor, number: Number, today: dt.date, zone: ZoneInfo, after: PageKey | None) -> Explanation:
    """`after` is where the page of entries before ended. Raises NotFound where no such number is shown."""
    if number.measure in MEASURES:
        return _counted(actor, number, today, zone, after)
    if number.measure in (figures.BY_SCHOOL if number.school else figures.DECLARED):
        return _declared(actor, replace(number, month=None, until=None))
    raise NotFound


def _counted(
    actor: Actor, number: Number, today: dt.date, zone: ZoneInfo, after: PageKey | None
) -> Explanation:
    reads = access.may_read_entries(actor)
    opened = addends.page(actor, number, zone, after) if reads else None
    counted = None if reads else counts.of(number)
    amount = opened.total.amount if opened else counted.total if counted else 0
    headline, compared = _headline(number, today)
    return Explanation(
        number=number,
        figure=number.figure(amount),
        minutes=amount if MEASURES[number.measure].unit == HOURS else None,
        headline=headline,
        compared=compared,
        entries=opened,
        counts=counted,
        breakdowns=_breakdowns(number),
    )


def _declared(actor: Actor, number: Number) -> Explanation:
    said = declared.of_school(number, number.school) if number.school else declared.of_program(actor, number)
    return Explanation(number=number, figure=number.figure(said.total), declared=said)


def _headline(number: Number, today: dt.date) -> tuple[Headline | None, dt.date | None]:
    """What a headline of a school stands beside, and up to which day of the year before."""
    if number.school is None or number.until or number.measure not in HEADLINES:
        return None, None
    beside = school_tally.of_school(number.school, number.year, number.month, today)
    return beside.headlines[HEADLINES.index(number.measure)], beside.until


def _breakdowns(number: Number) -> tuple[Breakdown, ...]:
    """Of a whole year only: from the others of its months one could reckon the one that is hidden."""
    if number.school is None or number.month or number.until or number.measure != visit_groups.MEASURE:
        return ()
    return visit_groups.of_school(number.school.id, number.year)
