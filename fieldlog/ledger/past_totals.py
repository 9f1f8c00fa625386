"""What schools' numbers came to before FieldLog: kept beside the tally, never in it."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from fieldlog.activities import MEASURES
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger.figures import PROGRAM, Figure, figure_of
from fieldlog.ledger.schools import SchoolInYear
from fieldlog.ledger.statements import insert_or_set
from fieldlog.models import PastTotal

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


def keep(key: Key, amount: int) -> None:
    school_id, year, measure = key
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
