"""The people and schools of the tests, and what a coach writes."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask.testing import FlaskClient

from fieldlog import access, clock
from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.form import Form
from fieldlog.activities.kind import Content
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import desk, own_lists, passwords, people, program, record
from fieldlog.models import District, Person, School, SchoolProfile

PASSWORD = "three quiet words"
OLDEST = SchoolYear(2020)
DAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)


@cache
def password_hash() -> str:
    return passwords.keep(PASSWORD)


@dataclass(frozen=True)
class World:
    """Maya coaches Cedar and Madrone, Elena leads Cedar; Oak, its people and its words are foreign."""

    cedar: School
    madrone: School
    oak: School
    maya: Actor
    jonah: Actor
    elena: Actor
    stranger: Actor
    lead: Actor
    admin: Actor
    viewer: Actor


def make_world() -> World:
    with write_transaction():
        program.open_program("Cedar program", OLDEST)
        valley, coast = District(name="Valley"), District(name="canary-oak district")
        cedar = School(code="S01", name="Cedar Elementary")
        madrone = School(code="S02", name="Madrone Middle")
        oak = School(code="S03", name="canary-oak School")
        db.session.add_all([valley, coast, cedar, madrone, oak])
        db.session.flush()
        for year in range(2022, SchoolYear.of(clock.now().date()).start + 1):
            _declare(cedar, valley, "Jackson", year)
            _declare(madrone, valley, "Jackson", year)
            _declare(oak, coast, "canary-oak county", year)
        both = [cedar.id, madrone.id]
        made = {
            "maya": _person("maya", "Maya Torres", access.COACH, both),
            "jonah": _person("jonah", "Jonah Whitaker", access.COACH, [*both, oak.id]),
            "elena": _person("elena", "Elena Marsh", access.PRINCIPAL, [cedar.id]),
            "stranger": _person("stranger", "Canary-oak Coach", access.COACH, [oak.id]),
            "lead": _person("lead", "Priya Lead", access.DISTRICT_LEAD, district_id=valley.id),
            "admin": _person("admin", "Ruth Admin", access.ADMIN),
            "viewer": _person("viewer", "Dana Viewer", access.VIEWER),
        }
    db.session.expire_on_commit = False
    actors = {name: people.actor_of(person) for name, person in made.items()}
    for school in (cedar, madrone, oak):
        db.session.refresh(school)
        db.session.expunge(school)
    db.session.rollback()
    return World(cedar, madrone, oak, **actors)


def content(actor: Actor, kind: str = "classroom_visit", **fields: Any) -> Content:
    """What this coach's form of that kind says; the fields as they are typed."""
    form = Form.posted(own_lists.kinds()[kind], desk.around(actor, DAY), as_typed(kind, **fields))
    said = form.content()
    assert said is not None, form.errors
    return said


def as_typed(kind: str = "classroom_visit", **fields: Any) -> dict[str, list[str]]:
    """The smallest form of a kind as a browser posts it, with some fields set."""
    needed: dict[str, Any] = {"schools": "S01", "activity_date": DAY.isoformat(), "minutes": "15"}
    for name, value in KINDS[kind].examples[0].items():
        needed[name] = str(value)
    typed = needed | fields
    return {
        name: list(map(str, value)) if isinstance(value, list | tuple) else [str(value)]
        for name, value in typed.items()
    }


def log(actor: Actor, kind: str = "classroom_visit", *, at: dt.datetime = NOON, **fields: Any) -> uuid.UUID:
    """An entry in the store, received at that moment."""
    entry_id = uuid.uuid4()
    with write_transaction():
        said = content(actor, kind, **fields)
        record.record(actor, entry_id, said, written_at=at, received_at=at)
    return entry_id


def post(browser: FlaskClient, address: str, typed: dict[str, Any], **headers: str) -> Any:
    """Post a form with the page's own token."""
    page = browser.get("/", follow_redirects=True)
    token = _token(page.text)
    return browser.post(address, data={"csrf_token": token, **typed}, headers=headers)


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _declare(school: School, district: District, county: str, year: int) -> None:
    db.session.add(
        SchoolProfile(
            school_id=school.id,
            school_year=year,
            district_id=district.id,
            county=county,
            whole_school_partner=school.code == "S01",
            educators=40,
            students=400,
        )
    )


def _person(
    address: str, name: str, role: str, school_ids: list[int] | None = None, district_id: int | None = None
) -> Person:
    return people.add(
        f"{address}@cedar.example",
        name,
        role,
        school_ids=school_ids or [],
        district_id=district_id,
        password_hash=password_hash(),
    )
