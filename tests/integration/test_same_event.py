"""Two entries of one event: found, asked about, merged and counted once, taken apart again."""

import csv
import datetime as dt
import io
import re
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.clock import SchoolYear
from fieldlog.errors import Refusal
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import corrections, entries, logged_twice, merges, recount, same_event, tally
from fieldlog.ledger.likeness import MOST_A_DAY, PairKey, pair_key
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import AlikePair, Audit, Entry, EntryCoach, EntryRevision, Held
from tests.conftest import signed_in
from tests.server_clock import TODAY, Clock
from tests.tablet import Tablet, create, new_id
from tests.tablet import update as update_op
from tests.world import DAY, NOON, World, content, log, post

BrowserOf = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("moved", "counted")

HOUR = dt.timedelta(hours=1)
YEAR = SchoolYear(2026)
INBOX = "/same-event"


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def entry_of(entry_id: uuid.UUID) -> Entry:
    fresh()
    return db.session.get_one(Entry, entry_id)


def said_by(entry_id: uuid.UUID) -> Any:
    """The whole content, as a merge sees it."""
    return merges.written([entry_of(entry_id)])[0].content


def co_coaches(entry_id: uuid.UUID) -> set[int]:
    fresh()
    return set(db.session.scalars(select(EntryCoach.person_id).where(EntryCoach.entry_id == entry_id)))


def asked() -> set[PairKey]:
    """The pairs that wait."""
    fresh()
    query = select(AlikePair.entry_id, AlikePair.other_id).where(AlikePair.decided.is_(None))
    return {(one, other) for one, other in db.session.execute(query)}


def visits(year: SchoolYear = YEAR) -> tuple[int, int]:
    fresh()
    figures = tally.of_program(year)
    return figures["classroom_visits"], figures["coaching_minutes"]


def two(world: World, **fields: Any) -> tuple[uuid.UUID, uuid.UUID]:
    """Maya's entry and, an hour later, Jonah's of the same visit."""
    return log(world.maya, **fields), log(world.jonah, at=NOON + HOUR, **fields)


def answer(
    browser: FlaskClient, one: uuid.UUID, other: uuid.UUID, decision: str = "same", **typed: Any
) -> Any:
    """The pair's form posted as it stands, the first one named to stand."""
    heads = {f"head.{each}": str(entry_of(each).head) for each in (one, other)}
    said = {"decision": decision, "stands": str(one), **heads, **typed}
    return post(browser, f"{INBOX}/{one}/{other}", said)


def undone(browser: FlaskClient, one: uuid.UUID, other: uuid.UUID) -> Any:
    return post(browser, f"{INBOX}/{one}/{other}/undo", {})


# --- what looks alike ---------------------------------------------------------


def test_two_coaches_at_one_school_on_one_day_are_asked_about(world: World) -> None:
    one, other = two(world)
    log(world.jonah, schools="S02")
    log(world.jonah, activity_date="2026-11-19")
    log(world.jonah, "quick_support")
    assert asked() == {pair_key(one, other)}


@pytest.mark.parametrize(
    ("later", "is_asked"), [(2 * HOUR, True), (2 * HOUR + dt.timedelta(seconds=1), False)]
)
def test_one_coach_is_asked_within_two_hours(world: World, later: dt.timedelta, is_asked: bool) -> None:
    log(world.maya)
    log(world.maya, at=NOON + later)
    assert bool(asked()) is is_asked


def test_visits_of_one_morning_in_different_rooms_are_not_asked_about(world: World) -> None:
    first = log(world.maya, teacher_or_room="Room 4")
    log(world.maya, teacher_or_room="Room 7")
    assert asked() == set()
    again = log(world.maya, teacher_or_room="Room 4")
    assert asked() == {pair_key(first, again)}
    # Another coach may call the same room by another name.
    log(world.jonah, teacher_or_room="Ms. Alder")
    assert len(asked()) == 4


def test_an_event_at_several_schools_is_asked_about_once(world: World) -> None:
    one = log(world.maya, "pd_session", schools=["S01", "S02"])
    other = log(world.jonah, "pd_session", schools=["S01", "S02", "S03"])
    assert asked() == {pair_key(one, other)}


