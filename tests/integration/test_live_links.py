"""The page of live links: made by whoever may read there, told once, seen and taken back by its maker."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fieldlog.errors import NotFound
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import audit, live_links
from fieldlog.models import Audit, LiveLink, Person
from tests.server_clock import Clock
from tests.world import World, log, post

BrowserOf = Callable[[str], FlaskClient]
LINKS = "/exports/live"


def made(browser: FlaskClient, opens: str, **typed: str) -> str:
    """The address of a new link, within the program."""
    answer = post(browser, LINKS, {"name": "Board dashboard", "opens": opens, "lasts": "year"} | typed)
    assert answer.status_code == 200, answer.text
    found = re.search(r"http://localhost(/live/[\w-]{43}/entries\.csv)<", answer.text)
    assert found
    return found[1]


def rows() -> list[LiveLink]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(LiveLink).order_by(LiveLink.id)))


def test_the_exports_page_leads_to_it(world: World, browser_of: BrowserOf) -> None:
    for who in ("maya", "elena", "lead", "admin"):
        assert f'href="{LINKS}"' in browser_of(who).get("/exports").text


OFFERED = {
    "admin": ["*", "S01", "S02", "S03"],
    "lead": ["S01", "S02"],
    "maya": ["S01", "S02"],
    "elena": ["S01"],
    "stranger": ["S03"],
}


@pytest.mark.parametrize("who", OFFERED)
def test_what_it_may_open_is_what_its_maker_may_export(
    world: World, browser_of: BrowserOf, stranger: FlaskClient, who: str
) -> None:
    browser = browser_of(who)
    form = browser.get(LINKS).text.partition('<select id="f-opens"')[2].partition("</select>")[0]
    assert sorted(filter(None, re.findall(r'value="([^"]*)"', form))) == OFFERED[who]
    for opens in ("*", "S01", "S02", "S03", "S04", "", "all"):
        if opens in OFFERED[who]:
            assert stranger.get(made(browser, opens)).status_code == 200
        else:
            answer = post(browser, LINKS, {"name": "X", "opens": opens, "lasts": "year"})
            assert answer.status_code == 422
            assert "needs fixing" in answer.text
    assert len(rows()) == len(OFFERED[who])


def test_the_ledger_itself_refuses_a_foreign_school_and_the_program(world: World) -> None:
    for actor, school_id in ((world.elena, world.oak.id), (world.elena, None), (world.viewer, world.oak.id)):
        with pytest.raises(NotFound), write_transaction():
            live_links.open_link(actor, school_id, "t" * 43, "X", Clock().at, Clock().at)
    assert rows() == []


def test_a_form_posted_again_with_other_words_makes_no_link_and_says_so(
    world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("admin")
    said = {"name": "Board", "opens": "S01", "lasts": "month", "token": "t" * 43}
    assert post(browser, LINKS, said).status_code == 200
    assert post(browser, LINKS, said).status_code == 200
    for other in ({"opens": "*"}, {"lasts": "year"}, {"name": "Others"}):
        again = post(browser, LINKS, said | other)
        assert again.status_code == 422
        assert "This form opened another link before." in again.text
        assert "t" * 43 not in again.text
    (row,) = rows()
    taken = post(browser, f"{LINKS}/{row.id}/revocation", {})
    assert taken.status_code == 303
    assert post(browser, LINKS, said).status_code == 422
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("lasts", "days"), [("month", 30), ("quarter", 90), ("year", 365)], ids=["month", "quarter", "year"]
)
def test_it_opens_as_long_as_was_chosen(
    world: World, browser_of: BrowserOf, stranger: FlaskClient, moved: Clock, lasts: str, days: int
) -> None:
    address = made(browser_of("elena"), "S01", lasts=lasts)
    (row,) = rows()
    assert row.expires_at == moved.at + dt.timedelta(days=days)
    moved.at = row.expires_at - dt.timedelta(milliseconds=1)
    assert stranger.get(address).status_code == 200
    moved.at = row.expires_at
    assert stranger.get(address).status_code == 404
    assert "Ended" in browser_of("elena").get(LINKS).text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "\x00"},
        {"opens": ""},
        {"lasts": "always"},
        {"lasts": ""},
        {"lasts": "3650"},
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_it(
    world: World, browser_of: BrowserOf, typed: dict[str, str]
) -> None:
    said = {"name": "Kept words", "opens": "S01", "lasts": "year"} | typed
    answer = post(browser_of("maya"), LINKS, said)
    assert answer.status_code == 422
    assert "needs fixing" in answer.text
    if "name" not in typed:
        assert 'value="Kept words"' in answer.text
    if "opens" not in typed:
        assert '<option value="S01" selected>' in answer.text
    assert rows() == []


def test_the_token_is_told_once_with_how_to_use_it_and_kept_nowhere(
    world: World, browser_of: BrowserOf
) -> None:
    elena = browser_of("elena")
    answer = post(elena, LINKS, {"name": "Sheet <b>", "opens": "S01", "lasts": "year"})
    (token,) = set(re.findall(r"/live/([\w-]{43})/", answer.text))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "=IMPORTDATA(&#34;http://localhost/live/" in answer.text or '=IMPORTDATA("http' in answer.text
    for program in ("Excel", "Google Sheets", "LibreOffice"):
        assert program in answer.text
    assert token not in elena.get(LINKS).text
    assert "Sheet &lt;b&gt;" in elena.get(LINKS).text
    (row,) = rows()
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert token not in str(vars(row))


def test_two_taps_are_one_link(world: World, browser_of: BrowserOf) -> None:
    elena = browser_of("elena")
    form = re.search(r'name="token" value="([^"]+)"', elena.get(LINKS).text)
    assert form
    assert made(elena, "S01", token=form[1]) == made(elena, "S01", token=form[1])
    assert len(rows()) == 1
    assert made(elena, "S01", token="short") != "/live/short/entries.csv"


def test_who_made_it_sees_it_an_admin_sees_all_and_nobody_else_any(
    world: World, browser_of: BrowserOf, stranger: FlaskClient, moved: Clock
) -> None:
    elena, admin = browser_of("elena"), browser_of("admin")
    address = made(elena, "S01", name="Elena’s sheet")
    made(admin, "*", name="The board")
    for browser in (elena, admin):
        assert "Elena’s sheet" in browser.get(LINKS).text
        assert "Not read yet" in browser.get(LINKS).text
    assert "The board" in admin.get(LINKS).text
    assert "The board" not in elena.get(LINKS).text
    for who in ("maya", "lead", "stranger"):
        page = browser_of(who).get(LINKS).text
        assert "Elena’s sheet" not in page
        assert "The board" not in page
    stranger.get(address)
    # In the program's own zone.
    assert "Last read Tue 24 Nov, 12:00 pm" in elena.get(LINKS).text


def test_it_is_taken_back_by_its_maker_or_an_admin(
    world: World, browser_of: BrowserOf, stranger: FlaskClient
) -> None:
    log(world.maya)
    elena, admin = browser_of("elena"), browser_of("admin")
    first, second = made(elena, "S01"), made(elena, "S01")
    for who in ("maya", "lead", "stranger"):
        assert post(browser_of(who), f"{LINKS}/1/revocation", {}).status_code == 404
    assert stranger.get(first).status_code == 200
    for browser, number in ((elena, 1), (elena, 1), (admin, 2)):
        assert post(browser, f"{LINKS}/{number}/revocation", {}).status_code == 303
    assert post(admin, f"{LINKS}/3/revocation", {}).status_code == 404
    assert post(admin, f"{LINKS}/999999999999/revocation", {}).status_code == 404
    assert [stranger.get(address).status_code for address in (first, second)] == [404, 404]
    assert elena.get(LINKS).text.count("Taken back ") >= 2
    deeds = [(row.what, row.person_id) for row in db.session.scalars(select(Audit).order_by(Audit.id))]
    assert deeds[-4:] == [
        ("open_live_link", world.elena.id),
        ("open_live_link", world.elena.id),
        ("close_live_link", world.elena.id),
        ("close_live_link", world.admin.id),
    ]
    assert audit.first_broken() is None


def test_a_link_whose_maker_left_says_so_to_an_admin(world: World, browser_of: BrowserOf) -> None:
    made(browser_of("elena"), "S01")
    with write_transaction() as store:
        store.execute(update(Person).where(Person.id == world.elena.id).values(is_active=False))
    assert "Opens nothing" in browser_of("admin").get(LINKS).text


def test_who_sees_no_school_is_told_what_will_be_here(
    app: Flask, world: World, browser_of: BrowserOf
) -> None:
    browser = browser_of("maya")
    with write_transaction() as store:
        store.execute(db.metadata.tables["person_school"].delete())
    assert "No school yet" in browser.get(LINKS).text
    assert post(browser, LINKS, {"name": "X", "opens": "S01", "lasts": "year"}).status_code == 422
