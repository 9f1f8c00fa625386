"""People: who they are to FieldLog, and letting them in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, select

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities.envelope import CoachChoice
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import passwords
from fieldlog.ledger.names import key_of
from fieldlog.ledger.schools import of_district
from fieldlog.models import Person, PersonSchool


class Known(NamedTuple):
    """Somebody who is here already."""

    id: int
    name: str
    role: str
    district_id: int | None
    school_ids: frozenset[int]


def actor_of(person: Person) -> Actor:
    query = select(PersonSchool.school_id).where(PersonSchool.person_id == person.id)
    return actor_at(person, db.session.scalars(query))


def actor_at(person: Person | Row[*tuple[Any, ...]], named: Iterable[int]) -> Actor:
    """`named` are the schools that the person works with; a lead's are those of the district."""
    if person.role == access.DISTRICT_LEAD and person.district_id is not None:
        named = of_district(person.district_id)
    return Actor(person.id, person.name, person.role, frozenset(named))


def by_email(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.email_key == key_of(email))).one_or_none()


def by_password(email: str, password: str) -> Person | None:
    """The active person with this address and password."""
    person = by_email(email) if "\x00" not in email else None
    is_right = passwords.matches(person.password_hash if person else None, password)
    return person if person and is_right and person.is_active else None


def add(
    email: str,
    name: str,
    role: str,
    *,
    school_ids: Collection[int] = (),
    district_id: int | None = None,
    password_hash: str | None = None,
    is_demo: bool = False,
) -> Person:
    person = Person(
        email=email.strip(),
        email_key=key_of(email),
        name=name.strip(),
        role=role,
        district_id=district_id,
        password_hash=password_hash,
        is_active=True,
        is_demo=is_demo,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    db.session.add_all(PersonSchool(person_id=person.id, school_id=school_id) for school_id in school_ids)
    db.session.flush()
    return person


def change(
    email: str, name: str, *, school_ids: Collection[int] | None = None, district_id: int | None = None
) -> None:
    """Another name, and other schools unless they are None; a district lead's schools are the district's."""
    person = by_email(email)
    if person is None:
        raise NotFound
    person.name, person.district_id = name, district_id
    if school_ids is not None and person.role != access.DISTRICT_LEAD:
        db.session.execute(delete(PersonSchool).where(PersonSchool.person_id == person.id))
        db.session.add_all(PersonSchool(person_id=person.id, school_id=each) for each in school_ids)
    db.session.flush()


def known() -> dict[str, Known]:
    """Everybody, by the address as it is compared."""
    school_ids: dict[int, set[int]] = defaultdict(set)
    for person_id, school_id in db.session.execute(select(PersonSchool.person_id, PersonSchool.school_id)):
        school_ids[person_id].add(school_id)
    return {
        person.email_key: Known(
            person.id, person.name, person.role, person.district_id, frozenset(school_ids[person.id])
        )
        for person in db.session.scalars(select(Person).order_by(Person.id))
    }


def names(person_ids: Collection[int]) -> dict[int, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return dict(db.session.execute(query).all())


def every_name() -> dict[int, str]:
    return dict(db.session.execute(select(Person.id, Person.name)).all())


def other_coaches(actor: Actor) -> tuple[CoachChoice, ...]:
    """The active coaches who share a school with this one."""
    query = (
        select(Person.id, Person.name)
        .join(PersonSchool, PersonSchool.person_id == Person.id)
        .where(Person.role == access.COACH, Person.is_active, Person.id != actor.id)
        .where(PersonSchool.school_id.in_(actor.school_ids))
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return tuple(CoachChoice(*row) for row in db.session.execute(query))


def every_coach() -> tuple[CoachChoice, ...]:
    query = select(Person.id, Person.name).where(Person.role == access.COACH).order_by(Person.id)
    return tuple(CoachChoice(*row) for row in db.session.execute(query))


def demo_accounts() -> list[Person]:
    """The demo people who can sign in, in the order in which they were made."""
    query = select(Person).where(Person.is_demo, Person.password_hash.is_not(None)).order_by(Person.id)
    return list(db.session.scalars(query))
