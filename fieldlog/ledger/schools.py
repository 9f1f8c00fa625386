"""Schools as one reader may see them in one school year."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, true

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.activities.envelope import SchoolChoice
from fieldlog.clock import SchoolYear
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.models import District, School, SchoolProfile

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class SchoolInYear:
    """A school with its profile of one year; without one, the profile's fields are empty."""

    id: int
    code: str
    name: str
    district: str
    county: str
    whole_school_partner: bool
    educators: int
    students: int


class InPlace(NamedTuple):
    county: str
    district: str
    schools: int
    partners: int


def seen_by(actor: Actor, year: SchoolYear) -> list[SchoolInYear]:
    """Every school this reader may see, in order of their codes."""
    query = _in_year(year).where(_is_seen_by(actor)).order_by(School.code)
    return [_school(*row) for row in db.session.execute(query)]


def one(actor: Actor, code: str, year: SchoolYear) -> SchoolInYear:
    """Raises NotFound for an unknown school and for a foreign one, which nobody can tell apart."""
    if not _CODE.fullmatch(code):
        raise NotFound
    row = db.session.execute(_in_year(year).where(_is_seen_by(actor), School.code == code)).one_or_none()
    if row is None:
        raise NotFound
    return _school(*row)


def choices(actor: Actor) -> tuple[SchoolChoice, ...]:
    """The schools this reader may see, to choose from."""
    query = select(School.id, School.code, School.name).where(_is_seen_by(actor)).order_by(School.name)
    return tuple(SchoolChoice(*row) for row in db.session.execute(query))


def every() -> tuple[SchoolChoice, ...]:
    query = select(School.id, School.code, School.name).order_by(School.id)
    return tuple(SchoolChoice(*row) for row in db.session.execute(query))


def by_id(school_ids: Collection[int]) -> dict[int, SchoolChoice]:
    if not school_ids:
        return {}
    query = select(School.id, School.code, School.name).where(School.id.in_(school_ids))
    return {row.id: SchoolChoice(*row) for row in db.session.execute(query)}


def by_code(codes: Collection[str]) -> dict[str, int]:
    """Code -> id of those codes that are schools."""
    query = select(School.code, School.id).where(School.code.in_(codes))
    return dict(db.session.execute(query).all())


def district_of(school_ids: Collection[int]) -> int | None:
    """The one district that the newest profiles of these schools name, if it is one."""
    query = select(District.id)
    found = [d for d in db.session.scalars(query) if of_district(d).intersection(school_ids)]
    return found[0] if len(found) == 1 else None


def districts_of_schools() -> dict[int, int]:
    """School -> the district that its newest profile names."""
    query = select(SchoolProfile.school_id, SchoolProfile.district_id).order_by(SchoolProfile.school_year)
    return dict(db.session.execute(query).all())


def places() -> dict[tuple[int, int], tuple[str, str]]:
    """(school, school year) -> (district, county), of every profile there is."""
    query = select(SchoolProfile.school_id, SchoolProfile.school_year, District.name, SchoolProfile.county)
    rows = db.session.execute(query.join(District, District.id == SchoolProfile.district_id))
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def by_place(year: SchoolYear) -> Sequence[InPlace]:
    """How many schools each district has in each county, by the profiles of that year."""
    profile = SchoolProfile
    query = (
        select(profile.county, District.name, func.count(), func.count().filter(profile.whole_school_partner))
        .join(District, District.id == profile.district_id)
        .where(profile.school_year == year.start)
        .group_by(profile.county, District.name)
    )
    # Sorted here: stores order letters differently, and an edition is compared with the one before.
    return sorted(InPlace(*row) for row in db.session.execute(query))


def of_district(district_id: int) -> frozenset[int]:
    """The schools whose newest profile names this district."""
    newest = (
        select(SchoolProfile.school_id, func.max(SchoolProfile.school_year).label("school_year"))
        .group_by(SchoolProfile.school_id)
        .subquery()
    )
    query = (
        select(SchoolProfile.school_id)
        .join(
            newest,
            (newest.c.school_id == SchoolProfile.school_id)
            & (newest.c.school_year == SchoolProfile.school_year),
        )
        .where(SchoolProfile.district_id == district_id)
    )
    return frozenset(db.session.scalars(query))


def years() -> list[SchoolYear]:
    """The school years that have profiles, newest first."""
    query = select(SchoolProfile.school_year).distinct().order_by(SchoolProfile.school_year.desc())
    return [SchoolYear(start) for start in db.session.scalars(query)]


def declared(year: SchoolYear) -> dict[str, int]:
    """What the profiles valid in that year say of the whole program."""
    profile = SchoolProfile
    query = select(
        func.count().label("schools"),
        func.count().filter(profile.whole_school_partner).label("whole_school_partners"),
        func.count(profile.county.distinct()).label("counties"),
        func.count(profile.district_id.distinct()).label("districts"),
        func.coalesce(func.sum(profile.educators), 0).label("educators_served"),
        func.coalesce(func.sum(profile.students), 0).label("students_served"),
    ).where(profile.school_year == year.start)
    return {name: int(value) for name, value in db.session.execute(query).mappings().one().items()}


def _in_year(year: SchoolYear) -> Select[School, SchoolProfile, District]:
    return (
        select(School, SchoolProfile, District)
        .outerjoin(
            SchoolProfile,
            (SchoolProfile.school_id == School.id) & (SchoolProfile.school_year == year.start),
        )
        .outerjoin(District, District.id == SchoolProfile.district_id)
    )


def _is_seen_by(actor: Actor) -> ColumnElement[bool]:
    return true() if access.sees_every_school(actor) else School.id.in_(actor.school_ids)


def _school(school: School, profile: SchoolProfile | None, district: District | None) -> SchoolInYear:
    return SchoolInYear(
        id=school.id,
        code=school.code,
        name=school.name,
        district=district.name if district else "",
        county=profile.county if profile else "",
        whole_school_partner=profile.whole_school_partner if profile else False,
        educators=profile.educators if profile else 0,
        students=profile.students if profile else 0,
    )
