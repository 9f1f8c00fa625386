"""Public links: anybody's while they are open, without a single name or small place; nobody's after."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import audit, people, public_links
from fieldlog.models import Audit, District, PublicLink, School, SchoolProfile
from tests.integration.test_highlights import spoken
from tests.server_clock import Clock
from tests.world import World, log, post

BrowserOf = Callable[[str], FlaskClient]
PAGE = "/highlights/2026-27"
LINKS = f"{PAGE}/links"
FILES = ("", ".svg", ".txt")
# Whoever is named in the small world, and where.
NAMES = re.compile(
    r"maya|torres|jonah|whitaker|elena|marsh|priya|ruth|dana|alder|finch|okonkwo|delgado"
    r"|cedar el|madrone|canary-oak school",
    re.IGNORECASE,
)


@pytest.fixture
def admin(world: World, browser_of: BrowserOf) -> FlaskClient:
    """With an edition of a year in which much was said and many were named."""
    admin = browser_of("admin")
    log(world.maya, teacher_or_room="Delgado", **spoken(text="Delgado sat down with us."))
    log(world.maya, **spoken(text="We start calmer."))
    log(
        world.jonah,
        **spoken(text="Thank you, Maya."),
        **{"action_items.a.text": "Ask", "action_items.a.owner": "Ada Okonkwo"},
    )
    agreed = {
        "shared_agreements.a.text": "Circles are kept",
        "shared_agreements.b.text": "Breathe as at Madrone",
    }
    log(
        world.maya,
        "convening",
        schools=["S01", "S02"],
        participants=25,
        **agreed,
        **spoken(text="Okonkwo began it."),
    )
    post(admin, f"{PAGE}/editions", {})
    return admin


def opened(admin: FlaskClient, **typed: str) -> str:
    """The address of a new link, within the program."""
    answer = post(admin, LINKS, {"for_whom": "The board", "lasts": "year"} | typed)
    assert answer.status_code == 200
    found = re.search(r"http://localhost(/public/[\w-]{43})<", answer.text)
    assert found
    return found[1]


def test_it_opens_for_anybody_without_a_session_or_a_script(
    admin: FlaskClient, stranger: FlaskClient
) -> None:
    address = opened(admin)
    for end in (*FILES, ".png"):
        answer = stranger.get(address + end)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
    page = stranger.get(address).text
    assert "We start calmer." in page
    assert "Circles are kept" in page
    assert 'data-measure="classroom_visits"' in page
    assert "/figures/" not in page
    assert "<script" not in page
    assert "<form" not in page
    assert 'name="robots" content="noindex' in page


def test_who_is_signed_in_is_nobody_here(app: Flask, admin: FlaskClient, stranger: FlaskClient) -> None:
    address = opened(admin)
    for end in FILES:
        as_admin, as_nobody = admin.get(address + end), stranger.get(address + end)
        assert as_admin.data == as_nobody.data
        assert "Set-Cookie" not in as_admin.headers


@pytest.mark.parametrize("end", FILES)
def test_not_a_single_name_is_in_it(admin: FlaskClient, stranger: FlaskClient, end: str) -> None:
    assert len(NAMES.findall(admin.get(f"{PAGE}/editions/1").text)) > 3
    told = stranger.get(opened(admin) + end)
    assert NAMES.search(told.text + str(told.headers)) is None


def test_who_came_after_the_edition_is_not_named_either(admin: FlaskClient, stranger: FlaskClient) -> None:
    address = opened(admin)
    assert "We start calmer." in stranger.get(address).text
    with write_transaction():
        people.add("start@cedar.example", "Ann Start", "viewer")
        people.add("we@cedar.example", "We Calmer", "viewer")
    assert "calmer" not in stranger.get(address).text


def test_the_admin_is_told_before_what_stays_off(world: World, admin: FlaskClient) -> None:
    draft = admin.get(PAGE).text
    assert "4 pieces of text name somebody" in draft
    assert "Breathe as at Madrone" in draft.partition("stays off")[2] or "stay off public links" in draft


@pytest.fixture
def wide(world: World) -> World:
    """Eight more schools: five in Lake County, three more in Jackson."""
    with write_transaction() as store:
        lake = District(name="Lake District")
        store.add(lake)
        valley = store.query(District).filter_by(name="Valley").one()
        store.flush()
        for number in range(8):
            school = School(code=f"L{number}", name=f"School number {number}")
            store.add(school)
            store.flush()
            district, county = (lake, "Lake") if number < 5 else (valley, "Jackson")
            store.add(
                SchoolProfile(
                    school_id=school.id,
                    school_year=2026,
                    district_id=district.id,
                    county=county,
                    whole_school_partner=False,
                    educators=0,
                    students=1 if number == 0 else 0,
                )
            )
    return world


def test_small_places_are_shown_together(wide: World, browser_of: BrowserOf, stranger: FlaskClient) -> None:
    admin = browser_of("admin")
    log(wide.maya)
    post(admin, f"{PAGE}/editions", {})
    draft, page = admin.get(f"{PAGE}/editions/1.txt").text, stranger.get(opened(admin) + ".txt").text
    assert "canary-oak county: 1 school." in draft
    assert "canary-oak county: 1 school." not in page
    assert (
        "Lake and canary-oak county: 6 schools." in page
        or "Jackson and canary-oak county: 6 schools." in page
    )
    assert "Places with fewer than 5 schools are shown together." in page


def test_few_people_are_not_counted_in_public(
    world: World, browser_of: BrowserOf, stranger: FlaskClient
) -> None:
    admin = browser_of("admin")
    log(world.maya, "convening", schools=["S01"], participants=3)
    post(admin, f"{PAGE}/editions", {})
    page = stranger.get(opened(admin)).text
    assert 'data-measure="convening_participants"' not in page
    assert 'data-measure="people_reached"' not in page
    assert page.count("fewer than 5") >= 2
    assert 'data-measure="convenings"' in page


def test_a_link_shows_the_newest_edition_and_what_changed(
    world: World, admin: FlaskClient, stranger: FlaskClient
) -> None:
    address = opened(admin)
    log(world.maya)
    assert "Edition 1" in stranger.get(address).text
    post(admin, f"{PAGE}/editions", {})
    page = stranger.get(address).text
    assert "Edition 2" in page
    assert "Classroom visits: 3 → 4." in page


def test_closed_ended_unknown_and_mistyped_are_all_the_same_nothing(
    world: World, admin: FlaskClient, stranger: FlaskClient, moved: Clock
) -> None:
    taken_back, ended, stays = opened(admin), opened(admin, lasts="month"), opened(admin, lasts="always")
    (link,) = [each for each in public_links.of_year(SchoolYear(2026)) if each.id == 1]
    db.session.rollback()
    assert post(admin, f"{LINKS}/{link.id}/revocation", {}).status_code == 303
    moved.at += dt.timedelta(days=31)
    for end in (*FILES, ".png"):
        nothing = [
            stranger.get(address + end)
            for address in (taken_back, ended, "/public/" + "x" * 43, "/public/x", "/public/%F0%9F%98%80")
        ]
        assert {answer.status_code for answer in nothing} == {404}
        assert len({answer.data for answer in nothing}) == 1
        assert all(answer.headers["Referrer-Policy"] == "no-referrer" for answer in nothing)
        assert stranger.get(stays + end).status_code == 200


def test_the_token_is_kept_nowhere_and_told_once(admin: FlaskClient) -> None:
    token = opened(admin).removeprefix("/public/")
    assert token not in admin.get(LINKS).text
    (row,) = db.session.scalars(select(PublicLink))
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert token not in str(vars(row))
    assert "The board" in admin.get(LINKS).text


def test_two_taps_are_one_link(admin: FlaskClient) -> None:
    form = re.search(r'name="token" value="([^"]+)"', admin.get(LINKS).text)
    assert form
    assert opened(admin, token=form[1]) == opened(admin, token=form[1])
    assert len(db.session.scalars(select(PublicLink)).all()) == 1


def test_a_token_that_is_none_is_not_taken(admin: FlaskClient) -> None:
    assert opened(admin, token="short") != "/public/short"


@pytest.mark.parametrize(
    "typed",
    [{"for_whom": ""}, {"for_whom": "x" * 81}, {"lasts": "ages"}, {"lasts": ""}, {"for_whom": "\x00"}],
)
def test_what_is_missing_or_wrong_is_told_beside_it(admin: FlaskClient, typed: dict[str, str]) -> None:
    answer = post(admin, LINKS, {"for_whom": "Kept words", "lasts": "year"} | typed)
    assert answer.status_code == 422
    assert "needs fixing" in answer.text
    if "for_whom" not in typed:
        assert 'value="Kept words"' in answer.text
    assert db.session.scalars(select(PublicLink)).all() == []


def test_without_an_edition_there_is_no_link(world: World, browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    assert "Nothing is published yet" in admin.get(LINKS).text
    assert post(admin, LINKS, {"for_whom": "The board", "lasts": "year"}).status_code == 404


def test_taken_back_twice_or_from_another_year_does_no_harm(admin: FlaskClient) -> None:
    opened(admin)
    assert post(admin, f"{LINKS}/1/revocation", {}).status_code == 303
    assert post(admin, f"{LINKS}/1/revocation", {}).status_code == 303
    assert post(admin, "/highlights/2025-26/links/1/revocation", {}).status_code == 404
    assert post(admin, f"{LINKS}/999999999999/revocation", {}).status_code == 404
    assert "Taken back" in admin.get(LINKS).text
    deeds = [row.what for row in db.session.scalars(select(Audit).order_by(Audit.id))]
    assert deeds[-2:] == ["open_link", "close_link"]
    assert audit.first_broken() is None


def test_a_withdrawn_quote_leaves_the_public_page(
    world: World, admin: FlaskClient, stranger: FlaskClient
) -> None:
    address = opened(admin)
    page = admin.get("/entries").text
    entry_id = next(
        each
        for each in re.findall(r"/entries/([0-9a-f-]{36})", page)
        if "calmer" in admin.get(f"/entries/{each}").text
    )
    form = admin.get(f"/entries/{entry_id}/withdraw").text
    fields: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert (
        admin.post(f"/entries/{entry_id}/withdraw", data=fields | {"reason": "Taken back"}).status_code == 303
    )
    for end in FILES:
        told = stranger.get(address + end).text
        assert "calmer" not in told
        assert "1 quote was taken back since." in told