def test_what_tablets_send_is_asked_about_in_one_batch_and_over_two(world: World, app: Flask) -> None:
    maya, jonah = (Tablet(signed_in(app, f"{who}@cedar.example")) for who in ("maya", "jonah"))
    first, second, third = create(world.cedar.id), create(world.cedar.id), create(world.cedar.id)
    maya.send(first, second)
    keys = {key: uuid.UUID(op["entry"]) for key, op in zip("abc", (first, second, third), strict=True)}
    assert asked() == {pair_key(keys["a"], keys["b"])}
    jonah.send(third)
    assert asked() == {
        pair_key(keys[one], keys[other]) for one, other in (("a", "b"), ("a", "c"), ("b", "c"))
    }
    jonah.send(third)
    assert len(asked()) == 3


def test_a_change_over_sync_asks_and_asks_no_longer(world: World, app: Flask) -> None:
    one, other = log(world.maya), log(world.jonah, activity_date="2026-11-19")
    tablet = Tablet(signed_in(app, "jonah@cedar.example"))
    tablet.send(update_op(str(other), {"activity_date": "2026-11-20"}, {"activity_date": "2026-11-19"}))
    assert asked() == {pair_key(one, other)}
    tablet.send(update_op(str(other), {"shared_note": "x"}, {"shared_note": ""}))
    assert asked() == {pair_key(one, other)}
    tablet.send(update_op(str(other), {"schools": [world.madrone.id]}, {"schools": [world.cedar.id]}))
    assert asked() == set()


def test_a_withdrawn_entry_is_not_asked_about_until_it_is_back(world: World) -> None:
    one, other = two(world)
    with write_transaction():
        withdraw(world.jonah, other, revision=1, at=TODAY, reason="")
    assert asked() == set()
    with write_transaction():
        corrections.put_back(world.jonah, other, head=entry_of(other).head, now=TODAY)
    assert asked() == {pair_key(one, other)}


def test_a_day_on_which_somebody_hands_in_many_is_not_compared(world: World) -> None:
    for _ in range(MOST_A_DAY):
        log(world.maya)
    pairs = len(asked())
    assert pairs == MOST_A_DAY * (MOST_A_DAY - 1) // 2
    log(world.maya)
    log(world.jonah)
    assert len(asked()) == pairs


