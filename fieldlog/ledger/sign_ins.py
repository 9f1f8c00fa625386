"""Signed-in browsers: a random token in the cookie, its hash in the store."""

import datetime as dt
import secrets

from sqlalchemy import select, update

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.extensions import db
from fieldlog.ledger import passwords, people
from fieldlog.ledger.tokens import hash_of
from fieldlog.models import Person, PersonSchool, SignIn, SignInLink

LONGEST = dt.timedelta(days=90)
LINK_LASTS = dt.timedelta(days=7)


def open_for(person_id: int) -> str:
    """Sign a person in; returns the token, which is kept nowhere else."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignIn(token_hash=hash_of(token), person_id=person_id, created_at=now, expires_at=now + LONGEST)
    )
    db.session.flush()
    return token


def actor_of(token: str) -> Actor | None:
    """Whom this token signs in, as long as it is neither ended nor expired and they are active."""
    # With the schools in one statement: every request asks this.
    query = (
        select(Person.id, Person.name, Person.role, Person.district_id, PersonSchool.school_id)
        .join(SignIn, SignIn.person_id == Person.id)
        .outerjoin(PersonSchool, PersonSchool.person_id == Person.id)
        .where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None))
        .where(SignIn.expires_at > clock.now(), Person.is_active)
    )
    found = db.session.execute(query).all()
    named = [row.school_id for row in found if row.school_id is not None]
    return people.actor_at(found[0], named) if found else None


def close(token: str) -> None:
    end = update(SignIn).where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None))
    db.session.execute(end.values(ended_at=clock.now()))


def make_link(person_id: int) -> str:
    """A token with which this person chooses a password, once, within seven days."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignInLink(
            token_hash=hash_of(token), person_id=person_id, created_at=now, expires_at=now + LINK_LASTS
        )
    )
    db.session.flush()
    return token


def person_of_link(token: str) -> Person | None:
    query = (
        select(Person)
        .join(SignInLink, SignInLink.person_id == Person.id)
        .where(SignInLink.token_hash == hash_of(token), SignInLink.used_at.is_(None))
        .where(SignInLink.expires_at > clock.now(), Person.is_active)
    )
    return db.session.scalars(query).one_or_none()


def use_link(token: str, password: str) -> Person | None:
    """Spend the link on a new password, which ends every earlier sign-in of that person."""
    person = person_of_link(token)
    if person is None:
        return None
    now = clock.now()
    spent = update(SignInLink).where(SignInLink.token_hash == hash_of(token), SignInLink.used_at.is_(None))
    # Of two browsers with the same link the store lets one through.
    if not db.session.execute(spent.values(used_at=now).returning(SignInLink.person_id)).all():
        return None
    person.password_hash = passwords.keep(password)
    open_ones = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    db.session.execute(open_ones.values(ended_at=now))
    return person
