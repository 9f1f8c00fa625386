"""What stands in a form before anything is typed: the last entry again, the focus there, names as tiles."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog import clock
from fieldlog.activities import KINDS
from fieldlog.activities.bound import Suggestion
from fieldlog.extensions import db
from fieldlog.ledger import before
from fieldlog.models import Entry
from tests.conftest import signed_in
from tests.tablet import Tablet, update, withdraw
from tests.world import DAY, NOON, World, as_typed, log, post

BrowserOf = Callable[[str], FlaskClient]
VISIT = KINDS["classroom_visit"]
AGAIN = "Same as last time"
INHERITED = '<p class="hint inherited" data-inherited>'


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def said(page: str, name: str) -> list[str]:
    """What a browser would post of this field as the page came."""
    boxes = re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', page)
    lines = re.findall(rf'name="{name}" type="\w+" value="([^"]+)"', page)
    notes = re.findall(rf'<textarea id="f-{name}"[^>]*>\n([^<]+)<', page)
    return [*boxes, *lines, *notes]


def tiles(page: str) -> list[str]:
    return re.findall(r'name="fill" value="teacher_or_room ([^"]*)"', page)


class TestSameAsLastTime:
    def test_it_brings_what_was_set_and_neither_day_nor_notes(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        log(
            world.maya, teacher_or_room="Room 4", minutes="20", grade_band="k_2", setting="hallway",
            focus=["equity"], co_coaches=[world.jonah.id], shared_note="Old words", glow="Old glow",
            start_time="09:15", students_present="24", activity_date=(DAY - days(3)).isoformat(),
        )  # fmt: skip
        page = browser_of("maya").get("/log/classroom_visit?school=S01&like=last").text
        assert said(page, "teacher_or_room") == ["Room 4"]
        assert (said(page, "minutes"), said(page, "grade_band")) == (["20"], ["k_2"])
        assert (said(page, "setting"), said(page, "focus")) == (["hallway"], ["equity"])
        assert said(page, "co_coaches") == [str(world.jonah.id)]
        assert said(page, "start_time") == said(page, "students_present") == said(page, "shared_note") == []
        assert said(page, "glow") == []
        assert said(page, "activity_date") == [DAY.isoformat()]
        assert "Old words" not in page
        assert "without notes and what was noticed or counted." in page

    def test_the_last_one_at_the_school_comes_before_a_later_one_elsewhere(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        log(world.maya, purpose="model", teacher_or_room="Room 4", activity_date=(DAY - days(9)).isoformat())
        log(world.maya, schools="S02", purpose="follow_up", teacher_or_room="Room 9")
        browser = browser_of("maya")
        here, there = (
            browser.get(f"/log/classroom_visit?like=last&school={code}").text for code in ("S01", "S02")
        )
        assert (said(here, "purpose"), said(here, "teacher_or_room")) == (["model"], ["Room 4"])
        assert (said(there, "purpose"), said(there, "teacher_or_room")) == (["follow_up"], ["Room 9"])
        assert '<option value="S01" selected>' in here

    def test_from_another_school_it_brings_no_names(self, world: World, browser_of: BrowserOf) -> None:
        log(world.maya, purpose="model", teacher_or_room="Room 4", share_teacher_or_room="1")
        page = browser_of("maya").get("/log/classroom_visit?like=last&school=S02").text
        assert (said(page, "purpose"), said(page, "teacher_or_room")) == (["model"], [])
        assert said(page, "share_teacher_or_room") == []
        assert '<option value="S02" selected>' in page

    def test_of_one_day_the_one_received_last_is_the_last(self, world: World, browser_of: BrowserOf) -> None:
        for minute, room in enumerate(("Room 1", "Room 2", "Room 3")):
            log(world.maya, at=NOON + dt.timedelta(minutes=minute), teacher_or_room=room)
        page = browser_of("maya").get("/log/classroom_visit?like=last&school=S01").text
        assert said(page, "teacher_or_room") == ["Room 3"]

    def test_an_event_of_many_schools_brings_them_all(self, world: World, browser_of: BrowserOf) -> None:
        log(world.maya, "pd_session", schools=["S01", "S02"], title="Circles", participants="30")
        page = browser_of("maya").get("/log/pd_session?like=last&school=S01").text
        assert said(page, "schools") == ["S01", "S02"]
        assert (said(page, "title"), said(page, "participants")) == (["Circles"], [])

    @pytest.mark.parametrize("kind", KINDS)
    def test_who_never_logged_the_kind_sees_no_button(
        self, world: World, browser_of: BrowserOf, app: Flask, kind: str
    ) -> None:
        log(world.jonah, kind)
        browser = browser_of("maya")
        assert AGAIN not in browser.get(f"/log/{kind}").text
        assert browser.get(f"/log/{kind}?like=last").status_code == 200
        log(world.maya, kind)
        assert AGAIN in browser.get(f"/log/{kind}").text
        assert AGAIN not in browser.get(f"/log/{kind}?entry=1").text

    def test_a_withdrawn_entry_and_another_coachs_are_not_the_last(
        self, world: World, browser_of: BrowserOf, app: Flask
    ) -> None:
        log(world.jonah, teacher_or_room="canary-oak")
        gone = log(world.maya, teacher_or_room="Room 4")
        tablet = Tablet(signed_in(app, "maya@cedar.example"))
        tablet.send(withdraw(str(gone), str(db.session.get_one(Entry, gone).head)))
        page = browser_of("maya").get("/log/classroom_visit?like=last&school=S01").text
        assert AGAIN not in page
        assert said(page, "teacher_or_room") == []
        assert tiles(page) == []

    def test_without_javascript_its_button_fills_only_what_was_not_said(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        log(world.maya, teacher_or_room="Room 4", minutes="45", purpose="model", tier="tier_2")
        typed = as_typed(minutes="15", purpose="follow_up", shared_note="New words", like="last")
        answer = post(browser_of("maya"), "/log/classroom_visit", typed)
        assert answer.status_code == 200
        assert (said(answer.text, "minutes"), said(answer.text, "tier")) == (["45"], ["tier_2"])
        assert (said(answer.text, "purpose"), said(answer.text, "shared_note")) == (
            ["follow_up"],
            ["New words"],
        )
        assert before.last(world.maya, VISIT, [world.cedar.id]).values["minutes"] == 45  # type: ignore[union-attr]


class TestFocusOfTheSchool:
    def test_the_latest_entry_there_that_says_any_decides_whoever_wrote_it(self, world: World) -> None:
        log(world.maya, focus=["equity"], activity_date=(DAY - days(5)).isoformat())
        log(
            world.jonah,
            "quick_support",
            focus=["data_use", "adult_mindset"],
            activity_date=(DAY - days(2)).isoformat(),
        )
        log(world.maya)
        log(world.maya, schools="S02", focus=["family_partnership"])
        found = before.focus([world.cedar.id, world.madrone.id, world.oak.id], DAY)
        assert found == {
            world.cedar.id: (DAY - days(2), ("data_use", "adult_mindset")),
            world.madrone.id: (DAY, ("family_partnership",)),
        }
        assert before.focus_at([world.cedar.id, world.madrone.id], DAY) == ("family_partnership",)
        assert before.focus_at([], DAY) == ()

    def test_it_lasts_a_hundred_and_twenty_days(self, world: World) -> None:
        log(world.maya, focus=["equity"])
        assert before.focus_at([world.cedar.id], DAY + days(120)) == ("equity",)
        assert before.focus_at([world.cedar.id], DAY + days(121)) == ()

    def test_what_was_withdrawn_or_taken_out_says_nothing(self, world: World, app: Flask) -> None:
        log(world.maya, focus=["data_use"], activity_date=(DAY - days(1)).isoformat())
        gone, changed = log(world.maya, focus=["equity"]), log(world.maya, focus=["equity"])
        tablet = Tablet(signed_in(app, "maya@cedar.example"))
        tablet.send(withdraw(str(gone), str(db.session.get_one(Entry, gone).head)))
        sent = tablet.send(update(str(changed), {"focus": []}, {"focus": ["equity"]}))
        assert sent[0]["st"] == "applied"
        db.session.rollback()
        assert before.focus_at([world.cedar.id], DAY) == ("data_use",)

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_form_opens_with_it_and_says_where_it_is_from(
        self, world: World, browser_of: BrowserOf, kind: str
    ) -> None:
        log(world.jonah, focus=["equity", "data_use"])
        browser = browser_of("maya")
        here, there = (browser.get(f"/log/{kind}?school={code}").text for code in ("S01", "S02"))
        assert said(here, "focus") == ["equity", "data_use"]
        assert (INHERITED in here, INHERITED in there) == (True, False)
        assert said(there, "focus") == []

    def test_hello_brings_it_to_who_logs_for_their_schools_only(self, world: World, app: Flask) -> None:
        log(world.jonah, focus=["equity"])
        log(world.stranger, schools="S03", focus=["data_use"])
        hello = {who: Tablet(signed_in(app, f"{who}@cedar.example")).hello for who in ("maya", "admin")}
        assert hello["maya"]["focus"] == {str(world.cedar.id): {"day": DAY.isoformat(), "codes": ["equity"]}}
        assert hello["admin"]["focus"] == {}

    def test_a_choice_that_was_retired_since_is_not_said_anew(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        log(world.maya, focus=["equity", "data_use"], grade_band="mixed", purpose="model")
        admin, browser = browser_of("admin"), browser_of("maya")
        for address, code in (("focus", "equity"), ("grade_band", "mixed")):
            assert post(admin, f"/lists/{address}", {"act": f"retire {code}"}).status_code == 303
        for address in ("/log/classroom_visit?school=S01", "/log/classroom_visit?school=S01&like=last"):
            page = browser.get(address).text
            assert said(page, "focus") == ["data_use"]
            assert said(page, "grade_band") == [""]


class TestNames:
    def test_the_last_six_of_this_coach_at_this_school_are_tiles_and_all_are_offered(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        for number in range(8):
            at = NOON + dt.timedelta(minutes=number)
            log(
                world.maya,
                at=at,
                teacher_or_room=f"Room {number}",
                share_teacher_or_room="1" if number == 1 else "",
            )
        log(world.maya, at=NOON + days(1), teacher_or_room="Room 0")
        log(world.maya, schools="S02", teacher_or_room="Elsewhere")
        log(world.jonah, teacher_or_room="canary-oak", share_teacher_or_room="1")
        page = browser_of("maya").get("/log/classroom_visit?school=S01").text
        assert tiles(page) == [f"Room {number}" for number in (0, 7, 6, 5, 4, 3)]
        listed = page.partition('<datalist id="l-teacher_or_room">')[2].partition("</datalist>")[0]
        assert re.findall('value="([^"]*)"( data-shared)?', listed)[-2:] == [
            ("Room 2", ""),
            ("Room 1", " data-shared"),
        ]
        assert "Someone not listed" in page
        assert "canary-oak" not in page
        assert tiles(browser_of("maya").get("/log/classroom_visit?school=S02").text) == ["Elsewhere"]

    def test_what_was_last_said_of_a_name_decides_whether_the_school_may_see_it(self, world: World) -> None:
        log(world.maya, teacher_or_room="Ms. Alder", share_teacher_or_room="1")
        log(world.maya, at=NOON + days(1), teacher_or_room="Ms. Alder")
        log(world.maya, teacher_or_room="Mr. Birch")
        log(world.maya, at=NOON + days(1), teacher_or_room="Mr. Birch", share_teacher_or_room="1")
        found = before.suggestions(world.maya, VISIT, [world.cedar.id])["teacher_or_room"]
        assert {*found} == {Suggestion("Ms. Alder"), Suggestion("Mr. Birch", True)}

    def test_without_javascript_a_tile_fills_the_field_and_once_more_clears_it(
        self, world: World, browser_of: BrowserOf
    ) -> None:
        log(world.maya, teacher_or_room="Ms. Alder", share_teacher_or_room="1")
        log(world.maya, teacher_or_room="Room 4")
        browser = browser_of("maya")
        for name, shared in (("Ms. Alder", ["1"]), ("Room 4", [])):
            typed = as_typed(shared_note="Kept words", fill=f"teacher_or_room {name}")
            page = post(browser, "/log/classroom_visit", typed).text
            assert (said(page, "teacher_or_room"), said(page, "share_teacher_or_room")) == ([name], shared)
            assert said(page, "shared_note") == ["Kept words"]
            assert f'value="teacher_or_room {name}" aria-pressed="true"' in page
        again = as_typed(
            teacher_or_room="Ms. Alder", share_teacher_or_room="1", fill="teacher_or_room Ms. Alder"
        )
        page = post(browser, "/log/classroom_visit", again).text
        assert (said(page, "teacher_or_room"), said(page, "share_teacher_or_room")) == ([], [])

    @pytest.mark.parametrize(
        "order", ["x", "nothing Room", "minutes 5", "teacher_or_room", "shared_note x", "\ufffd"]
    )
    def test_an_order_that_means_nothing_changes_nothing(
        self, world: World, browser_of: BrowserOf, order: str
    ) -> None:
        typed = as_typed(teacher_or_room="", shared_note="Kept words", fill=order)
        answer = post(browser_of("maya"), "/log/classroom_visit", typed)
        assert answer.status_code == 200
        assert (said(answer.text, "shared_note"), said(answer.text, "teacher_or_room")) == (
            ["Kept words"],
            [],
        )