def test_two_tablets_at_the_same_moment_leave_no_pair_unseen(world: World, app: Flask) -> None:
    """Neither transaction sees the other's entry until it is committed: the later one must look again."""
    tablets = [Tablet(signed_in(app, f"{who}@cedar.example")) for who in ("maya", "jonah")]
    for round_ in range(8):
        day = (DAY - dt.timedelta(days=round_)).isoformat()
        ops = [create(world.cedar.id, activity_date=day) for _ in tablets]
        gate = threading.Barrier(len(tablets))

        def send(place: int, ops: list[Any] = ops, gate: threading.Barrier = gate) -> None:
            gate.wait(10)
            tablets[place].send(ops[place])

        threads = [threading.Thread(target=send, args=(place,)) for place in range(len(tablets))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert pair_key(*(uuid.UUID(op["entry"]) for op in ops)) in asked(), round_


# --- the page -----------------------------------------------------------------


def test_the_page_shows_both_side_by_side_and_no_private_note(world: World, browser_of: BrowserOf) -> None:
    one = log(world.maya, minutes="20", shared_note="Calm corner in use", private_note="canary-maya")
    other = log(
        world.jonah, at=NOON + HOUR, minutes="30", private_note="canary-jonah", teacher_or_room="canary-room"
    )
    for who in ("maya", "jonah", "admin"):
        page = browser_of(who).get(INBOX)
        assert page.status_code == 200
        for said in (
            "Maya Torres",
            "Jonah Whitaker",
            "20 min",
            "30 min",
            "Calm corner in use",
            f"/entries/{one}",
        ):
            assert said in page.text, (who, said)
        assert "canary" not in page.text.replace("canary-room", "" if who == "jonah" else "canary-room")
        checked = re.findall(r'value="([^"]+)" checked', page.text)
        assert checked == [str(one)], "the earlier one stands unless somebody says otherwise"
        assert f"/entries/{other}" in page.text


def test_only_an_admin_and_the_coaches_of_a_pair_are_asked(world: World, browser_of: BrowserOf) -> None:
    one, other = two(world)
    for who in ("elena", "lead", "viewer"):
        browser = browser_of(who)
        assert browser.get(INBOX).status_code == 404
        assert answer(browser, one, other).status_code == 404
        assert answer(browser, one, other, decision="").status_code == 404
        assert undone(browser, one, other).status_code == 404
        assert "Logged twice" not in browser.get("/").text
    stranger = browser_of("stranger")
    assert "Nothing waits" in stranger.get(INBOX).text
    assert "Jonah" not in stranger.get(INBOX).text
    assert answer(stranger, one, other).status_code == 404
    assert undone(stranger, one, other).status_code == 404
    assert asked() == {pair_key(one, other)}


def test_a_co_coach_is_asked_too_and_a_coach_who_was_not_there_is_not(
    world: World, browser_of: BrowserOf
) -> None:
    """Jonah coaches Cedar as well: of two entries of Maya's he is asked only where one credits him."""
    log(world.maya)
    log(world.maya)
    jonah = browser_of("jonah")
    assert "Nothing waits" in jonah.get(INBOX).text
    helped = log(world.maya, activity_date="2026-11-19", co_coaches=[str(world.jonah.id)])
    again = log(world.maya, activity_date="2026-11-19")
    assert f"/entries/{helped}" in jonah.get(INBOX).text
    assert answer(jonah, helped, again).status_code == 303


def test_home_says_quietly_what_waits(world: World, browser_of: BrowserOf) -> None:
    assert "logged twice" not in browser_of("maya").get("/").text
    assert "Nothing waits" in browser_of("admin").get("/").text
    two(world)
    assert "One entry may be logged twice" in browser_of("maya").get("/").text
    assert "One pair waits for an answer" in browser_of("admin").get("/").text
    log(world.maya)
    assert "3 entries may be logged twice" in browser_of("maya").get("/").text
    assert "logged twice" not in browser_of("stranger").get("/").text


def test_a_coach_is_not_asked_about_a_year_that_is_over_an_admin_is(
    world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    one, other = two(world)
    maya, admin = browser_of("maya"), browser_of("admin")
    moved.at = dt.datetime(2027, 7, 2, 20, tzinfo=dt.UTC)
    for browser, person in ((maya, "maya"), (admin, "admin")):
        with_session = signed_in(browser.application, f"{person}@cedar.example")
        assert ("Same event" in with_session.get(INBOX).text) is (person == "admin")
        assert answer(with_session, one, other).status_code == (303 if person == "admin" else 404)


def test_more_pairs_than_a_page_follow_as_they_are_answered(world: World, browser_of: BrowserOf) -> None:
    for _ in range(6):
        log(world.maya)
    page = browser_of("admin").get(INBOX).text
    assert page.count('value="different"') == logged_twice.SHOWN
    assert "5 more follow" in page


# --- the same event -----------------------------------------------------------


def test_merged_it_counts_once_and_credits_both(world: World, browser_of: BrowserOf) -> None:
    one, other = two(world, minutes="20")
    assert visits() == (2, 40)
    done = answer(browser_of("jonah"), one, other)
    assert (done.status_code, done.location) == (303, INBOX)
    assert visits() == (1, 20)
    assert co_coaches(one) == {world.jonah.id}
    for coach in (world.maya, world.jonah):
        mine = {each.kind.code: each.entries for each in entries.year_of(coach, YEAR)}
        assert mine["classroom_visit"] == 1
    assert (entry_of(one).status, entry_of(other).status) == ("active", "withdrawn")
    assert entry_of(other).withdrawn_reason == "Same event as an entry of Maya Torres"
    assert asked() == set()
    admin = browser_of("admin")
    page = admin.get(f"/entries/{one}").text
    for said in (
        "Also logged by",
        f'href="/entries/{other}"',
        "Same event, also logged by Jonah Whitaker",
        "Edited",
    ):
        assert said in page
    gone = admin.get(f"/entries/{other}").text
    for said in ("This entry was withdrawn", f'href="/entries/{one}"', "The entry that stands"):
        assert said in gone
    assert "Put it back" not in gone
    lines = io.StringIO(admin.get("/exports/entries.csv?school=S01").text.removeprefix("\ufeff"))
    rows = {row["entry_id"]: row for row in csv.DictReader(lines)}
    standing = rows[str(one)]
    assert (standing["status"], standing["coach"], standing["co_coaches"]) == (
        "active", "Maya Torres", "Jonah Whitaker",
    )  # fmt: skip
    assert rows[str(other)]["status"] == "withdrawn"


def test_the_later_one_can_stand(world: World, browser_of: BrowserOf) -> None:
    one, other = two(world)
    assert answer(browser_of("maya"), other, one).status_code == 303
    assert (entry_of(one).status, entry_of(other).status) == ("withdrawn", "active")
    assert co_coaches(other) == {world.maya.id}


def test_what_was_left_empty_is_filled_and_what_was_said_stays(world: World, browser_of: BrowserOf) -> None:
    one = log(
        world.maya, minutes="20", shared_note="Maya's words", focus=["equity"], grade_band="k_2",
        private_note="canary-maya",
        **{"what_we_noticed.way_in": "seen", "action_items.a1.text": "Bring chairs"},
    )  # fmt: skip
    other = log(
        world.jonah, at=NOON + HOUR, minutes="35", start_time="09:15", shared_note="Jonah's words",
        focus=["data_use", "equity"], grade_band="k_2", purpose="model", private_note="canary-jonah",
        teacher_or_room="canary-room",
        **{"what_we_noticed.way_in": "beginning", "what_we_noticed.repair_talk": "seen",
           "action_items.b1.text": "Bring tea"},
    )  # fmt: skip
    assert answer(browser_of("admin"), one, other).status_code == 303
    said = said_by(one)
    assert (said.minutes, said.shared_note, said.private_note) == (20, "Maya's words", "canary-maya")
    assert said.start_time == dt.time(9, 15)
    assert set(said.focus) == {"equity", "data_use"}
    assert said.details["purpose"] == "model"
    assert said.details["what_we_noticed"] == {"way_in": "seen", "repair_talk": "seen"}
    assert [part["text"] for part in said.details["action_items"]] == ["Bring chairs", "Bring tea"]
    assert "teacher_or_room" not in said.details
    fresh()
    everywhere = [
        str(row.content)
        for row in db.session.scalars(select(EntryRevision).where(EntryRevision.entry_id == one))
    ]
    assert not any("canary-jonah" in text or "canary-room" in text for text in everywhere)
    page = browser_of("maya").get(f"/entries/{one}").text
    assert "Jonah&#39;s words" not in page
    assert "Jonah&#39;s words" in browser_of("maya").get(f"/entries/{other}").text
    assert "canary-jonah" not in page + browser_of("maya").get(f"/entries/{other}").text


def test_of_one_coach_the_private_note_comes_along(world: World, browser_of: BrowserOf) -> None:
    one, other = log(world.maya), log(world.maya, private_note="Only mine", teacher_or_room="Room 4")
    assert answer(browser_of("maya"), one, other).status_code == 303
    said = said_by(one)
    assert (said.private_note, said.details["teacher_or_room"]) == ("Only mine", "Room 4")
    assert co_coaches(one) == set()


def test_a_name_that_was_not_shared_stays_so(world: World, browser_of: BrowserOf) -> None:
    one = log(world.maya, teacher_or_room="canary-room")
    other = log(world.jonah, at=NOON + HOUR, teacher_or_room="Room 4", share_teacher_or_room="1")
    assert answer(browser_of("jonah"), one, other).status_code == 303
    assert said_by(one).details.get("share_teacher_or_room") is None
    assert "canary-room" not in browser_of("elena").get(f"/entries/{one}").text


def test_a_filled_number_that_breaks_a_rule_is_left_out(world: World, browser_of: BrowserOf) -> None:
    one = log(world.maya, "pd_session", participants="20", licensed="15", schools=["S01", "S02"])
    other = log(
        world.jonah,
        "pd_session",
        participants="40",
        classified="10",
        schools=["S01", "S03"],
        facilitators="2",
    )
    assert answer(browser_of("admin"), one, other).status_code == 303
    said = said_by(one)
    assert said.details.get("classified") is None
    assert (said.details["facilitators"], said.details["participants"]) == (2, 20)
    assert said.school_ids == (world.cedar.id, world.madrone.id, world.oak.id)
    fresh()
    assert tally.of_program(YEAR)["pd_session_hours"] == said.minutes


def test_three_coaches_one_event(world: World, browser_of: BrowserOf) -> None:
    """Jonah is named by both others: undoing one merge leaves him credited by the other."""
    one = log(world.maya)
    second = log(world.maya, at=NOON + HOUR, co_coaches=[str(world.jonah.id)])
    third = log(world.jonah, at=NOON + HOUR)
    admin = browser_of("admin")
    assert len(asked()) == 3
    assert answer(admin, one, second).status_code == 303
    assert asked() == {pair_key(one, third)}
    assert answer(admin, one, third).status_code == 303
    assert (visits()[0], co_coaches(one)) == (1, {world.jonah.id})
    assert undone(admin, one, second).status_code == 303
    assert (visits()[0], co_coaches(one)) == (2, {world.jonah.id})
    assert undone(admin, one, third).status_code == 303
    assert (visits()[0], co_coaches(one)) == (3, set())
    assert len(asked()) == 3


def test_a_merge_into_a_merged_entry_is_undone_last_first(world: World, browser_of: BrowserOf) -> None:
    one, second, third = log(world.maya), log(world.jonah, at=NOON + HOUR), log(world.jonah, at=NOON + HOUR)
    admin = browser_of("admin")
    answer(admin, second, third)
    answer(admin, one, second)
    refused = undone(admin, second, third)
    assert refused.status_code == 409
    assert "Undo that merge first" in refused.text
    assert visits()[0] == 1
    assert undone(admin, one, second).status_code == 303
    assert undone(admin, second, third).status_code == 303
    assert visits()[0] == 3


# --- two different events -------------------------------------------------------


def test_two_different_events_both_count_and_are_never_asked_about_again(
    world: World, browser_of: BrowserOf, app: Flask
) -> None:
    one, other = two(world)
    assert answer(browser_of("maya"), one, other, "different").status_code == 303
    assert (visits()[0], asked()) == (2, set())
    assert "Nothing waits" in browser_of("jonah").get(INBOX).text
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    tablet.send(update_op(str(one), {"activity_date": "2026-11-19"}, {"activity_date": "2026-11-20"}))
    tablet.send(update_op(str(one), {"activity_date": "2026-11-20"}, {"activity_date": "2026-11-19"}))
    assert asked() == set()
    assert "Also logged by" not in browser_of("admin").get(f"/entries/{one}").text
    fresh()
    deeds = db.session.scalars(select(Audit).where(Audit.what == "different")).all()
    assert {(deed.person_id, deed.entry_id) for deed in deeds} == {
        (world.maya.id, one),
        (world.maya.id, other),
    }
    assert undone(browser_of("maya"), one, other).status_code == 404


# --- undone -------------------------------------------------------------------


def test_undone_both_count_again_and_wait_again(world: World, browser_of: BrowserOf, moved: Clock) -> None:
    """Merged, undone, merged again, however late: an ordinary withdrawal is undone for 30 days only."""
    one, other = log(world.maya), log(world.jonah, at=NOON + HOUR, purpose="model", focus=["equity"])
    before, admin = said_by(one), browser_of("admin")
    answer(admin, one, other)
    moved.at = TODAY + dt.timedelta(days=90)
    admin = browser_of("admin")
    assert "Undo: count both again" in admin.get(f"/entries/{other}").text
    done = undone(admin, one, other)
    assert (done.status_code, done.location) == (303, INBOX)
    assert said_by(one) == before
    assert (visits()[0], co_coaches(one), asked()) == (2, set(), {pair_key(one, other)})
    page = admin.get(f"/entries/{one}").text
    assert "No longer one event with an entry of Jonah Whitaker" in page
    assert "Also logged by" not in page
    assert undone(admin, one, other).status_code == 303
    assert visits()[0] == 2
    assert recount.differences() == []
    assert answer(admin, one, other).status_code == 303
    assert (visits()[0], co_coaches(one)) == (1, {world.jonah.id})
    assert recount.differences() == []


def test_what_was_changed_since_the_merge_stays(world: World, browser_of: BrowserOf, app: Flask) -> None:
    one = log(world.maya)
    other = log(world.jonah, at=NOON + HOUR, purpose="model", setting="classroom", focus=["equity"])
    answer(browser_of("jonah"), one, other)
    tablet = Tablet(signed_in(app, "maya@cedar.example"))
    tablet.send(
        update_op(str(one), {"purpose": "follow_up", "minutes": 25}, {"purpose": "model", "minutes": 15}),
        update_op(str(one), {"focus": ["equity", "data_use"]}, {"focus": ["equity"]}),
    )
    undone(browser_of("maya"), one, other)
    said = said_by(one)
    assert (said.details, said.minutes, said.focus) == ({"purpose": "follow_up"}, 25, ("data_use",))
    assert co_coaches(one) == set()


def test_an_entry_that_was_merged_away_is_not_put_back_alone(world: World, browser_of: BrowserOf) -> None:
    one, other = two(world)
    answer(browser_of("maya"), one, other)
    refused = post(browser_of("jonah"), f"/entries/{other}/put-back", {"head": str(entry_of(other).head)})
    assert refused.status_code == 409
    assert "two events" in refused.text
    assert (visits()[0], entry_of(other).status) == (1, "withdrawn")


def test_where_the_standing_entry_was_withdrawn_since_the_other_one_comes_back(
    world: World, browser_of: BrowserOf
) -> None:
    one, other = two(world)
    answer(browser_of("maya"), one, other)
    with write_transaction():
        withdraw(world.maya, one, revision=2, at=TODAY, reason="Was at another school")
    assert visits()[0] == 0
    assert undone(browser_of("jonah"), one, other).status_code == 303
    assert (visits()[0], entry_of(one).status, entry_of(other).status) == (1, "withdrawn", "active")
    assert asked() == set()


# --- two people at once -------------------------------------------------------


def test_the_same_answer_twice_is_one_and_another_one_is_told(world: World, browser_of: BrowserOf) -> None:
    one, other = two(world)
    heads = {f"head.{each}": str(entry_of(each).head) for each in (one, other)}
    maya, jonah = browser_of("maya"), browser_of("jonah")
    for _ in range(2):
        assert answer(maya, one, other, **heads).status_code == 303
    assert (entry_of(one).revision, entry_of(other).revision, visits()[0]) == (2, 2, 1)
    for typed in ({"decision": "different"}, {"stands": str(other)}):
        late = answer(jonah, one, other, **(heads | typed))
        assert late.status_code == 409
        assert "Maya Torres answered this meanwhile: the same event." in late.text
    assert (entry_of(one).revision, entry_of(other).revision) == (2, 2)


def test_an_entry_changed_or_withdrawn_since_it_was_looked_at_is_not_merged(
    world: World, browser_of: BrowserOf
) -> None:
    one, other = two(world)
    heads = {f"head.{each}": str(entry_of(each).head) for each in (one, other)}
    maya = browser_of("maya")
    with write_transaction():
        amend(world.jonah, other, content(world.jonah, minutes="55"), revision=1, at=TODAY)
    late = answer(maya, one, other, **heads)
    assert late.status_code == 409
    assert "look at them again" in late.text
    assert "55 min" in late.text
    with write_transaction():
        withdraw(world.jonah, other, revision=2, at=TODAY, reason="")
    late = answer(maya, one, other, **heads)
    assert late.status_code == 409
    assert "no longer wait" in late.text
    assert (entry_of(one).revision, entry_of(one).status, visits()[0]) == (1, "active", 1)


def test_two_people_answer_at_the_same_moment_and_one_is_told(world: World, app: Flask) -> None:
    one, other = two(world)
    heads = {each: entry_of(each).head for each in (one, other)}
    key, today = pair_key(one, other), TODAY.date()
    told: list[str] = []
    gate = threading.Barrier(2)

    def settle(actor: Any, decision: str) -> None:
        with app.app_context():
            gate.wait(10)
            try:
                with write_transaction():
                    same_event.settle(actor, key, decision, stands=one, heads=heads, now=TODAY, today=today)
                told.append("done")
            except Refusal as refusal:
                told.append(refusal.code)

    threads = [
        threading.Thread(target=settle, args=args)
        for args in ((world.maya, "same"), (world.jonah, "different"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["done", "settled_meanwhile"]
    pair = db.session.get_one(AlikePair, key)
    assert (entry_of(other).status == "withdrawn") is (pair.decided == "same")


BAD = [
    {"decision": ""}, {"decision": "maybe"}, {"decision": "same\x00"},
    {"stands": ""}, {"stands": "x"}, {"stands": str(uuid.UUID(int=7))},
]  # fmt: skip


@pytest.mark.parametrize("typed", BAD)
def test_an_answer_that_says_nothing_is_asked_again(
    world: World, browser_of: BrowserOf, typed: dict[str, str]
) -> None:
    one, other = two(world)
    said = answer(browser_of("maya"), one, other, **typed)
    assert said.status_code == 422
    assert "Choose which one stands" in said.text
    assert asked() == {pair_key(one, other)}


def test_without_the_versions_that_were_looked_at_nothing_is_merged(
    world: World, browser_of: BrowserOf
) -> None:
    one, other = two(world)
    for head in ("", "x", str(uuid.uuid4())):
        assert answer(browser_of("maya"), one, other, **{f"head.{one}": head}).status_code == 409
    assert visits()[0] == 2


def test_two_entries_that_never_looked_alike_are_not_merged(world: World, browser_of: BrowserOf) -> None:
    one, other = log(world.maya), log(world.jonah, schools="S02")
    assert answer(browser_of("maya"), one, other).status_code == 409
    unknown = f"{INBOX}/{one}/{uuid.uuid4()}"
    assert post(browser_of("maya"), unknown, {"decision": "same", "stands": str(one)}).status_code == 404
    assert undone(browser_of("maya"), one, other).status_code == 404
    assert visits()[0] == 2


# --- tablets ------------------------------------------------------------------


def test_tablets_of_both_coaches_learn_of_a_merge_and_of_its_undoing(world: World, app: Flask) -> None:
    maya, jonah = (Tablet(signed_in(app, f"{who}@cedar.example")) for who in ("maya", "jonah"))
    first = create(world.cedar.id, fields={"private_note": "canary-maya"})
    second = create(world.cedar.id, fields={"private_note": "canary-jonah", "purpose": "model"})
    maya.send(first)
    jonah.send(second)
    one, other = uuid.UUID(first["entry"]), uuid.UUID(second["entry"])
    cursor = f"{world.cedar.id}:{maya.changes(f'{world.cedar.id}:0')['schools'][0]['seq']}"
    assert answer(jonah.browser, one, other).status_code == 303
    for tablet, forbidden in ((maya, "canary-jonah"), (jonah, "canary-maya")):
        told = tablet.changes(cursor)
        rows = {row["entry"]: row for row in told["schools"][0]["rows"]}
        assert (rows[first["entry"]]["status"], rows[first["entry"]]["rev"]) == ("active", 2)
        assert rows[first["entry"]]["fields"]["co_coaches"] == [str(world.jonah.id)]
        assert rows[first["entry"]]["fields"]["purpose"] == "model"
        assert (rows[second["entry"]]["status"], rows[second["entry"]]["fields"]) == ("withdrawn", {})
        assert rows[second["entry"]]["head"] == str(entry_of(other).head)
        assert forbidden not in str(told)
    cursor = f"{world.cedar.id}:{maya.changes(cursor)['schools'][0]['seq']}"
    undone(maya.browser, one, other)
    for tablet in (maya, jonah):
        rows = {row["entry"]: row for row in tablet.changes(cursor)["schools"][0]["rows"]}
        assert {row["status"] for row in rows.values()} == {"active"}
        assert rows[first["entry"]]["fields"]["co_coaches"] == []


def test_a_change_that_a_tablet_sends_for_the_entry_merged_away_is_kept(world: World, app: Flask) -> None:
    one, other = two(world)
    jonah = Tablet(signed_in(app, "jonah@cedar.example"))
    answer(jonah.browser, one, other)
    late = update_op(str(other), {"shared_note": "Written in the woods"}, {"shared_note": ""})
    (held,) = jonah.send(late)
    assert (held["st"], held["code"]) == ("held", "withdrawn_meanwhile")
    fresh()
    kept = db.session.scalars(select(Held)).one()
    assert "Written in the woods" in kept.body
    (stands,) = Tablet(signed_in(app, "maya@cedar.example")).send(
        update_op(str(one), {"shared_note": "Maya offline"}, {"shared_note": ""})
    )
    assert stands["st"] == "applied"
    assert co_coaches(one) == {world.jonah.id}
    undone(jonah.browser, one, other)
    (taken,) = jonah.send(late | {"op": new_id()})
    assert taken["st"] == "applied"
    assert entry_of(other).shared_note == "Written in the woods"
