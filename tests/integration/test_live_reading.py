"""What a live link reads: its school's entries or the program's, as they are, as long as its maker may."""

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.http import http_date

from fieldlog.access import Actor
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import list_changes, live_links, program
from fieldlog.ledger.list_changes import Wanted
from fieldlog.ledger.live_reading import MOST
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import District, LiveLink, Person, PersonSchool, School, SchoolProfile
from fieldlog.web import live
from tests.server_clock import Clock
from tests.statements import heard
from tests.world import NOON, World, content, log

CEDAR, ALL = "c" * 43, "a" * 43
GONE = f"{live.GONE}\n"


@pytest.fixture(autouse=True)
def balanced(counted: None) -> None:
    """Whatever was read, the books balance."""


def open_link(
    maker: Actor, school: School | None, token: str, expires_at: dt.datetime = NOON + dt.timedelta(365)
) -> None:
    with write_transaction():
        live_links.open_link(maker, school.id if school else None, token, "A sheet", expires_at, NOON)


@pytest.fixture
def links(world: World, moved: Clock) -> World:
    """Elena's of Cedar and the admin's of the program; an entry of Cedar's, one of Oak's, one of both."""
    open_link(world.elena, world.cedar, CEDAR)
    open_link(world.admin, None, ALL)
    shown = {"teacher_or_room": "canary-unshared Finch", "private_note": "canary-private"}
    log(world.maya, activity_date="2026-11-02", shared_note='=HYPERLINK("x") "q"\n👩🏽‍🏫', **shown)
    log(world.stranger, schools="S03", shared_note="canary-oak note", private_note="canary-private")
    log(world.jonah, "pd_session", schools=["S01", "S03"], title="Both", private_note="canary-private")
    return world


