"""A page that asks for newer numbers: nothing while they are the same, all of it when one is another."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import corrections, list_changes, program, recount, targets
from fieldlog.ledger.list_changes import Wanted
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import Entry, PersonSchool, SchoolProfile, SignIn, Tally
from tests.server_clock import Clock
from tests.statements import heard
from tests.world import NOON, World, content, log

BrowserOf = Callable[[str], FlaskClient]
CEDAR, EVERY = "/schools/S01?year=2026-27", "/schools?year=2026-27"


def tag_of(browser: FlaskClient, address: str) -> str:
    """What the page was made from, in one word."""
    page = browser.get(address)
    assert page.status_code == 200
    assert page.headers["ETag"].strip('W/"') in page.text, "the page knows what to ask with"
    return str(page.headers["ETag"])


def ask(browser: FlaskClient, address: str, tag: str) -> Any:
    """As the page asks: from within, with what it has."""
    return browser.get(address, headers={"HX-Request": "true", "If-None-Match": tag})


def is_newer(browser: FlaskClient, address: str, tag: str) -> bool:
    answer = ask(browser, address, tag)
    assert answer.status_code in (200, 304)
    assert answer.status_code == 200 or answer.data == b""
    return bool(answer.status_code == 200)


@pytest.fixture
def visit(world: World, moved: Clock) -> uuid.UUID:
    return log(world.maya, activity_date="2026-11-02", **{"action_items.a1.text": "Call"})


@pytest.mark.parametrize("address", [CEDAR, EVERY])
@pytest.mark.parametrize("who", ["maya", "elena", "lead", "admin", "viewer"])
def test_while_nothing_changed_the_answer_is_empty_and_asks_the_store_for_little(
    visit: uuid.UUID, browser_of: BrowserOf, who: str, address: str
) -> None:
    browser = browser_of(who)
    with heard() as page:
        tag = tag_of(browser, address)
    with heard() as short:
        answer = ask(browser, address, tag)
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any("tally" in statement or "FROM entry" in statement for statement in short)
    assert len(short) < len(page)


def write(work: Callable[..., Any], *args: Any, **more: Any) -> None:
    with write_transaction():
        work(*args, **more)


CAUSES: dict[str, Callable[[World, uuid.UUID], Any]] = {
    "another coach's entry": lambda w, _: log(w.jonah),
    "an entry of another year": lambda w, _: log(w.jonah, activity_date="2025-11-20"),
    "a correction": lambda w, v: write(
        amend, w.maya, v, content(w.maya, activity_date="2026-11-02", minutes=20), revision=1, at=NOON
    ),
    "an entry that leaves the school": lambda w, v: write(
        amend, w.maya, v, content(w.maya, schools="S02"), revision=1, at=NOON
    ),
    "a withdrawal": lambda w, v: write(withdraw, w.maya, v, revision=1, at=NOON, reason=""),
    "how an action item goes on": lambda w, v: log(
        w.jonah,
        **{f"follow_ups.{v}~a1.{name}": said for name, said in (("what", "action_item"), ("text", "Call"))},
        **{f"follow_ups.{v}~a1.state": "done"},
    ),
    "a target": lambda w, _: write(
        targets.change, w.admin, SchoolYear(2026), {(w.cedar.id, "classroom_visits"): "30"}, NOON
    ),
    "what the school declares": lambda w, _: write(
        lambda: db.session.execute(
            update(SchoolProfile).where(SchoolProfile.school_year == 2026).values(educators=41)
        )
    ),
    "a name of a choice": lambda w, _: write(
        list_changes.change, w.admin, "grade_band", Wanted({"k_2": "Little ones"}), NOON
    ),
    "a restore": lambda w, _: write(program.begin_epoch, NOON),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_whatever_the_numbers_are_made_from_makes_it_newer(
    world: World, visit: uuid.UUID, browser_of: BrowserOf, cause: str
) -> None:
    browser = browser_of("elena")
    tag = tag_of(browser, CEDAR)
    CAUSES[cause](world, visit)
    assert is_newer(browser, CEDAR, tag)
    assert not is_newer(browser, CEDAR, tag_of(browser, CEDAR))


def test_what_was_withdrawn_and_put_back_is_newer_than_before_both(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    browser = browser_of("elena")
    before = tag_of(browser, CEDAR)
    write(withdraw, world.maya, visit, revision=1, at=NOON, reason="")
    between = tag_of(browser, CEDAR)
    db.session.expire_all()
    head = db.session.get_one(Entry, visit).head
    write(corrections.put_back, world.admin, visit, head=head, now=NOON)
    assert is_newer(browser, CEDAR, between)
    assert is_newer(browser, CEDAR, before)


def test_a_tally_that_was_mended_is_newer(world: World, visit: uuid.UUID, browser_of: BrowserOf) -> None:
    write(lambda: db.session.execute(update(Tally).values(amount=Tally.amount + 1)))
    browser = browser_of("elena")
    tag = tag_of(browser, CEDAR)
    write(recount.rebuild)
    assert is_newer(browser, CEDAR, tag)


def test_the_next_day_another_build_and_another_address_make_it_newer(
    app: Flask, visit: uuid.UUID, moved: Clock, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("elena")
    tag = tag_of(browser, CEDAR)
    for other in ("&month=2026-11", "&kind=pd_session", "&from=2026-11-01"):
        assert is_newer(browser, CEDAR + other, tag), other
    assert is_newer(browser, "/schools/S01?year=2025-26", tag)
    moved.at += dt.timedelta(days=1)
    assert is_newer(browser, CEDAR, tag)
    moved.at -= dt.timedelta(days=1)
    assert not is_newer(browser, CEDAR, tag)
    monkeypatch.setitem(app.config, "BUILD", "another")
    assert is_newer(browser, CEDAR, tag)


def test_a_tag_is_its_readers_own(world: World, visit: uuid.UUID, browser_of: BrowserOf) -> None:
    tag = tag_of(browser_of("elena"), CEDAR)
    for other in ("maya", "lead", "admin", "viewer"):
        assert is_newer(browser_of(other), CEDAR, tag), other
    stranger = ask(browser_of("stranger"), CEDAR, tag)
    assert stranger.status_code == 404
    # What a reader may see of an event at several schools is part of it.
    write(lambda: db.session.add(PersonSchool(person_id=world.elena.id, school_id=world.oak.id)))
    assert is_newer(browser_of("elena"), CEDAR, tag)


def test_an_entry_elsewhere_is_nothing_new_here_but_is_in_the_programs_total(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    readers = {who: browser_of(who) for who in ("maya", "elena", "lead", "viewer")}
    tags = {who: (tag_of(browser, CEDAR), tag_of(browser, EVERY)) for who, browser in readers.items()}
    log(world.stranger, schools="S03")
    for who, browser in readers.items():
        assert not is_newer(browser, CEDAR, tags[who][0]), who
        # Who sees no total of the program sees no other school's number either.
        assert is_newer(browser, EVERY, tags[who][1]) == (who != "elena"), who


def test_a_school_declared_otherwise_is_newer_in_the_list(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    browser = browser_of("lead")
    tag = tag_of(browser, EVERY)
    write(lambda: db.session.execute(delete(SchoolProfile).where(SchoolProfile.school_id == world.oak.id)))
    assert is_newer(browser, EVERY, tag), "the program has a school less"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(visit: uuid.UUID, browser_of: BrowserOf) -> None:
    browser = browser_of("elena")
    assert "Set-Cookie" in browser.get(CEDAR).headers
    tag = tag_of(browser, CEDAR)
    for had in (tag, 'W/"older"'):
        assert "Set-Cookie" not in ask(browser, CEDAR, had).headers
    assert "Set-Cookie" in browser.get(CEDAR, headers={"HX-Request": "true"}).headers


def test_asking_without_a_session_is_told_where_to_sign_in(
    world: World, visit: uuid.UUID, browser_of: BrowserOf
) -> None:
    browser = browser_of("elena")
    tag = tag_of(browser, CEDAR)
    write(lambda: db.session.execute(update(SignIn).values(expires_at=NOON - dt.timedelta(days=99))))
    answer = ask(browser, CEDAR, tag)
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["HX-Redirect"].startswith("/sign-in?next=/schools/S01")
    assert "Set-Cookie" not in answer.headers
