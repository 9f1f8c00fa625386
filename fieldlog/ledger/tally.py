"""The running numbers: moved with each entry, read without touching entries."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import func, select

from fieldlog.activities import KINDS
from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear, month_of
from fieldlog.extensions import db
from fieldlog.ledger.statements import insert_or_add
from fieldlog.models import Tally


class Key(NamedTuple):
    school_id: int
    month: int
    kind: str
    measure: str


class Share:
    """What entries add to each key: to the school's own number and to the program's."""

    def __init__(self) -> None:
        self.amounts: Counter[Key] = Counter()
        self.program_amounts: Counter[Key] = Counter()

    def add(self, content: Content, sign: int = 1) -> None:
        """Take a content in (or, with -1, out). The first school carries it for the program."""
        carrier = min(content.school_ids)
        for measure, amount in KINDS[content.kind].amounts(content).items():
            for school_id in content.school_ids:
                key = Key(school_id, month_of(content.activity_date), content.kind, measure)
                self.amounts[key] += sign * amount
                self.program_amounts[key] += sign * amount * (school_id == carrier)

    def rows(self) -> list[dict[str, int | str]]:
        """The rows that change, in key order, so that two writers never wait for each other in a ring."""
        return [
            key._asdict() | {"amount": self.amounts[key], "program_amount": self.program_amounts[key]}
            for key in sorted(self.amounts)
            if self.amounts[key] or self.program_amounts[key]
        ]


def move(share: Share) -> None:
    if rows := share.rows():
        db.session.execute(insert_or_add(Tally, "amount", "program_amount"), rows)


def of_schools(school_ids: Collection[int], year: SchoolYear) -> dict[int, Counter[str]]:
    """The measures of each of these schools in that year."""
    figures: dict[int, Counter[str]] = {school_id: Counter() for school_id in school_ids}
    query = (
        select(Tally.school_id, Tally.measure, func.sum(Tally.amount))
        .where(Tally.school_id.in_(school_ids), Tally.month.between(*year.months))
        .group_by(Tally.school_id, Tally.measure)
    )
    for school_id, measure, amount in db.session.execute(query):
        figures[school_id][measure] = int(amount)
    return figures


def of_program(year: SchoolYear) -> Counter[str]:
    """The program's measures in that year; an event at many schools counts once."""
    query = (
        select(Tally.measure, func.sum(Tally.program_amount))
        .where(Tally.month.between(*year.months))
        .group_by(Tally.measure)
    )
    return Counter({measure: int(amount) for measure, amount in db.session.execute(query)})


def kept() -> Iterable[Tally]:
    return db.session.scalars(select(Tally).order_by(Tally.school_id, Tally.month, Tally.kind, Tally.measure))
