"""Editions: frozen to the byte, one after the other without a gap, shown without what was taken back."""

import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from fieldlog import clock
from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import audit, editions, highlights
from fieldlog.models import Audit, Edition, Person
from fieldlog.yearbook.picture import Picture
from tests.conftest import signed_in, token_in
from tests.integration.test_highlights import spoken
from tests.tablet import Tablet, create, withdraw
from tests.tablet import update as changed
from tests.world import World, log, post

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
PAGE = "/highlights/2026-27"


@pytest.fixture
def admin(world: World, browser_of: BrowserOf) -> FlaskClient:
    return browser_of("admin")


def publish(admin: FlaskClient) -> Any:
    return post(admin, f"{PAGE}/editions", {})


def kept() -> list[Edition]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Edition).order_by(Edition.number)))


def test_an_edition_is_frozen_with_the_checksum_of_its_very_bytes(world: World, admin: FlaskClient) -> None:
    log(world.maya, **spoken())
    answer = publish(admin)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/editions/1")
    (row,) = kept()
    assert row.checksum == hashlib.sha256(row.content.encode()).hexdigest()
    for address in ("", ".svg", ".txt"):
        told = admin.get(f"{PAGE}/editions/1{address}").text
        assert row.checksum in told
        assert "Edition 1, published" in told
    content = row.content
    log(world.maya)
    log(world.maya, **spoken(text="Later words."))
    page = admin.get(f"{PAGE}/editions/1").text
    assert "Later words." not in page
    assert 'data-measure="classroom_visits" data-school="all">1<' in page
    assert kept()[0].content == content


def test_the_checksum_is_that_of_data_that_can_be_had(
    world: World, admin: FlaskClient, browser_of: BrowserOf
) -> None:
    log(world.maya, **spoken(text="We start calmer · más tranquilos."))
    publish(admin)
    for who in ("admin", "elena", "viewer"):
        browser = browser_of(who)
        page = browser.get(f"{PAGE}/editions/1").text
        assert f'href="{PAGE}/editions/1.json"' in page
        had = browser.get(f"{PAGE}/editions/1.json")
        assert had.mimetype == "application/json"
        sum_of_it = hashlib.sha256(had.data).hexdigest()
        assert f"SHA-256 of the edition’s data <code>{sum_of_it}</code>" in page
        assert sum_of_it in browser.get(f"{PAGE}/editions/1.txt").text
    # What stands today is no edition, and has no sum.
    assert ".json" not in admin.get(PAGE).text


def test_data_that_say_what_was_taken_back_are_for_who_publishes(
    app: Flask, world: World, admin: FlaskClient, browser_of: BrowserOf
) -> None:
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    quote = {"id": "q1", "text": "We start calmer.", "speaker": "Ms. Alder", "consent": True}
    named = [quote | {"attribution": "named"}]
    made = create(world.cedar.id, fields={"quote": named})
    tablet.send(made)
    publish(admin)
    elena = browser_of("elena")
    assert "Alder" in elena.get(f"{PAGE}/editions/1.json").text
    tablet.send(changed(made["entry"], {"quote": [quote | {"attribution": "anonymous"}]}, {"quote": named}))
    assert elena.get(f"{PAGE}/editions/1.json").status_code == 404
    assert ".json" not in elena.get(f"{PAGE}/editions/1").text
    assert hashlib.sha256(admin.get(f"{PAGE}/editions/1.json").data).hexdigest() == kept()[0].checksum


def test_everybody_sees_the_newest_edition_and_an_admin_how_it_stands(
    world: World, admin: FlaskClient, browser_of: BrowserOf
) -> None:
    log(world.maya, **spoken())
    publish(admin)
    log(world.maya)
    for who in ("maya", "elena", "lead", "viewer"):
        page = browser_of(who).get(PAGE).text
        assert "We start calmer." in page
        assert 'data-measure="classroom_visits" data-school="all">1<' in page
        assert "Edition 1, published" in page
        assert "Publish edition" not in page
    draft = admin.get(PAGE).text
    assert 'data-measure="classroom_visits" data-school="all">2<' in draft
    assert "Publish edition 2" in draft


