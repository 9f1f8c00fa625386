"""What an entry begins comes back: action items, solutions, agreements and plans, until they end."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from fieldlog.activities.kind import Content
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import open_threads, record, reweave
from fieldlog.ledger.open_threads import OpenThread
from fieldlog.models import Thread, ThreadMark
from tests.world import DAY, NOON, World, as_typed, content, log, post

LATER = DAY + dt.timedelta(days=1)


def item(text: str = "Bring the talking piece", part: str = "a1", **more: str) -> dict[str, Any]:
    return {f"action_items.{part}.{name}": value for name, value in {"text": text, **more}.items()}


def solution(text: str = "Two adults at the door", part: str = "s1") -> dict[str, Any]:
    return {f"solutions.{part}.text": text}


def follow_up(thread: OpenThread, **said: str) -> dict[str, Any]:
    part = {"what": thread.what, "text": thread.text, **said}
    return {f"follow_ups.{thread.key}.{name}": value for name, value in part.items()}


def at_cedar(world: World) -> list[OpenThread]:
    db.session.rollback()  # what was read before is not read again
    return open_threads.at([world.cedar.id])


def amend(world: World, entry_id: uuid.UUID, said: Content, revision: int = 1) -> None:
    with write_transaction():
        record.amend(world.maya, entry_id, said, revision=revision, at=NOON)


def test_an_action_item_is_open_at_its_school_until_somebody_marks_it_done(world: World) -> None:
    entry = log(world.maya, **item(due="2026-11-10", owner="Ana"))
    (thread,) = at_cedar(world)
    assert (thread.text, thread.owner, thread.since, thread.key) == (
        "Bring the talking piece", "Ana", DAY, f"{entry}~a1",
    )  # fmt: skip
    assert thread.is_overdue(DAY)
    assert open_threads.at([world.madrone.id]) == []
    log(world.jonah, "data_team_meeting", **follow_up(thread, state="open"))
    assert [each.state for each in at_cedar(world)] == ["open"]
    log(world.jonah, "data_team_meeting", at=NOON + dt.timedelta(1), **follow_up(thread, state="done"))
    assert at_cedar(world) == []


def test_a_changed_item_goes_on_in_its_new_words(world: World) -> None:
    log(world.maya, **item())
    (thread,) = at_cedar(world)
    log(world.maya, **follow_up(thread, state="changed") | {f"follow_ups.{thread.key}.text": "Buy two"})
    (now,) = at_cedar(world)
    assert (now.text, now.state) == ("Buy two", "changed")


def test_the_latest_day_decides_whatever_arrived_last(world: World) -> None:
    log(world.maya, **item())
    (thread,) = at_cedar(world)
    log(world.maya, activity_date=LATER.isoformat(), **follow_up(thread, state="done"))
    log(world.jonah, **follow_up(thread, state="open"))
    assert at_cedar(world) == []


def test_a_correction_and_a_withdrawal_take_back_what_was_said(world: World) -> None:
    log(world.maya, **item())
    (thread,) = at_cedar(world)
    done = log(world.maya, **follow_up(thread, state="done"))
    assert at_cedar(world) == []
    amend(world, done, content(world.maya))
    assert at_cedar(world) == [thread]
    amend(world, done, content(world.maya, **follow_up(thread, state="done")), 2)
    assert at_cedar(world) == []
    with write_transaction():
        record.withdraw(world.maya, done, revision=3, at=NOON, reason="logged twice")
    assert at_cedar(world) == [thread]


def test_an_entry_that_is_withdrawn_begins_nothing(world: World) -> None:
    entry = log(world.maya, **item())
    with write_transaction():
        record.withdraw(world.maya, entry, revision=1, at=NOON, reason="logged twice")
    assert at_cedar(world) == []


def test_whoever_began_it_may_end_it_in_that_entry(world: World) -> None:
    entry = log(world.maya, **item())
    (thread,) = at_cedar(world)
    log(world.jonah, **follow_up(thread, state="open"))
    amend(world, entry, content(world.maya, **item(status="dropped")))
    assert at_cedar(world) == []


def test_what_arrives_before_the_entry_it_comes_back_to_counts_once_that_is_there(world: World) -> None:
    began = uuid.uuid4()
    early = OpenThread(f"{began}~a1", "action_item", "Call", "", None, DAY, "", "", world.cedar.id)
    log(world.jonah, activity_date=LATER.isoformat(), **follow_up(early, state="done"))
    with write_transaction():
        said = content(world.maya, **item())
        record.record(world.maya, began, said, written_at=NOON, received_at=NOON)
    assert at_cedar(world) == []


def test_what_is_said_at_another_school_moves_nothing(world: World) -> None:
    log(world.maya, **item())
    (thread,) = at_cedar(world)
    log(world.maya, schools="S02", **follow_up(thread, state="done"))
    assert at_cedar(world) == [thread]


def test_a_solution_is_seen_in_so_many_of_the_visits_since(world: World) -> None:
    log(world.jonah, activity_date="2026-11-19")
    log(world.maya, "data_team_meeting", **solution())
    (thread,) = at_cedar(world)
    assert (thread.what, thread.seen, thread.visits) == ("solution", 0, 0)
    log(world.maya, **follow_up(thread, state="seen"))
    log(world.maya, **follow_up(thread, state="beginning"))
    seen = log(world.jonah, **follow_up(thread, state="seen"))
    log(world.maya)
    log(world.maya, schools="S02")
    (now,) = at_cedar(world)
    assert (now.seen, now.beginning, now.visits, now.state) == (2, 1, 4, "")
    with write_transaction():
        record.withdraw(world.jonah, seen, revision=1, at=NOON, reason="logged twice")
    (now,) = at_cedar(world)
    assert (now.seen, now.beginning, now.visits) == (1, 1, 3)


def test_a_solution_ends_when_it_is_stopped_or_its_goal_is_met(world: World) -> None:
    log(world.maya, "data_team_meeting", **solution(), **solution("Circles", "s2"))
    first, second = at_cedar(world)
    log(world.maya, "data_team_meeting", **follow_up(first, state="in_place", effect="better"))
    assert ("in_place", "better") in {(each.state, each.effect) for each in at_cedar(world)}
    at = NOON + dt.timedelta(minutes=1)
    log(world.maya, "data_team_meeting", at=at, **follow_up(first, state="stopped"))
    log(world.maya, "data_team_meeting", at=at, **follow_up(second, effect="goal_met"))
    assert at_cedar(world) == []


def convened(schools: list[str], day: dt.date = DAY, **more: str) -> dict[str, Any]:
    plans = {f"plans.p{code}.{name}": said for code in schools
             for name, said in (("school", code), ("goal", f"Goal of {code}"))}  # fmt: skip
    agreed = {"shared_agreements.g1.text": "Greet every student"}
    return {"schools": schools, "activity_date": day.isoformat(), **agreed, **plans, **more}


def test_each_school_has_the_agreements_and_its_own_plan(world: World) -> None:
    log(world.maya, "convening", **convened(["S01", "S02"]))
    texts = {s.id: [t.text for t in open_threads.at([s.id])] for s in (world.cedar, world.madrone)}
    assert texts[world.cedar.id] == ["Greet every student", "Goal of S01"]
    assert texts[world.madrone.id] == ["Greet every student", "Goal of S02"]
    agreement, _ = at_cedar(world)
    log(world.maya, "data_team_meeting", **follow_up(agreement, state="slipping"))
    assert [t.state for t in at_cedar(world)] == ["slipping", ""]
    assert [t.state for t in open_threads.at([world.madrone.id])] == ["", ""]


def test_a_convening_carries_agreements_on_and_brings_new_plans(world: World) -> None:
    log(world.maya, "convening", **convened(["S01"], DAY - dt.timedelta(days=300)))
    agreement, _ = at_cedar(world)
    kept = follow_up(agreement, state="kept")
    log(world.maya, "convening", **convened(["S01"]) | {"plans.pS01.goal": "This year’s goal"} | kept)
    assert [t.text for t in at_cedar(world) if t.what == "plan"] == ["This year’s goal"]
    assert agreement.text in [t.text for t in at_cedar(world)]
    at = NOON + dt.timedelta(minutes=1)
    log(world.maya, "convening", at=at, **convened(["S01"]) | follow_up(agreement, state="dropped"))
    assert agreement.key not in [t.key for t in at_cedar(world)]


def test_a_convenings_form_asks_of_the_schools_it_names(
    world: World, browser_of: Callable[[str], FlaskClient]
) -> None:
    log(world.maya, "convening", **convened(["S01", "S02"]))
    agreement, _ = at_cedar(world)
    at, changed = NOON + dt.timedelta(minutes=1), {"state": "changed", "text": "Greet everyone by name"}
    log(world.maya, "convening", at=at, **convened(["S01"]) | follow_up(agreement, **changed))
    browser = browser_of("maya")
    asked = {code: browser.get(f"/log/convening?school={code}").text for code in ("S01", "S02")}
    assert "Greet everyone by name" in asked["S01"]
    assert "Greet every student" in asked["S02"]
    assert "Greet everyone by name" not in asked["S02"]


def test_home_and_the_schools_page_tell_what_is_open_and_overdue(
    world: World, browser_of: Callable[[str], FlaskClient]
) -> None:
    log(world.maya, **item(due="2026-11-01", owner="Ana"))
    log(world.maya, "data_team_meeting", **solution("Circles on Monday"), activity_date=LATER.isoformat())
    home = browser_of("maya").get("/").text
    assert "Open action items" in home
    assert "was due" in home
    for reader in ("maya", "elena", "lead", "admin"):
        page = browser_of(reader).get("/schools/S01").text
        assert "Bring the talking piece" in page
        assert re.search(r'class="overdue">was due', page)
        assert "no classroom visit since" in page
        assert "Circles on Monday" in page
        assert "Bring the talking piece" not in browser_of(reader).get("/schools/S01?year=2024-25").text
    viewer = browser_of("viewer").get("/schools/S01").text
    assert "talking piece" not in viewer
    assert "talking piece" not in browser_of("jonah").get("/schools/S02").text


def test_a_form_asks_how_it_goes_at_its_school_and_takes_one_tap(
    world: World, browser_of: Callable[[str], FlaskClient]
) -> None:
    log(world.maya, **item())
    log(world.maya, "data_team_meeting", **solution("Circles on Monday"))
    browser = browser_of("jonah")
    threads = {thread.what: thread for thread in at_cedar(world)}
    page = browser.get("/log/classroom_visit?school=S01").text
    for thread in threads.values():
        assert f'name="follow_ups.{thread.key}.state"' in page
    assert threads["solution"].key not in browser.get("/log/classroom_visit?school=S02").text
    said = follow_up(threads["action_item"], state="done") | follow_up(threads["solution"], state="seen")
    entry_id = str(uuid.uuid4())
    answer = post(browser, "/log/classroom_visit", as_typed(id=entry_id, **said))
    assert answer.status_code == 303
    assert [(t.what, t.seen, t.visits) for t in at_cedar(world)] == [("solution", 1, 2)]
    shown = browser.get(f"/entries/{entry_id}").text
    assert "Bring the talking piece: done" in shown
    assert "Circles on Monday: seen" in shown
    edited = browser.get(f"/entries/{entry_id}/edit").text
    assert re.search(rf'name="follow_ups.{threads["action_item"].key}.state" value="done" checked', edited)


def test_tablets_are_told_what_is_open_where_something_changed(
    world: World, browser_of: Callable[[str], FlaskClient]
) -> None:
    log(world.maya, **item(due="2026-12-01"))
    browser = browser_of("maya")
    cedar, madrone = world.cedar.id, world.madrone.id
    told = browser.get(f"/api/changes?s={cedar}:0,{madrone}:0").json["schools"]
    (thread,) = told[0]["threads"]
    assert (thread["text"], thread["due"], thread["since"]) == (
        "Bring the talking piece", "2026-12-01", DAY.isoformat(),
    )  # fmt: skip
    assert "threads" not in told[1]
    now = f"{cedar}:{told[0]['seq']},{madrone}:0"
    assert all("threads" not in s for s in browser.get(f"/api/changes?s={now}").json["schools"])
    every = browser.get(f"/api/changes?s={now}&threads=all").json["schools"]
    assert [len(school["threads"]) for school in every] == [1, 0]
    assert browser_of("stranger").get(f"/api/changes?s={cedar}:0&threads=all").json["schools"] == []


@pytest.mark.parametrize(
    "planted",
    [
        delete(ThreadMark),
        delete(Thread),
        update(Thread).values(is_open=True, state=""),
        update(Thread).values(first_text="Other words"),
        update(ThreadMark).values(state="open"),
    ],
)
def test_threads_that_are_not_what_the_entries_say_are_found_and_mended(
    world: World, app: Flask, planted: Any
) -> None:
    log(world.maya, **item())
    (thread,) = at_cedar(world)
    log(world.maya, at=NOON + dt.timedelta(minutes=1), **follow_up(thread, state="done"))
    assert reweave.differences() == []
    with write_transaction():
        db.session.execute(planted)
    run = app.test_cli_runner().invoke(args=["fieldlog", "recount", "--check"])
    assert (run.exit_code, "is not what the entries say" in run.output) == (1, True)
    assert app.test_cli_runner().invoke(args=["fieldlog", "recount"]).exit_code == 0
    db.session.rollback()
    assert reweave.differences() == []
    assert at_cedar(world) == []