def csv_of(browser: FlaskClient, token: str, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/live/{token}/entries.csv{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def json_of(browser: FlaskClient, token: str, query: str = "") -> list[dict[str, Any]]:
    answer = browser.get(f"/live/{token}/entries.json{query}")
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.data)
    assert isinstance(found, list)
    return found


def seen(links: World, token: str) -> LiveLink:
    db.session.rollback()
    db.session.expire_all()
    school_id = links.cedar.id if token == CEDAR else None
    return db.session.scalars(
        select(LiveLink).where(LiveLink.school_id.is_not_distinct_from(school_id))
    ).one()


def write(work: Callable[..., Any], *args: Any, **more: Any) -> None:
    with write_transaction():
        work(*args, **more)


def set_(statement: Any) -> None:
    with write_transaction() as store:
        store.execute(statement)


# --- what is in it -----------------------------------------------------------


def test_the_program_reads_as_the_export_of_its_admin(
    links: World, browser_of: Callable[[str], FlaskClient], stranger: FlaskClient
) -> None:
    for query in ("", "?kind=pd_session", "?school=S03&from=2026-11-03&to=2026-11-30"):
        by_link = stranger.get(f"/live/{ALL}/entries.csv{query}")
        assert by_link.data == browser_of("admin").get(f"/exports/entries.csv{query}").data
        assert by_link.mimetype == "text/csv"
        assert by_link.headers["Content-Disposition"] == 'attachment; filename="fieldlog-entries.csv"'
    assert len(csv_of(stranger, ALL)) == 3


def test_a_school_reads_its_own_and_no_word_of_another(links: World, stranger: FlaskClient) -> None:
    for form in ("csv", "json"):
        answer = stranger.get(f"/live/{CEDAR}/entries.{form}")
        assert "canary" not in (answer.text + str(answer.headers)).lower()
    rows = csv_of(stranger, CEDAR)
    assert [(row["kind"], row["school_codes"]) for row in rows] == [
        ("classroom_visit", "S01"),
        ("pd_session", "S01"),
    ]


def test_a_school_by_an_admin_is_no_wider_than_by_its_principal(links: World, stranger: FlaskClient) -> None:
    open_link(links.admin, links.cedar, "x" * 43)
    assert csv_of(stranger, "x" * 43) == csv_of(stranger, CEDAR)


def test_what_its_maker_alone_may_read_is_not_handed_on(links: World, stranger: FlaskClient) -> None:
    open_link(links.maya, links.cedar, "m" * 43)
    open_link(links.jonah, links.cedar, "j" * 43)
    for token in ("m" * 43, "j" * 43, ALL):
        for form in ("csv", "json"):
            told = stranger.get(f"/live/{token}/entries.{form}").text
            assert "canary-unshared" not in told
            assert "canary-private" not in told
    assert {row["school_codes"] for row in csv_of(stranger, "j" * 43)} == {"S01"}


def test_json_is_one_array_of_the_same_cells_as_they_were_typed(links: World, stranger: FlaskClient) -> None:
    rows, objects = csv_of(stranger, ALL), json_of(stranger, ALL)
    assert [list(each) for each in objects] == [list(row) for row in rows]
    for row, each in zip(rows, objects, strict=True):
        for name, cell in each.items():
            shown = "" if cell is None else str(cell)
            assert row[name] == (f"'{shown}" if shown.startswith("=") else shown), name
    assert objects[0]["shared_note"] == '=HYPERLINK("x") "q"\n👩🏽‍🏫'
    assert objects[0]["minutes"] == 15
    assert objects[0]["start_time"] is None
    assert stranger.get(f"/live/{ALL}/entries.json").mimetype == "application/json"


def test_json_without_entries_is_an_empty_array(links: World, stranger: FlaskClient) -> None:
    assert json_of(stranger, ALL, "?kind=convening") == []


def test_a_formula_is_disarmed(links: World, stranger: FlaskClient) -> None:
    assert csv_of(stranger, CEDAR)[0]["shared_note"].startswith("'=HYPERLINK")


# --- filters -----------------------------------------------------------------


def test_filters_are_those_of_the_export(links: World, stranger: FlaskClient) -> None:
    def days(query: str, token: str = ALL) -> list[str]:
        return [row["activity_date"] for row in csv_of(stranger, token, query)]

    assert days("?from=2026-11-03") == ["2026-11-20", "2026-11-20"]
    assert days("?to=2026-11-02") == ["2026-11-02"]
    assert days("?kind=classroom_visit&school=S01") == ["2026-11-02"]
    assert days("?kind=&from=&to=&school=") == ["2026-11-02", "2026-11-20", "2026-11-20"]
    assert days("?school=S01", CEDAR) == ["2026-11-02", "2026-11-20"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=2026-02-30", "There is no such day."),
        ("?to=yesterday", "There is no such day."),
        ("?from=2026-11-02&to=2026-11-01", "This day lies before the first one."),
        ("?kind=nonsense", "This link knows no such school or kind."),
        ("?school=S99", "This link knows no such school or kind."),
        ("?school=S03", "This link knows no such school or kind."),
        ("?school=%F0%9F%98%80", "This link knows no such school or kind."),
    ],
)
def test_a_filter_that_is_wrong_is_told_in_a_sentence(
    links: World, stranger: FlaskClient, query: str, told: str
) -> None:
    for form in ("csv", "json"):
        answer = stranger.get(f"/live/{CEDAR}/entries.{form}{query}")
        assert answer.status_code == 422
        assert answer.mimetype == "text/plain"
        assert answer.text.startswith(told)
        assert "canary" not in answer.text
        assert "ETag" not in answer.headers


# --- who may -----------------------------------------------------------------


LEAVES: dict[str, Callable[[World], Any]] = {
    "is deactivated": lambda w: update(Person).where(Person.id == w.elena.id).values(is_active=False),
    "loses the school": lambda w: delete(PersonSchool).where(PersonSchool.person_id == w.elena.id),
    "becomes a viewer": lambda w: update(Person).where(Person.id == w.elena.id).values(role="viewer"),
    "moves to another school": lambda w: (
        update(PersonSchool).where(PersonSchool.person_id == w.elena.id).values(school_id=w.oak.id)
    ),
    "has the link taken back": lambda _: update(LiveLink).values(revoked_at=NOON),
    "made it for a shorter time": lambda _: update(LiveLink).values(expires_at=NOON),
}


