"""The invented program: eleven schools in southern Oregon, their districts and their people."""

from typing import NamedTuple

from fieldlog import access
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import passwords, people, program
from fieldlog.models import District, Person, School, SchoolProfile, Target

NAME = "Rogue Valley School Partnership"
PASSWORD = "demo-fieldlog"


class Partner(NamedTuple):
    """A school as it declares itself in the full year."""

    name: str
    district: str
    county: str
    whole_school_partner: bool
    educators: int
    students: int


PARTNERS = (
    Partner("Cedar Elementary", "Rogue Valley School District", "Jackson County", True, 42, 410),
    Partner("Madrone Elementary", "Rogue Valley School District", "Jackson County", True, 54, 520),
    Partner("Table Rock Middle", "Rogue Valley School District", "Jackson County", True, 40, 380),
    Partner("Lithia Creek Elementary", "Bear Creek School District", "Jackson County", True, 47, 450),
    Partner("Pear Blossom Elementary", "Bear Creek School District", "Jackson County", True, 36, 340),
    Partner("Applegate Elementary", "Applegate School District", "Josephine County", True, 32, 300),
    Partner("Redwood Crossing Middle", "Applegate School District", "Josephine County", True, 49, 470),
    Partner("Umpqua Bend Elementary", "Umpqua River School District", "Douglas County", True, 38, 360),
    Partner("Oak Savanna Elementary", "Umpqua River School District", "Douglas County", False, 31, 290),
    Partner("Klamath Marsh Elementary", "Klamath Basin School District", "Klamath County", False, 29, 280),
    Partner("Juniper Flat School", "Klamath Basin School District", "Klamath County", False, 22, 200),
)
DISTRICTS = tuple(dict.fromkeys(partner.district for partner in PARTNERS))


class Cast(NamedTuple):
    """The people of the demo who log, with the schools each works with, and who leads the first school."""

    first_district: Person
    every_school: Person
    others: tuple[Person, ...]
    first_principal: Person


class Opened(NamedTuple):
    schools: list[School]
    districts: dict[str, District]
    cast: Cast


def open_demo(years: list[SchoolYear], scale: int) -> Opened:
    """The program with `scale` times its schools, a profile for each year, and its accounts."""
    program.open_program(NAME, years[0], is_demo=True)
    districts = {name: District(name=name) for name in DISTRICTS}
    db.session.add_all(districts.values())
    schools = [
        School(code=f"S{number:02}", name=_name(number)) for number in range(1, len(PARTNERS) * scale + 1)
    ]
    db.session.add_all(schools)
    db.session.flush()
    for year in years:
        _declare(schools, districts, year, grown=year.start - years[0].start)
        _aim(schools, year)
    db.session.flush()
    return Opened(schools, districts, _people(schools, districts))


def partner_of(index: int) -> Partner:
    return PARTNERS[index % len(PARTNERS)]


def _name(number: int) -> str:
    round_, index = divmod(number - 1, len(PARTNERS))
    return PARTNERS[index].name + (f" {round_ + 1}" if round_ else "")


def _declare(schools: list[School], districts: dict[str, District], year: SchoolYear, grown: int) -> None:
    """Each year after the first a few people more or less, the same for the same school."""
    for index, school in enumerate(schools):
        partner = partner_of(index)
        db.session.add(
            SchoolProfile(
                school_id=school.id,
                school_year=year.start,
                district_id=districts[partner.district].id,
                county=partner.county,
                whole_school_partner=partner.whole_school_partner,
                educators=partner.educators + grown * (index % 3 - 1),
                students=partner.students + grown * 4 * (index % 5 - 2),
            )
        )


def _aim(schools: list[School], year: SchoolYear) -> None:
    for index, school in enumerate(schools):
        is_partner = partner_of(index).whole_school_partner
        aims = {"classroom_visits": 12 if is_partner else 8, "pd_session_hours": 36 * 60}
        if is_partner:
            aims |= {"data_team_meetings": 11, "convenings": 1}
        for measure, amount in aims.items():
            db.session.add(
                Target(school_id=school.id, school_year=year.start, measure=measure, amount=amount)
            )


def _people(schools: list[School], districts: dict[str, District]) -> Cast:
    kept = passwords.keep(PASSWORD)
    first = [s.id for index, s in enumerate(schools) if partner_of(index).district == DISTRICTS[0]]
    rest = [school.id for school in schools if school.id not in first]

    def account(
        address: str,
        name: str,
        role: str,
        school_ids: list[int] | None = None,
        district_id: int | None = None,
    ) -> Person:
        return people.add(
            f"{address}@demo.example",
            name,
            role,
            school_ids=school_ids or (),
            district_id=district_id,
            password_hash=kept,
            is_demo=True,
        )

    maya = account("coach", "Maya Torres", access.COACH, first)
    jonah = account("coach2", "Jonah Whitaker", access.COACH, [school.id for school in schools])
    elena = account("principal", "Elena Marsh", access.PRINCIPAL, [schools[0].id])
    account("principal2", "Samuel Reyes", access.PRINCIPAL, [schools[1].id])
    account("lead", "Priya Natarajan", access.DISTRICT_LEAD, district_id=districts[DISTRICTS[0]].id)
    account("admin", "Ruth Castellanos", access.ADMIN)
    account("viewer", "Dana Whitfield", access.VIEWER)
    others = [
        people.add(f"{address}@demo.example", name, access.COACH, school_ids=rest, is_demo=True)
        for address, name in (("lena", "Lena Brandt"), ("marcus", "Marcus Oyelaran"))
    ]
    return Cast(maya, jonah, tuple(others), elena)
