"""Up to which day a school's log is whole: nothing saved by the end of it is on its coaches' tablets alone.

Days are the program's, moments the server's: a tablet's own clock, whatever it is set to, decides nothing.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger.contacts import PLAIN_FORM
from fieldlog.models import Contact, Person, PersonSchool

DAY = dt.timedelta(days=1)
# How long a tablet is waited for that is silent while its coach is heard of elsewhere: one that had nothing
# unsent when it was heard of last, and one that had.
AT_REST, GIVEN_UP = 14 * DAY, 365 * DAY


class Tablet(NamedTuple):
    """What one tablet told last of one coach: the columns of a Contact."""

    device: str
    told_at: dt.datetime
    seen_at: dt.datetime
    unsent: int
    oldest_at: dt.datetime | None
    whole_at: dt.datetime | None


class Coach(NamedTuple):
    """`tablets` are those that are waited for."""

    name: str
    tablets: tuple[Tablet, ...]


class Behind(NamedTuple):
    """A coach of whom something waits, or yesterday is not known to be whole: since which day the oldest
    waits, and when the tablet that is furthest behind was heard of last; None where nobody knows."""

    name: str
    unsent: int
    oldest: dt.date | None
    heard: dt.date | None


@dataclass(frozen=True)
class Completeness:
    """`through` is None unless it is known of every coach; `behind` is empty for who may not see names."""

    through: dt.date | None
    behind: tuple[Behind, ...]


def of_schools(
    actor: Actor, school_ids: Collection[int], today: dt.date, zone: ZoneInfo
) -> dict[int, Completeness]:
    """Of each of these schools, by those who are its active coaches now."""
    may_see_names = access.may_see_who_is_behind(actor)
    return {
        school_id: Completeness(
            whole_through(coaches, zone), who_is_behind(coaches, today, zone) if may_see_names else ()
        )
        for school_id, coaches in _coaches(school_ids).items()
    }


def earliest(found: Iterable[Completeness]) -> dt.date | None:
    """The day up to which all of them are whole; None unless it is known of each."""
    return _earliest([each.through for each in found])


# --- the rule ----------------------------------------------------------------


def waited_for(tablets: Collection[Tablet]) -> tuple[Tablet, ...]:
    """A coach's tablets that may still hold something. The plain form holds nothing: it speaks for who has no
    tablet, and is silent beside one."""
    theirs = [each for each in tablets if each.device != PLAIN_FORM] or [*tablets]
    newest = max((each.seen_at for each in theirs), default=None)
    return tuple(
        each for each in theirs if newest and newest - each.told_at <= (GIVEN_UP if each.unsent else AT_REST)
    )


def whole_through(coaches: Sequence[Coach], zone: ZoneInfo) -> dt.date | None:
    """The last day that was over, for every tablet of every coach, when it had nothing unsent: on that very
    day something may have been saved afterwards."""
    return _earliest([_through(coach.tablets, zone) for coach in coaches])


def who_is_behind(coaches: Sequence[Coach], today: dt.date, zone: ZoneInfo) -> tuple[Behind, ...]:
    """Those furthest behind first."""
    days = [(_through(coach.tablets, zone) or dt.date.min, coach) for coach in coaches]
    late = [
        (day, coach)
        for day, coach in days
        if day < today - DAY or any(tablet.unsent for tablet in coach.tablets)
    ]
    return tuple(_behind(coach, zone) for _, coach in sorted(late, key=lambda each: (each[0], each[1].name)))


def _through(tablets: Sequence[Tablet], zone: ZoneInfo) -> dt.date | None:
    return _earliest([_day(each.whole_at, zone) - DAY if each.whole_at else None for each in tablets])


def _earliest(days: Sequence[dt.date | None]) -> dt.date | None:
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def _behind(coach: Coach, zone: ZoneInfo) -> Behind:
    oldest = [moment for each in coach.tablets if each.unsent and (moment := _oldest(each))]
    furthest = min(coach.tablets, key=lambda each: (each.whole_at is not None, each.told_at), default=None)
    return Behind(
        coach.name,
        sum(each.unsent for each in coach.tablets),
        _day(min(oldest), zone) if oldest else None,
        _day(furthest.told_at, zone) if furthest else None,
    )


def _oldest(tablet: Tablet) -> dt.datetime | None:
    """As the tablet's clock says, where that can be: what waits was saved since all was here."""
    if tablet.oldest_at is None or tablet.whole_at is None:
        return tablet.oldest_at
    return max(tablet.oldest_at, tablet.whole_at)


def _day(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    return moment.astimezone(zone).date()


# --- what is known -----------------------------------------------------------


def _coaches(school_ids: Collection[int]) -> dict[int, list[Coach]]:
    told: dict[int, dict[tuple[str, int], list[Tablet]]] = {school_id: {} for school_id in school_ids}
    for school_id, person_id, name, *columns in db.session.execute(_tablets(school_ids)):
        tablets = told[school_id].setdefault((name, person_id), [])
        if columns[0] is not None:
            tablets.append(Tablet(*columns))
    return {
        school_id: [Coach(name, waited_for(tablets)) for (name, _), tablets in coaches.items()]
        for school_id, coaches in told.items()
    }


def _tablets(school_ids: Collection[int]) -> Select[Any]:
    """A row for each tablet of each coach of each school; one without a tablet for who never told."""
    columns = [getattr(Contact, name) for name in Tablet._fields]
    return (
        select(PersonSchool.school_id, Person.id, Person.name, *columns)
        .join(Person, Person.id == PersonSchool.person_id)
        .outerjoin(Contact, Contact.person_id == Person.id)
        .where(PersonSchool.school_id.in_(school_ids), Person.role == access.COACH, Person.is_active)
        .order_by(PersonSchool.school_id, Person.name, Person.id, Contact.device)
    )