@pytest.mark.parametrize("leaves", LEAVES)
def test_it_opens_nothing_once_its_maker(links: World, stranger: FlaskClient, leaves: str) -> None:
    tag = stranger.get(f"/live/{CEDAR}/entries.csv").headers["ETag"]
    set_(LEAVES[leaves](links))
    for form in ("csv", "json"):
        for sent in ({}, {"If-None-Match": tag}):
            answer = stranger.get(f"/live/{CEDAR}/entries.{form}", headers=sent)
            assert (answer.status_code, answer.text) == (404, GONE)
    assert seen(links, CEDAR).reads == 1


def test_a_lead_whose_district_the_school_leaves_reads_it_no_more(
    links: World, stranger: FlaskClient
) -> None:
    open_link(links.lead, links.cedar, "l" * 43)
    open_link(links.lead, links.madrone, "k" * 43)
    assert len(csv_of(stranger, "l" * 43)) == 2
    coast = select(District.id).where(District.name == "canary-oak district").scalar_subquery()
    of_cedar = SchoolProfile.school_id == links.cedar.id
    set_(update(SchoolProfile).where(of_cedar).values(district_id=coast))
    assert stranger.get(f"/live/{'l' * 43}/entries.csv").status_code == 404
    assert stranger.get(f"/live/{'k' * 43}/entries.csv").status_code == 200


@pytest.mark.parametrize("role", ["coach", "principal", "district_lead", "viewer"])
def test_an_admin_who_is_none_any_more_opens_no_program(
    links: World, stranger: FlaskClient, role: str
) -> None:
    district = select(District.id).order_by(District.id).limit(1).scalar_subquery()
    changed = update(Person).where(Person.id == links.admin.id)
    set_(changed.values(role=role, district_id=district))
    assert stranger.get(f"/live/{ALL}/entries.csv").status_code == 404


ODD = ("x" * 43, "x", "unknown", "c" * 42, "c" * 44, "%00", "c" * 42 + "%00", "%F0%9F%98%80", "%FF%FE", "..",
       "c" * 5000, "%ED%A0%80", "'%20OR%201=1--")  # fmt: skip


@pytest.mark.parametrize("token", ODD)
def test_a_token_that_opens_nothing_is_the_same_nothing(
    links: World, stranger: FlaskClient, token: str
) -> None:
    for form in ("csv", "json"):
        for method in ("GET", "HEAD"):
            answer = stranger.open(f"/live/{token}/entries.{form}", method=method)
            assert answer.status_code == 404
            if method == "GET" and token != "..":
                assert answer.text == GONE
                assert answer.mimetype == "text/plain"


def test_unknown_tokens_ask_the_store_for_little_and_keep_nobody_waiting(
    links: World, stranger: FlaskClient
) -> None:
    with heard() as said:
        assert stranger.get("/live/unknown/entries.csv").status_code == 404
        assert not [each for each in said if each.startswith(("SELECT", "UPDATE", "BEGIN"))]
        said.clear()
        assert stranger.get(f"/live/{'x' * 43}/entries.csv").status_code == 404
        assert len([each for each in said if "live_link" in each]) == 1
        assert not [each for each in said if each.startswith(("UPDATE", "BEGIN IMMEDIATE"))]


def test_nobody_is_signed_in_by_it_and_no_cookie_counts(
    links: World, browser_of: Callable[[str], FlaskClient], stranger: FlaskClient
) -> None:
    oak, nobody = browser_of("stranger"), stranger
    for browser in (oak, nobody):
        answer = browser.get(f"/live/{CEDAR}/entries.csv")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert oak.get(f"/live/{CEDAR}/entries.csv").data == nobody.get(f"/live/{CEDAR}/entries.csv").data


