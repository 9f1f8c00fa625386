"""What schools' numbers came to before FieldLog: kept beside the tally, never in it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from sqlalchemy import delete, select

from fieldlog.activities import MEASURES
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger.figures import PROGRAM, Figure, figure_of
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.ledger.statements import insert_or_set
from fieldlog.models import PastTotal, Tally

# (school, school year, measure) -> number
Key = tuple[int, int, str]


def of_school(school: SchoolInYear, year: SchoolYear) -> list[Figure]:
    return _figures(school.code, _sum([school.id], year))


def of_program(seen: Collection[SchoolInYear], year: SchoolYear) -> list[Figure]:
    """All these schools' together: what was counted at several of them is in it as often."""
    return _figures(PROGRAM, _sum([school.id for school in seen], year))


def years() -> list[SchoolYear]:
    return [SchoolYear(start) for start in db.session.scalars(select(PastTotal.school_year).distinct())]


def known() -> dict[Key, int]:
    rows = db.session.scalars(select(PastTotal))
    return {(row.school_id, row.school_year, row.measure): row.amount for row in rows}


def counted() -> set[tuple[int, SchoolYear]]:
    """(school, school year) of those that have entries."""
    rows = db.session.execute(select(Tally.school_id, Tally.month).where(Tally.amount != 0).distinct())
    return {(school_id, SchoolYear.of(dt.date(month // 100, month % 100, 1))) for school_id, month in rows}


def keep(key: Key, amount: int) -> None:
    """From now on it came to this; 0 takes it away."""
    school_id, year, measure = key
    if not amount:
        theirs = (PastTotal.school_id == school_id, PastTotal.school_year == year)
        db.session.execute(delete(PastTotal).where(*theirs, PastTotal.measure == measure))
        return
    row = {"school_id": school_id, "school_year": year, "measure": measure, "amount": amount}
    db.session.execute(insert_or_set(PastTotal, "amount"), [row])


def _sum(school_ids: Collection[int], year: SchoolYear) -> Counter[str]:
    query = select(PastTotal.measure, PastTotal.amount)
    query = query.where(PastTotal.school_id.in_(school_ids), PastTotal.school_year == year.start)
    total: Counter[str] = Counter()
    for measure, amount in db.session.execute(query):
        total[measure] += amount
    return total


def _figures(school: str, total: Counter[str]) -> list[Figure]:
    return [figure_of(school, measure, total[measure]) for measure in MEASURES if measure in total]
