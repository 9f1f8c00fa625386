"""A file of unsent entries is handed in once, however often, under its author's name."""

import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.extensions import db
from fieldlog.ledger import audit, recount
from fieldlog.models import Audit, Entry, Held
from tests.conftest import signed_in, token_in
from tests.tablet import Tablet, create, update
from tests.world import World

BrowserOf = Callable[[str], FlaskClient]


def file_of(user: int, *ops: Any, **other: Any) -> bytes:
    return json.dumps({"fieldlog": "unsent/1", "user": user, "ops": list(ops), **other}).encode()


def hand_in(browser: FlaskClient, data: bytes) -> Any:
    token = token_in(browser.get("/unsent-file").text)
    form = {"csrf_token": token, "file": (io.BytesIO(data), "unsent.fieldlog.json")}
    return browser.post("/unsent-file", data=form)


def entries() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry)))


def test_an_admin_hands_in_a_coachs_file_and_twice_does_no_harm(world: World, browser_of: BrowserOf) -> None:
    data = file_of(world.maya.id, create(world.cedar.id), create(world.cedar.id, fields={"minutes": 0}))
    first, second = (hand_in(browser_of("admin"), data) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert "Handed in for Maya Torres" in first.text
    assert '<dt>Received now</dt><dd><data value="1">' in first.text
    assert '<dt>Need fixing</dt><dd><data value="1">' in first.text
    assert '<dt>Received now</dt><dd><data value="0">' in second.text
    assert '<dt>Were here already</dt><dd><data value="1">' in second.text
    (entry,) = entries()
    assert entry.coach_id == world.maya.id
    assert len(list(db.session.scalars(select(Held)))) == 1
    trail = [(row.person_id, row.what) for row in db.session.scalars(select(Audit).order_by(Audit.id))]
    assert trail == [(world.maya.id, "create"), (world.admin.id, "hand_in")]
    assert audit.first_broken() is None
    assert recount.differences() == []


def test_it_says_of_which_entry_what_needs_fixing(world: World, browser_of: BrowserOf) -> None:
    theirs = create(world.cedar.id)
    hand_in(browser_of("admin"), file_of(world.jonah.id, theirs))
    ops = [
        create(world.cedar.id, fields={"minutes": 0}, activity_date="2026-11-19"),
        create(world.oak.id, "pd_session"),
        {"op": "no number"},
        update(theirs["entry"], {"minutes": 20}, {"minutes": 15}),
    ]
    page = hand_in(browser_of("admin"), file_of(world.maya.id, *ops)).text
    rows = re.findall(r"<li>(.*?)</li>", page.partition('<ul class="standing">')[2], re.S)
    words = [unescape(" ".join(re.sub(r"<[^>]*>", " ", row).split())) for row in rows]
    assert words == [
        "Classroom visit Thu 19 Nov Minutes: Between 1 and 1440.",
        "PD session Fri 20 Nov This school is not one of its author's any more.",
        "An entry It could not be taken. It is safe on the tablet.",
        "An entry Only its author can change this entry.",
    ]


def test_what_the_tablet_sends_after_all_counts_once(app: Flask, world: World, browser_of: BrowserOf) -> None:
    op = create(world.cedar.id)
    hand_in(browser_of("admin"), file_of(world.maya.id, op))
    (result,) = Tablet(signed_in(app, "maya@cedar.example")).send(op)
    assert (result["st"], result["dup"]) == ("applied", True)
    assert len(entries()) == 1


def test_a_coach_hands_in_their_own_and_nobody_elses(world: World, browser_of: BrowserOf) -> None:
    data = file_of(world.maya.id, create(world.cedar.id))
    answer = hand_in(browser_of("jonah"), data)
    assert answer.status_code == 422
    assert "someone else" in answer.text
    assert entries() == []
    assert hand_in(browser_of("maya"), data).status_code == 200
    assert len(entries()) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"[]",
        b'{"fieldlog":"unsent/2","user":1,"ops":[]}',
        b'{"fieldlog":"unsent/1","user":"1","ops":[]}',
        b'{"fieldlog":"unsent/1","user":true,"ops":[]}',
        b'{"fieldlog":"unsent/1","user":1,"ops":{}}',
        b'{"fieldlog":"unsent/1","user":999999,"ops":[]}',
        b'{"fieldlog":"unsent/1","user":1,"user":1,"ops":[]}',
        b'{"fieldlog":"unsent/1","user":99999999999999999999,"ops":[]}',
    ],
)
def test_anything_else_is_told_and_nothing_is_taken(world: World, browser_of: BrowserOf, data: bytes) -> None:
    answer = hand_in(browser_of("admin"), data)
    assert answer.status_code == 422
    assert "flash problem" in answer.text
    assert entries() == []


def test_a_school_that_is_not_the_authors_is_refused(world: World, browser_of: BrowserOf) -> None:
    answer = hand_in(browser_of("admin"), file_of(world.maya.id, create(world.oak.id)))
    assert '<dt>Could not be taken</dt><dd><data value="1">' in answer.text
    assert entries() == []


def test_a_file_may_be_longer_than_a_form(world: World, browser_of: BrowserOf) -> None:
    ops = [create(world.cedar.id, fields={"shared_note": "x" * 4000}) for _ in range(100)]
    assert hand_in(browser_of("admin"), file_of(world.maya.id, *ops)).status_code == 200
    assert len(entries()) == 100
