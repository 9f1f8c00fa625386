"""Entries live on: edited, withdrawn and put back by hand, by their author and by an admin."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from html import escape, unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import tally
from fieldlog.ledger.record import amend
from fieldlog.models import Audit, Entry, EntryRevision, Operation
from tests.conftest import signed_in, token_in
from tests.forms import Typed, form_in
from tests.server_clock import TODAY, Clock
from tests.tablet import Tablet, update
from tests.world import NOON, World, as_typed, content, log, post

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
pytestmark = pytest.mark.usefixtures("moved", "counted")


def entry_of(entry_id: uuid.UUID) -> Entry:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Entry, entry_id)


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def visits(year: SchoolYear = YEAR) -> tuple[int, int]:
    db.session.rollback()
    figures = tally.of_program(year)
    return figures["classroom_visits"], figures["coaching_minutes"]


def opened(browser: FlaskClient, entry_id: uuid.UUID, **typed: Any) -> Typed:
    """The fields of the edit page as a browser would send them back, with some typed over."""
    page = browser.get(f"/entries/{entry_id}/edit")
    assert page.status_code == 200, page.text
    return sent_back(page.text, **typed)


def sent_back(page: str, action: str = "/edit", **typed: Any) -> Typed:
    over = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return {name: said for name, said in form_in(page, action).items() if name != "csrf_token"} | over


def edit(browser: FlaskClient, entry_id: uuid.UUID, **typed: Any) -> Any:
    return post(browser, f"/entries/{entry_id}/edit", opened(browser, entry_id, **typed))


def to_withdraw(browser: FlaskClient, entry_id: uuid.UUID, **typed: Any) -> Typed:
    return sent_back(browser.get(f"/entries/{entry_id}/withdraw").text, "/withdraw", **typed)


def withdraw(browser: FlaskClient, entry_id: uuid.UUID, **typed: Any) -> Any:
    return post(browser, f"/entries/{entry_id}/withdraw", to_withdraw(browser, entry_id, **typed))


def to_put_back(browser: FlaskClient, entry_id: uuid.UUID) -> Typed:
    return sent_back(browser.get(f"/entries/{entry_id}").text, "/put-back")


def test_the_form_comes_filled_and_saved_as_it_is_changes_nothing(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(
        world.maya, minutes="37", teacher_or_room="Ms. Alder", grade_band="k_2", purpose="model",
        focus=["equity", "data_use"], co_coaches=[str(world.jonah.id)], start_time="09:15",
        shared_note="Two\nlines <b>", private_note="Private", **{"what_we_noticed.way_in": "seen"},
    )  # fmt: skip
    browser = browser_of("maya")
    typed = opened(browser, entry_id)
    assert typed["minutes.other"] == ["37"]
    assert typed["shared_note"] == ["Two\nlines <b>"]
    assert typed["co_coaches"] == [str(world.jonah.id)]
    answer = post(browser, f"/entries/{entry_id}/edit", typed)
    assert (answer.status_code, answer.location) == (303, f"/entries/{entry_id}")
    assert "Nothing was changed" in browser.get(answer.location).text
    assert (entry_of(entry_id).revision, count(Operation)) == (1, 0)


def test_its_author_corrects_an_entry_and_the_tally_moves_once(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya, minutes="20", shared_note="First words"), browser_of("maya")
    assert visits() == (1, 20)
    answer = edit(browser, entry_id, minutes=[], **{"minutes.other": "50", "shared_note": "Later words"})
    assert (answer.status_code, answer.location) == (303, f"/entries/{entry_id}")
    assert visits() == (1, 50)
    page = browser.get(answer.location).text
    for said in ("Change received", "First words", "Later words", "Edited", "Maya Torres", "<del>"):
        assert said in page
    entry = entry_of(entry_id)
    assert (entry.revision, entry.coach_id, entry.status) == (2, world.maya.id, "active")


def test_the_same_form_posted_twice_changes_once(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = opened(browser, entry_id, shared_note="Once")
    answers = [post(browser, f"/entries/{entry_id}/edit", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (entry_of(entry_id).revision, count(EntryRevision)) == (2, 2)
    other = post(browser, f"/entries/{entry_id}/edit", typed | {"shared_note": ["Twice"]})
    assert other.status_code == 409
    assert "Twice" in other.text
    again = post(browser, f"/entries/{entry_id}/edit", sent_back(other.text))
    assert again.status_code == 409
    assert "Once" in again.text
    assert post(browser, f"/entries/{entry_id}/edit", sent_back(again.text)).status_code == 303
    assert entry_of(entry_id).shared_note == "Twice"


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    answer = edit(browser, entry_id, activity_date="2026-02-30", shared_note='<script>alert("x")</script>')
    assert answer.status_code == 422
    assert "There is no such day" in answer.text
    assert escape("<script>", quote=False) in answer.text
    assert "<script>alert" not in answer.text
    assert entry_of(entry_id).revision == 1
    mended = sent_back(answer.text, activity_date="2026-11-19")
    assert post(browser, f"/entries/{entry_id}/edit", mended).status_code == 303
    page = browser.get(f"/entries/{entry_id}").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_an_admin_corrects_with_a_reason_and_it_stays_its_authors(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(
        world.maya, activity_date="2025-11-20", private_note="canary-private", teacher_or_room="canary-room"
    )
    browser = browser_of("admin")
    page = browser.get(f"/entries/{entry_id}/edit").text
    assert "Why?" in page
    assert "canary-private" not in page
    assert "canary-room" not in page
    refused = edit(browser, entry_id, minutes=["30"], reason="   ")
    assert refused.status_code == 422
    assert "Why?: Please fill this in." in refused.text
    assert visits(SchoolYear(2025)) == (1, 15)
    answer = post(
        browser,
        f"/entries/{entry_id}/edit",
        sent_back(refused.text, reason="It was <i>longer</i>", private_note="Mine"),
    )
    assert answer.status_code == 303
    assert visits(SchoolYear(2025)) == (1, 30)
    entry = entry_of(entry_id)
    assert (entry.coach_id, entry.private_note) == (world.maya.id, "canary-private")
    assert entry.details["teacher_or_room"] == "canary-room"
    told = browser_of("maya").get(f"/entries/{entry_id}").text
    assert "Ruth Admin" in told
    assert "It was &lt;i&gt;longer&lt;/i&gt;" in told


def test_an_admin_can_move_it_to_a_school_that_is_not_its_authors(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(world.maya)
    assert edit(browser_of("admin"), entry_id, schools=["S03"], reason="Was at Oak").status_code == 303
    figures = tally.of_schools([world.cedar.id, world.oak.id], YEAR)
    assert figures[world.cedar.id]["classroom_visits"] == 0
    assert figures[world.oak.id]["classroom_visits"] == 1
    assert 'value="S03" selected' in browser_of("maya").get(f"/entries/{entry_id}/edit").text


@pytest.mark.parametrize("what", ["edit", "withdraw"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("jonah", 404),
        ("elena", 404),
        ("lead", 404),
        ("viewer", 403),
        ("stranger", 404),
        ("maya", 200),
        ("admin", 200),
    ],
)
def test_who_may_open_the_pages(
    world: World, browser_of: BrowserOf, what: str, who: str, status: int
) -> None:
    entry_id, browser = log(world.maya, shared_note="canary-note"), browser_of(who)
    assert browser.get(f"/entries/{entry_id}/{what}").status_code == status
    shown = browser.get(f"/entries/{entry_id}")
    assert (f"/entries/{entry_id}/{what}" in shown.text) == (status == 200)
    if status != 200:
        typed = as_typed(revision="1", op=str(uuid.uuid4()), reason="x", shared_note="Changed")
        assert post(browser, f"/entries/{entry_id}/{what}", typed).status_code == status
        assert entry_of(entry_id).revision == 1
    assert browser.get(f"/entries/{uuid.uuid4()}/{what}").status_code == (403 if who == "viewer" else 404)


def test_last_years_entry_is_no_longer_its_authors_to_change(
    world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = opened(browser, entry_id, shared_note="Too late")
    moved.at = dt.datetime(2027, 7, 1, 6, 59, tzinfo=dt.UTC)
    assert browser_of("maya").get(f"/entries/{entry_id}/edit").status_code == 200
    moved.at = dt.datetime(2027, 7, 1, 7, 0, tzinfo=dt.UTC)
    late = browser_of("maya")
    for address in ("edit", "withdraw"):
        assert late.get(f"/entries/{entry_id}/{address}").status_code == 404
        assert post(late, f"/entries/{entry_id}/{address}", typed).status_code == 404
    assert "/edit" not in late.get(f"/entries/{entry_id}").text
    assert (
        edit(browser_of("admin"), entry_id, shared_note="By the admin", reason="Asked to").status_code == 303
    )


def test_a_tablets_correction_counts_by_when_it_was_saved(world: World, app: Flask, moved: Clock) -> None:
    entry_id = log(world.maya)
    moved.at = dt.datetime(2027, 7, 2, tzinfo=dt.UTC)
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    in_june = round(dt.datetime(2027, 6, 30, 12, tzinfo=dt.UTC).timestamp() * 1000)
    in_july = round(dt.datetime(2027, 7, 1, 12, tzinfo=dt.UTC).timestamp() * 1000)
    late = update(str(entry_id), {"minutes": 40}, {"minutes": 15}, saved_ms=in_july)
    in_time = update(str(entry_id), {"minutes": 30}, {"minutes": 15}, saved_ms=in_june)
    held, applied = tablet.send(late, in_time)
    assert (held["st"], held["code"], list(held["errors"])) == ("held", "invalid", ["activity_date"])
    assert applied["st"] == "applied"
    assert entry_of(entry_id).minutes == 30


def test_two_people_change_different_fields_and_both_stand(world: World, browser_of: BrowserOf) -> None:
    entry_id, maya, admin = log(world.maya), browser_of("maya"), browser_of("admin")
    mine, theirs = (
        opened(maya, entry_id, shared_note="Hers"),
        opened(admin, entry_id, minutes=["30"], reason="Longer"),
    )
    assert post(admin, f"/entries/{entry_id}/edit", theirs).status_code == 303
    assert post(maya, f"/entries/{entry_id}/edit", mine).status_code == 303
    entry = entry_of(entry_id)
    assert (entry.minutes, entry.shared_note, entry.revision) == (30, "Hers", 3)


def test_two_people_change_the_same_field_and_both_texts_are_shown(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(world.maya, shared_note="First")
    maya, admin = browser_of("maya"), browser_of("admin")
    mine = opened(maya, entry_id, shared_note="Maya's <words>", start_time="10:00")
    theirs = opened(admin, entry_id, shared_note="The admin's words", minutes=["45"], reason="Clearer")
    assert post(admin, f"/entries/{entry_id}/edit", theirs).status_code == 303
    answer = post(maya, f"/entries/{entry_id}/edit", mine)
    assert answer.status_code == 409
    for said in (
        "Someone changed this entry",
        "stands there now",
        "The admin&#39;s words",
        "Maya&#39;s &lt;words&gt;",
    ):
        assert said in answer.text
    assert (entry_of(entry_id).shared_note, entry_of(entry_id).revision) == ("The admin's words", 2)
    again = sent_back(answer.text)
    # What the admin changed beside it stands in the form, and is not taken back by saving it.
    assert again["minutes"] == ["45"]
    assert [again[name] for name in ("start_time", "shared_note", "revision")] == [
        ["10:00"],
        ["Maya's <words>"],
        ["2"],
    ]
    assert post(maya, f"/entries/{entry_id}/edit", again).status_code == 303
    entry = entry_of(entry_id)
    assert (entry.shared_note, entry.minutes, entry.revision) == ("Maya's <words>", 45, 3)


def test_an_author_withdraws_with_or_without_a_reason(world: World, browser_of: BrowserOf) -> None:
    first, second, browser = log(world.maya), log(world.maya, minutes="20"), browser_of("maya")
    answer = withdraw(browser, first)
    assert (answer.status_code, answer.location) == (303, f"/entries/{first}")
    assert visits() == (1, 20)
    assert withdraw(browser, second, reason="Logged <b>twice</b>").status_code == 303
    assert visits() == (0, 0)
    page = browser.get(f"/entries/{second}").text
    assert "This entry was withdrawn" in page
    assert "Logged &lt;b&gt;twice&lt;/b&gt;" in page
    assert "Put it back" in page
    assert browser.get(f"/entries/{second}/edit").status_code == 303
    assert browser.get(f"/entries/{second}/withdraw").status_code == 303


def test_an_admin_withdraws_with_a_reason_only(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya, activity_date="2024-11-20"), browser_of("admin")
    refused = withdraw(browser, entry_id, reason=" ")
    assert refused.status_code == 422
    assert entry_of(entry_id).status == "active"
    assert withdraw(browser, entry_id, reason="Practice").status_code == 303
    entry = entry_of(entry_id)
    assert (entry.status, entry.withdrawn_reason, entry.coach_id) == ("withdrawn", "Practice", world.maya.id)
    assert visits(SchoolYear(2024)) == (0, 0)


def test_withdrawing_twice_withdraws_once(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = to_withdraw(browser, entry_id)
    assert [post(browser, f"/entries/{entry_id}/withdraw", typed).status_code for _ in range(2)] == [303, 303]
    other = typed | {"op": [str(uuid.uuid4())]}
    assert post(browser, f"/entries/{entry_id}/withdraw", other).status_code == 303
    assert (entry_of(entry_id).revision, visits()) == (2, (0, 0))


def test_what_was_changed_meanwhile_is_not_withdrawn_unseen(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = to_withdraw(browser, entry_id, reason="Kept reason")
    with write_transaction():
        amend(world.maya, entry_id, content(world.maya, shared_note="Newer words"), revision=1, at=NOON)
    answer = post(browser, f"/entries/{entry_id}/withdraw", typed)
    assert answer.status_code == 409
    for said in ("Someone changed this entry meanwhile", "Newer words", "Kept reason"):
        assert said in answer.text
    assert entry_of(entry_id).status == "active"
    assert (
        post(browser, f"/entries/{entry_id}/withdraw", sent_back(answer.text, "/withdraw")).status_code == 303
    )


def test_a_change_of_what_was_withdrawn_meanwhile_keeps_the_words(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = opened(browser, entry_id, shared_note="Still here")
    withdraw(browser, entry_id)
    answer = post(browser, f"/entries/{entry_id}/edit", typed)
    assert answer.status_code == 409
    assert "Still here" in answer.text
    post(browser, f"/entries/{entry_id}/put-back", to_put_back(browser, entry_id))
    assert post(browser, f"/entries/{entry_id}/edit", sent_back(answer.text)).status_code == 303
    assert entry_of(entry_id).shared_note == "Still here"


@pytest.mark.parametrize("who", ["maya", "admin"])
def test_a_withdrawal_is_undone_once_and_counts_again(world: World, browser_of: BrowserOf, who: str) -> None:
    entry_id, browser = log(world.maya, minutes="25", shared_note="As it was"), browser_of(who)
    withdraw(browser_of("admin"), entry_id, reason="By mistake")
    typed = to_put_back(browser, entry_id)
    answers = [post(browser, f"/entries/{entry_id}/put-back", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    entry = entry_of(entry_id)
    assert (entry.status, entry.revision, entry.withdrawn_reason) == ("active", 3, "")
    assert visits() == (1, 25)
    page = browser.get(f"/entries/{entry_id}").text
    assert page.index("Put back") < page.index("Withdrawn") < page.index("Logged")
    withdraw(browser_of("maya"), entry_id)
    assert post(browser, f"/entries/{entry_id}/put-back", typed).status_code == 409
    assert entry_of(entry_id).status == "withdrawn"


@pytest.mark.parametrize("who", ["jonah", "elena", "lead", "stranger"])
def test_nobody_else_puts_an_entry_back(world: World, browser_of: BrowserOf, who: str) -> None:
    entry_id = log(world.maya)
    maya = browser_of("maya")
    withdraw(maya, entry_id)
    typed = to_put_back(maya, entry_id)
    browser = browser_of(who)
    assert "Put it back" not in browser.get(f"/entries/{entry_id}").text
    assert post(browser, f"/entries/{entry_id}/put-back", typed).status_code == 404
    assert entry_of(entry_id).status == "withdrawn"


def test_after_thirty_days_a_withdrawal_stands(world: World, browser_of: BrowserOf, moved: Clock) -> None:
    entry_id = log(world.maya)
    withdraw(browser_of("maya"), entry_id)
    typed = to_put_back(browser_of("maya"), entry_id)
    moved.at = TODAY + dt.timedelta(days=30)
    for who in ("maya", "admin"):
        browser = browser_of(who)
        assert "Put it back" not in browser.get(f"/entries/{entry_id}").text
        assert post(browser, f"/entries/{entry_id}/put-back", typed).status_code == 409
    moved.at = TODAY + dt.timedelta(days=30, seconds=-1)
    assert post(browser_of("maya"), f"/entries/{entry_id}/put-back", typed).status_code == 303
    assert visits() == (1, 15)


def test_an_active_entry_that_was_never_withdrawn_is_not_put_back(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(world.maya)
    answer = post(browser_of("maya"), f"/entries/{entry_id}/put-back", {"head": str(uuid.uuid4())})
    assert answer.status_code == 404
    withdraw(browser_of("maya"), entry_id)
    assert post(browser_of("maya"), f"/entries/{entry_id}/put-back", {"head": "x"}).status_code == 409


def test_an_admin_opens_a_private_note_and_its_author_is_told(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(world.maya, private_note="canary-private <b>")
    admin, maya = browser_of("admin"), browser_of("maya")
    assert "read the private note" not in maya.get(f"/entries/{entry_id}").text
    page = admin.get(f"/entries/{entry_id}").text
    assert "canary-private" not in page
    assert "Show the private note" in page
    answer = post(admin, f"/entries/{entry_id}/private-note", {})
    assert answer.status_code == 200
    assert "canary-private &lt;b&gt;" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "canary-private" not in admin.get(f"/entries/{entry_id}").text
    told = maya.get(f"/entries/{entry_id}").text
    assert re.search(r"<bdi>Ruth Admin</bdi> read the private note on <span[^>]*>Tue 24 Nov, 12:00 pm", told)
    for who in ("elena", "jonah", "lead", "admin"):
        assert "read the private note" not in browser_of(who).get(f"/entries/{entry_id}").text
    db.session.rollback()
    deed = db.session.scalars(select(Audit).where(Audit.what == "read_private")).one()
    assert (deed.person_id, deed.entry_id) == (world.admin.id, entry_id)


def test_only_an_admin_opens_a_private_note_and_only_where_there_is_one(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id, without = log(world.maya, private_note="canary-private"), log(world.maya)
    for who in ("maya", "jonah", "elena", "lead", "viewer", "stranger"):
        browser = browser_of(who)
        assert "Show the private note" not in browser.get(f"/entries/{entry_id}").text
        answer = post(browser, f"/entries/{entry_id}/private-note", {})
        assert answer.status_code == 403
        assert "canary" not in answer.text
    admin = browser_of("admin")
    for other in (without, uuid.uuid4()):
        assert post(admin, f"/entries/{other}/private-note", {}).status_code == 404
    db.session.rollback()
    assert db.session.scalars(select(Audit).where(Audit.what == "read_private")).all() == []


def test_an_admin_corrects_over_sync_with_a_reason_and_learns_no_private_word(
    world: World, app: Flask
) -> None:
    entry_id = log(
        world.maya, private_note="canary-private", teacher_or_room="canary-room", shared_note="Now"
    )
    admin, jonah = (Tablet(signed_in(app, f"{who}@cedar.example")) for who in ("admin", "jonah"))
    name, change = str(entry_id), {"minutes": 40}
    without, blind, named = (
        update(name, change, {"minutes": 15}),
        update(name, {"private_note": "x"}, {"private_note": ""}, reason="Why"),
        update(name, {"shared_note": "Mine"}, {"shared_note": "Then"}, reason="Why"),
    )
    held, refused, merged = admin.send(without, blind, named)
    assert (held["st"], list(held["errors"])) == ("held", ["reason"])
    assert (refused["st"], refused["code"]) == ("refused", "not_author")
    assert merged["conflicts"] == [{"field": "shared_note", "now": "Now", "yours": "kept"}]
    assert "canary" not in str(merged)
    (applied,) = admin.send(update(name, change, {"minutes": 15}, reason="Why"))
    assert applied["st"] == "applied"
    assert jonah.send(update(name, change, {"minutes": 40}, reason="Why"))[0]["code"] == "not_author"
    assert entry_of(entry_id).minutes == 40


def test_a_session_that_ended_loses_no_correction(world: World, browser_of: BrowserOf, app: Flask) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = opened(browser, entry_id, shared_note="Kept through signing in", reason="")
    post(browser, "/sign-out", {})
    page = browser.post(
        f"/entries/{entry_id}/edit", data=typed | {"csrf_token": token_in(browser.get("/sign-in").text)}
    )
    assert page.status_code == 401
    assert "Kept through signing in" in page.text
    kept = re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', page.text, re.S)
    carried: dict[str, list[str]] = {}
    for name, value in kept:
        carried.setdefault(name, []).append(unescape(value))
    who = {"email": "maya@cedar.example", "password": "three quiet words", "csrf_token": token_in(page.text)}
    again = browser.post("/sign-in", data=carried | who)
    assert again.status_code == 200
    assert "Nothing was lost" in again.text
    answer = post(browser, f"/entries/{entry_id}/edit", sent_back(again.text))
    assert answer.status_code == 303
    assert entry_of(entry_id).shared_note == "Kept through signing in"


def test_a_page_that_was_open_too_long_keeps_the_correction(world: World, browser_of: BrowserOf) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    typed = opened(browser, entry_id, shared_note="Kept words")
    answer = browser.post(f"/entries/{entry_id}/edit", data=typed | {"csrf_token": "stale"})
    assert answer.status_code == 400
    assert "Kept words" in answer.text
    assert post(browser, f"/entries/{entry_id}/edit", sent_back(answer.text)).status_code == 303
    assert entry_of(entry_id).shared_note == "Kept words"


@pytest.mark.parametrize("revision", ["", "0", "2", "x", "9" * 30, "\u0661"])
def test_a_form_of_no_version_there_is_changes_nothing(
    world: World, browser_of: BrowserOf, revision: str
) -> None:
    entry_id, browser = log(world.maya), browser_of("maya")
    assert edit(browser, entry_id, revision=revision, shared_note="x").status_code == 404
    assert entry_of(entry_id).revision == 1
