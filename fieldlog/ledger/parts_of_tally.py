"""Parts of the running numbers: of some days, of the schools that carry them, of each month."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from fieldlog.clock import Period
from fieldlog.extensions import db
from fieldlog.models import DayTally, Tally


def between(school_id: int, first: dt.date, last: dt.date) -> Counter[str]:
    """The measures of a school from the first to the last of these days, both included."""
    return _by_measure(_of_days(DayTally.amount, DayTally.school_id == school_id, first, last))


def carried_between(school_ids: Collection[int], first: dt.date, last: dt.date) -> Counter[str]:
    """What the program's measures take of those days from these schools: an event of several is carried by
    the first that it names."""
    carriers = DayTally.school_id.in_(school_ids)
    return _by_measure(_of_days(DayTally.program_amount, carriers, first, last))


def carried_by(school_ids: Collection[int], period: Period) -> Counter[str]:
    """What the program's measures take from these schools in that period."""
    query = _of_program(period).where(Tally.school_id.in_(school_ids))
    return _by_measure(query.group_by(Tally.measure))


def carried_by_others(school_ids: Collection[int], period: Period) -> Counter[str]:
    """What they take from all other schools."""
    query = _of_program(period).where(Tally.school_id.not_in(school_ids))
    return _by_measure(query.group_by(Tally.measure))


def program_by_month(period: Period) -> dict[int, Counter[str]]:
    """The program's measures, by the months of that period that have any."""
    found: dict[int, Counter[str]] = {}
    query = _of_program(period).add_columns(Tally.month).group_by(Tally.measure, Tally.month)
    for measure, amount, month in db.session.execute(query):
        found.setdefault(month, Counter())[measure] = int(amount)
    return found


def _of_program(period: Period) -> Select[str, int]:
    return select(Tally.measure, func.sum(Tally.program_amount)).where(Tally.month.between(*period.months))


def _of_days(
    amount: InstrumentedAttribute[int], whose: ColumnElement[bool], first: dt.date, last: dt.date
) -> Select[str, int]:
    return (
        select(DayTally.measure, func.sum(amount))
        .where(whose, DayTally.day.between(first, last))
        .group_by(DayTally.measure)
    )


def _by_measure(query: Select[str, int]) -> Counter[str]:
    return Counter({measure: int(amount) for measure, amount in db.session.execute(query)})