def test_the_token_is_in_no_line_of_the_log(
    links: World, stranger: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    for _ in range(MOST + 1):
        stranger.get(f"/live/{CEDAR}/entries.csv")
    stranger.get(f"/live/{ALL}/entries.csv?from=x")

    def break_(*_arguments: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("fieldlog.web.live.asked_filters", break_)
    assert stranger.get(f"/live/{ALL}/entries.csv").status_code == 500
    assert caplog.text
    assert CEDAR not in caplog.text
    assert ALL not in caplog.text


# --- what is known already ---------------------------------------------------


def visit_of(world: World) -> uuid.UUID:
    return log(world.maya, activity_date="2026-11-03")


NOTHING: dict[str, Callable[[World, uuid.UUID], Any]] = {
    "nothing": lambda *_: None,
    "an entry elsewhere": lambda w, _: log(w.stranger, schools="S03"),
    "another school's name": lambda w, _: set_(
        update(School).where(School.id == w.oak.id).values(name="Oak anew")
    ),
    "another school's county": lambda w, _: set_(
        update(SchoolProfile).where(SchoolProfile.school_id == w.oak.id).values(county="Josephine")
    ),
}
CAUSES: dict[str, Callable[[World, uuid.UUID], Any]] = {
    "a new entry": lambda w, _: log(w.jonah),
    "a correction": lambda w, v: write(
        amend, w.maya, v, content(w.maya, activity_date="2026-11-03", minutes=20), revision=1, at=NOON
    ),
    "an entry that leaves the school": lambda w, v: write(
        amend, w.maya, v, content(w.maya, schools="S02"), revision=1, at=NOON
    ),
    "a withdrawal": lambda w, v: write(withdraw, w.maya, v, revision=1, at=NOON, reason=""),
    "the school's name": lambda w, _: set_(
        update(School).where(School.id == w.cedar.id).values(name="Cedar Grove")
    ),
    "the school's county": lambda w, _: set_(
        update(SchoolProfile).where(SchoolProfile.school_id == w.cedar.id).values(county="Josephine")
    ),
    "a coach's name": lambda w, _: set_(
        update(Person).where(Person.id == w.maya.id).values(name="Maya Torres-Hill")
    ),
    "a list": lambda w, _: write(
        list_changes.change, w.admin, "grade_band", Wanted({"k_2": "Little ones"}), NOON
    ),
    "a restore": lambda w, _: write(program.begin_epoch, NOON),
}


def asks_of(answer: Any) -> list[dict[str, str]]:
    """How whoever has this answer may ask whether there is another."""
    tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]
    # An older date beside the right tag: the tag has the last word.
    both = {"If-None-Match": tag, "If-Modified-Since": http_date(0)}
    return [{"If-None-Match": tag}, {"If-Modified-Since": date}, both]


def is_known(browser: FlaskClient, address: str, before: Any) -> bool:
    """Whether what was answered before is said to be it still, however that is asked."""
    answers = [browser.get(address, headers=asked) for asked in asks_of(before)]
    assert len({answer.status_code for answer in answers}) == 1
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert bool(answer.data) == (answer.status_code == 200)
        is_tagged_alike = answer.headers["ETag"] == before.headers["ETag"]
        assert is_tagged_alike == (answer.status_code == 304)
    return bool(answers[0].status_code == 304)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("cause", NOTHING)
def test_while_nothing_changed_it_is_not_sent_again(
    links: World, stranger: FlaskClient, moved: Clock, cause: str, form: str
) -> None:
    visit, address = visit_of(links), f"/live/{CEDAR}/entries.{form}"
    first = stranger.get(address)
    NOTHING[cause](links, visit)
    assert is_known(stranger, address, first)
    moved.at += dt.timedelta(days=2)
    assert is_known(stranger, address, first)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("cause", CAUSES)
def test_whatever_it_is_made_from_has_it_sent_again(
    links: World, stranger: FlaskClient, moved: Clock, cause: str, form: str
) -> None:
    """Within one second, too: the clock stands still."""
    visit, address = visit_of(links), f"/live/{CEDAR}/entries.{form}"
    first = stranger.get(address)
    assert is_known(stranger, address, first)
    CAUSES[cause](links, visit)
    assert not is_known(stranger, address, first)
    assert is_known(stranger, address, stranger.get(address))


def test_two_changes_in_one_second_have_two_dates(links: World, stranger: FlaskClient) -> None:
    dates = []
    for _ in range(3):
        dates.append(stranger.get(f"/live/{ALL}/entries.csv").last_modified)
        log(links.maya)
    assert dates == sorted(set(dates))


def test_what_is_to_and_fro_is_dated_anew(links: World, stranger: FlaskClient, moved: Clock) -> None:
    address = f"/live/{CEDAR}/entries.csv"
    dates = []
    for name in ("Cedar Elementary", "Cedar Grove", "Cedar Elementary"):
        set_(update(School).where(School.id == links.cedar.id).values(name=name))
        dates.append(stranger.get(address).headers["Last-Modified"])
    assert len(set(dates)) == 3


@pytest.mark.parametrize("sent", ["nonsense", '"x"', "W/", '"' + "x" * 4000])
def test_an_odd_condition_is_no_condition(links: World, stranger: FlaskClient, sent: str) -> None:
    for name in ("If-None-Match", "If-Modified-Since"):
        answer = stranger.get(f"/live/{CEDAR}/entries.csv", headers={name: sent})
        assert answer.status_code == 200


def test_head_has_the_headers_and_no_body(links: World, stranger: FlaskClient) -> None:
    for form in ("csv", "json"):
        head, get = (
            stranger.open(f"/live/{CEDAR}/entries.{form}", method=method) for method in ("HEAD", "GET")
        )
        assert (head.status_code, head.data) == (200, b"")
        for name in ("ETag", "Last-Modified", "Cache-Control", "Content-Type", "Content-Disposition"):
            assert head.headers[name] == get.headers[name]
        known = stranger.head(
            f"/live/{CEDAR}/entries.{form}", headers={"If-None-Match": head.headers["ETag"]}
        )
        assert known.status_code == 304
    assert seen(links, CEDAR).reads == 6


def test_it_takes_no_other_method(links: World, stranger: FlaskClient) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert stranger.open(f"/live/{CEDAR}/entries.csv", method=method).status_code == 405
    assert stranger.post(f"/live/{CEDAR}/entries.csv").status_code in (400, 405)
    assert seen(links, CEDAR).reads == 0


def test_a_browser_gets_json_that_is_sent_while_it_is_made(links: World, stranger: FlaskClient) -> None:
    sent = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "none"}
    answer = stranger.get(f"/live/{ALL}/entries.json", headers=sent, buffered=False)
    assert answer.is_streamed
    assert "Content-Encoding" not in answer.headers
    answer.close()