def test_the_next_edition_lists_what_changed_and_the_first_stays(world: World, admin: FlaskClient) -> None:
    log(world.maya)
    publish(admin)
    log(world.maya, "convening", schools=["S01", "S02"], participants=25, **spoken())
    assert publish(admin).location == f"{PAGE}/editions/2"
    page = admin.get(f"{PAGE}/editions/2").text
    assert "Convenings: 0 → 1." in page
    assert "Convening participants: 0 → 25." in page
    assert "1 quote added." in page
    assert "Convenings: 0 → 1." in admin.get(f"{PAGE}/editions/2.txt").text
    assert "→" not in admin.get(f"{PAGE}/editions/1").text


def test_a_draft_that_says_nothing_new_offers_no_edition(world: World, admin: FlaskClient) -> None:
    log(world.maya)
    assert "Not published." in admin.get(PAGE).text
    publish(admin)
    same = admin.get(PAGE).text
    assert "Not published" not in same
    assert "Edition 1 says the same, so there is nothing new to publish." in same
    assert "Publish edition" not in same
    log(world.maya)
    draft = admin.get(PAGE).text
    assert "Edition 1 is published." in draft
    assert "Publish edition 2" in draft


def test_an_older_edition_leads_to_the_newest(world: World, admin: FlaskClient) -> None:
    for _ in range(2):
        log(world.maya)
        publish(admin)
    newer = f'<a href="{PAGE}/editions/2">Edition 2 is newer</a>'
    assert newer in admin.get(f"{PAGE}/editions/1").text
    assert "is newer" not in admin.get(f"{PAGE}/editions/2").text


def test_published_twice_without_a_change_it_is_one_edition(world: World, admin: FlaskClient) -> None:
    log(world.maya, **spoken())
    publish(admin)
    answer = publish(admin)
    assert answer.location == f"{PAGE}/editions/1"
    assert "Nothing changed since edition 1" in admin.get(answer.location).text
    assert [row.number for row in kept()] == [1]
    assert [row.what for row in db.session.scalars(select(Audit).where(Audit.what == "publish"))] == [
        "publish"
    ]
    assert audit.first_broken() is None


def test_there_is_no_edition_of_nothing(world: World, admin: FlaskClient) -> None:
    assert post(admin, "/highlights/1999-00/editions", {}).status_code == 404
    assert "Publish edition" not in admin.get("/highlights/1999-00").text
    assert kept() == []
    for number in (0, 1, 10**12):
        assert admin.get(f"{PAGE}/editions/{number}").status_code == 404


def test_two_admins_at_the_same_moment_make_editions_without_a_gap(app: Flask, world: World) -> None:
    log(world.maya)
    browsers = [signed_in(app, "admin@cedar.example") for _ in range(4)]
    tokens = [token_in(browser.get("/").text) for browser in browsers]
    answers: list[Any] = []

    def go(browser: FlaskClient, token: str) -> None:
        answers.append(browser.post(f"{PAGE}/editions", data={"csrf_token": token}))

    threads = [threading.Thread(target=go, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"{PAGE}/editions/1")}
    assert [row.number for row in kept()] == [1]


