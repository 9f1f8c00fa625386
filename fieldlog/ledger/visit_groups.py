"""The visits to a school in a year by grade band and by focus, where that picks nobody out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from fieldlog.activities.lists import Options, codes_of, label_of
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.names import key_of
from fieldlog.ledger.small_groups import OTHERS, Visit, broken_down
from fieldlog.models import Entry, EntrySchool
from fieldlog.models.entry import ACTIVE

KIND, MEASURE = "classroom_visit", "classroom_visits"
UNSAID, WORDS_UNSAID, WORDS_OTHERS = "", "Not said", "All others together"


class Breakdown(NamedTuple):
    """The label of each group and how many visits are in it; None where that would tell of few teachers."""

    by: str
    groups: tuple[tuple[str, int], ...] | None


def of_school(school_id: int, year: SchoolYear) -> tuple[Breakdown, ...]:
    """None at all where there was no visit."""
    visits, kind = _visits(school_id, year), own_lists.kinds()[KIND]
    bands = next(each for each in kind.lists if each.code == "grade_band")
    by_band = [Visit((visit.details.get("grade_band") or UNSAID,), _teacher(visit)) for visit in visits]
    by_focus = [Visit(tuple(visit.focus) or (UNSAID,), _teacher(visit)) for visit in visits]
    each = (("grade band", by_band, bands), ("focus", by_focus, kind.focus))
    return tuple(_breakdown(*of) for of in each) if visits else ()


def _visits(school_id: int, year: SchoolYear) -> Sequence[Row[Any]]:
    query = select(Entry.details, Entry.focus).join(EntrySchool, EntrySchool.entry_id == Entry.id)
    at_school = query.where(
        EntrySchool.school_id == school_id,
        EntrySchool.activity_date.between(year.first_day, year.last_day),
        Entry.kind == KIND,
        Entry.status == ACTIVE,
    )
    return db.session.execute(at_school).all()


def _teacher(visit: Row[Any]) -> str:
    """Kept from everybody who may not read it: only how many there are is counted."""
    return key_of(visit.details.get("teacher_or_room") or "")


def _breakdown(by: str, visits: Sequence[Visit], options: Options) -> Breakdown:
    found = broken_down(visits)
    if found is None:
        return Breakdown(by, None)
    words = {UNSAID: WORDS_UNSAID, OTHERS: WORDS_OTHERS}
    order = [*codes_of(options), *(code for code in found if code not in words), UNSAID, OTHERS]
    shown = dict.fromkeys(code for code in order if code in found)
    return Breakdown(by, tuple((words.get(code) or label_of(options, code), found[code]) for code in shown))