# --- how often ---------------------------------------------------------------


def test_sixty_readings_an_hour_and_then_a_sentence(
    links: World, stranger: FlaskClient, moved: Clock
) -> None:
    address = f"/live/{CEDAR}/entries.csv"
    for number in range(MOST):
        moved.at += dt.timedelta(seconds=10)
        # What is known or wrong is counted like the rest.
        asked = stranger.get(address + "?from=x") if number % 2 else stranger.get(address)
        assert asked.status_code in (200, 422)
    refused = stranger.get(address)
    # Ten minutes, less ten seconds, are over of the hour.
    assert (refused.status_code, refused.mimetype) == (429, "text/plain")
    assert refused.headers["Retry-After"] == str(3600 - 590)
    assert refused.text == (
        "This link was read as often as an hour allows. It can be read again in 51 minutes.\n"
    )
    assert stranger.get(f"/live/{ALL}/entries.csv").status_code == 200
    moved.at += dt.timedelta(seconds=3600 - 591)
    assert stranger.get(address).headers["Retry-After"] == "1"
    assert "again in a minute." in stranger.get(address).text
    moved.at += dt.timedelta(seconds=1)
    assert stranger.get(address).status_code == 200
    assert seen(links, CEDAR).reads == 1


def test_a_clock_set_back_locks_nobody_out(links: World, stranger: FlaskClient, moved: Clock) -> None:
    for _ in range(MOST):
        stranger.get(f"/live/{CEDAR}/entries.csv")
    moved.at -= dt.timedelta(days=1)
    assert stranger.get(f"/live/{CEDAR}/entries.csv").status_code == 200


def test_several_processes_on_one_store_count_together(
    app: Flask, links: World, make_app: Callable[..., Flask]
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    apps = [app, make_app(url)]

    def read(number: int) -> int:
        return apps[number % 2].test_client().get(f"/live/{CEDAR}/entries.csv").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(MOST + 12)))
    assert sorted(answers) == [200] * MOST + [429] * 12
    assert seen(links, CEDAR).reads == MOST


def test_a_reading_says_when_it_was(links: World, stranger: FlaskClient, moved: Clock) -> None:
    assert seen(links, CEDAR).read_at is None
    stranger.get(f"/live/{CEDAR}/entries.csv")
    assert seen(links, CEDAR).read_at == moved.at
    assert seen(links, ALL).read_at is None