def test_who_comes_second_looks_again(
    world: World, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(world.maya)
    publish(admin)
    log(world.maya)
    real, seen = editions._newest_number, iter([0])
    monkeypatch.setattr(editions, "_newest_number", lambda year: next(seen, real(year)))
    assert publish(admin).location == f"{PAGE}/editions/2"
    assert [row.number for row in kept()] == [1, 2]


def test_an_edition_made_while_another_publishes_the_same_is_not_made_again(
    world: World, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(world.maya)
    publish(admin)
    real, seen = editions._newest_number, iter([0])
    monkeypatch.setattr(editions, "_newest_number", lambda year: next(seen, real(year)))
    assert publish(admin).location == f"{PAGE}/editions/1"
    assert [row.number for row in kept()] == [1]


def test_what_was_gathered_before_anothers_edition_is_not_published_on_top_of_it(
    world: World, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(world.maya)
    somebody = db.session.scalar(select(Person.id))
    real = highlights.draft

    def overtaken(year: SchoolYear, today: dt.date) -> Picture:
        monkeypatch.setattr(highlights, "draft", real)
        gathered = real(year, today)
        anothers = {"school_year": year.start, "number": 1, "made_at": clock.now(), "person_id": somebody}
        db.session.execute(insert(Edition).values(anothers | {"content": "{}", "checksum": "0" * 64}))
        return gathered

    monkeypatch.setattr(highlights, "draft", overtaken)
    assert publish(admin).location == f"{PAGE}/editions/1"


@pytest.mark.parametrize(
    "later",
    [
        {"quote": [{"id": "q1", "text": "We start calmer.", "role": "teacher"}]},
        {"quote": [{"id": "q1", "text": "We start later.", "role": "teacher", "consent": True}]},
        {"quote": []},
        None,
    ],
    ids=["consent taken back", "reworded", "removed", "entry withdrawn"],
)
def test_a_quote_whose_speaker_takes_it_back_is_shown_no_more(
    app: Flask, world: World, admin: FlaskClient, later: dict[str, Any] | None
) -> None:
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    said = [
        {
            "id": "q1",
            "text": "We start calmer.",
            "role": "teacher",
            "consent": True,
            "attribution": "role_only",
        }
    ]
    made = create(world.cedar.id, fields={"quote": said})
    tablet.send(made, create(world.cedar.id))
    publish(admin)
    before = kept()[0]
    assert "We start calmer." in admin.get(f"{PAGE}/editions/1").text
    if later is None:
        tablet.send(withdraw(made["entry"], made["op"]))
    else:
        tablet.send(changed(made["entry"], later, {"quote": said}))
    for address in ("", ".svg", ".txt"):
        told = admin.get(f"{PAGE}/editions/1{address}").text
        assert "We start calmer." not in told
        assert "1 quote was taken back since." in told
        assert before.checksum in told
    assert kept()[0].content == before.content


def test_a_name_that_may_stand_no_longer_is_left_out_of_an_old_edition(
    app: Flask, world: World, admin: FlaskClient
) -> None:
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    quote = {
        "id": "q1",
        "text": "We start calmer.",
        "role": "teacher",
        "speaker": "Ms. Alder",
        "consent": True,
    }
    made = create(world.cedar.id, fields={"quote": [quote | {"attribution": "named"}]})
    tablet.send(made)
    publish(admin)
    assert "Ms. Alder, Teacher" in admin.get(f"{PAGE}/editions/1").text
    tablet.send(
        changed(
            made["entry"],
            {"quote": [quote | {"attribution": "role_only"}]},
            {"quote": [quote | {"attribution": "named"}]},
        )
    )
    page = admin.get(f"{PAGE}/editions/1").text
    assert "We start calmer." in page
    assert "Alder" not in page
    assert "<bdi>Teacher</bdi>" in page


def test_a_byte_changed_in_the_store_is_seen_by_its_checksum(world: World, admin: FlaskClient) -> None:
    log(world.maya)
    publish(admin)
    (row,) = kept()
    with write_transaction() as store:
        store.execute(update(Edition).values(content=row.content.replace('"amount":1', '"amount":2', 1)))
    assert editions.first_altered() == (YEAR, 1)
    assert run_check(admin) == (1, "Editions: 1 of 2026-27 is not what was published.\n")


def test_whole_editions_pass_the_check(world: World, admin: FlaskClient) -> None:
    log(world.maya)
    publish(admin)
    assert editions.first_altered() is None
    assert run_check(admin)[0] == 0


def run_check(admin: FlaskClient) -> tuple[int, str]:
    done = admin.application.test_cli_runner().invoke(args=["fieldlog", "check"])
    return done.exit_code, done.output
