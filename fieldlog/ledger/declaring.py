"""Schools, and what they declare for a school year, written; what a year before declared stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.extensions import db
from fieldlog.ledger.names import key_of
from fieldlog.ledger.statements import insert_or_set
from fieldlog.models import District, School, SchoolProfile


class Declared(NamedTuple):
    """What a school says of itself for one school year; a district by its name."""

    district: str
    county: str
    whole_school_partner: bool = False
    educators: int = 0
    students: int = 0


@dataclass(frozen=True)
class Standing:
    """A school as it stands here, with what it declared by the year in which the school year starts."""

    name: str
    declared: Mapping[int, Declared] = field(default_factory=dict)

    def before(self, year: int) -> Declared | None:
        """What it declared last before that year."""
        return self.declared.get(max((each for each in self.declared if each < year), default=0))


def standing() -> dict[str, Standing]:
    """Every school by its code."""
    found: dict[str, dict[int, Declared]] = {}
    profile = SchoolProfile
    query = (
        select(
            School.code,
            profile.school_year,
            District.name,
            profile.county,
            profile.whole_school_partner,
            profile.educators,
            profile.students,
        )
        .join(profile, profile.school_id == School.id)
        .join(District, District.id == profile.district_id)
    )
    for row in db.session.execute(query):
        found.setdefault(row[0], {})[row[1]] = Declared(row[2], row[3], row[4], row[5], row[6])
    named = db.session.execute(select(School.code, School.name))
    return {code: Standing(name, found.get(code, {})) for code, name in named}


def districts() -> dict[str, str]:
    """Every district by its name as it is compared."""
    return {key_of(name): name for name in db.session.scalars(select(District.name))}


def keep(code: str, name: str, year: int, declared: Declared) -> None:
    """The school by this name from now on, and what it declares for this year; both made when missing."""
    school = db.session.scalars(select(School).where(School.code == code)).one_or_none()
    if school is None:
        school = School(code=code, name=name)
        db.session.add(school)
    school.name = name
    db.session.flush()
    said = declared._asdict()
    row = {"school_id": school.id, "school_year": year, "district_id": _district_id(said.pop("district"))}
    db.session.execute(insert_or_set(SchoolProfile, "district_id", *said), [row | said])


def _district_id(name: str) -> int:
    district = db.session.scalars(select(District).where(District.name == name)).one_or_none()
    if district is None:
        district = District(name=name)
        db.session.add(district)
        db.session.flush()
    return district.id
