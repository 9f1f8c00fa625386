"""Every number is a door: it leads to its rule, its rounding, and what stands behind it."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from fieldlog.clock import SchoolYear
from fieldlog.extensions import write_transaction
from fieldlog.ledger import targets
from fieldlog.ledger.record import withdraw
from fieldlog.models import DayTally, SchoolProfile, Tally
from tests.world import NOON, World, log

pytestmark = pytest.mark.usefixtures("moved")

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
THIS = "year=2026-27"
VISITS = f"/schools/S01/figures/classroom_visits?{THIS}"
DATA = r'<data value="[^"]*" data-measure="\w+" data-school="\w+">[^<]*</data>'
NUMBERS = ("/", "/schools?" + THIS, "/schools/S01?" + THIS, f"/schools/S01?{THIS}&month=2026-10")


def words(page: str) -> str:
    """What is read on it, without its tags and the places where a word may break."""
    text = unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))
    return " ".join(text.replace("\u00ad", "").split())


def told(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return words(answer.text)


def linked(page: str) -> list[str]:
    return re.findall(r'href="/entries/([^"]+)"', page)


@pytest.fixture
def busy(world: World) -> World:
    """Cedar with some of everything in two years, Oak with its own, an event of both, and targets."""
    for day in ("2026-10-05", "2026-10-06", "2026-11-02", "2025-10-07", "2025-11-25"):
        log(world.maya, activity_date=day, at=dt.datetime.fromisoformat(f"{day}T20:00+00:00"))
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="50", participants="7")
    log(world.jonah, "pd_session", schools=["S01", "S03"], minutes="90", facilitators="2")
    log(world.maya, "data_team_meeting", **{"attendance.teacher": "4"})
    log(world.jonah, "convening", schools=["S01", "S02", "S03"], participants="25")
    log(world.stranger, schools="S03")
    with write_transaction():
        aims = {(world.cedar.id, "classroom_visits"): "12", (world.cedar.id, "pd_session_hours"): "20"}
        assert targets.change(world.admin, YEAR, aims, NOON) == {}
    return world


@pytest.mark.parametrize("who", ["maya", "elena", "lead", "admin", "viewer"])
def test_every_number_leads_to_a_page_that_says_the_same(
    busy: World, browser_of: BrowserOf, who: str
) -> None:
    browser = browser_of(who)
    for address in NUMBERS:
        page = browser.get(address).text
        doors = re.findall(rf'<a class="figure[ a-z]*" href="([^"]+)">({DATA})</a>', page)
        assert len(doors) == len(re.findall(DATA, page)), address
        assert doors or (who == "maya" and address == "/")
        for href, number in doors:
            opened = browser.get(unescape(href))
            assert opened.status_code == 200, href
            assert re.findall(DATA, opened.text) == [number], href


@pytest.mark.parametrize("who", ["elena", "viewer"])
def test_each_month_and_the_year_before_lead_to_what_was_then(
    busy: World, browser_of: BrowserOf, who: str
) -> None:
    browser = browser_of(who)
    page = browser.get(f"/schools/S01?{THIS}").text
    months = re.findall(r'<td class="num[^"]*"><a href="([^"]+)">([^<]*)</a></td>', page)
    assert len(months) % 5 == 0
    before = re.findall(r'<a class="earlier" href="([^"]+)">([\d.,]+) ', page)
    assert [text for _, text in before] == ["1", "0", "0.0", "0", "0"], "by the same day"
    for href, text in [*months, *before]:
        opened = browser.get(unescape(href))
        assert f">{text}</data>" in opened.text, href
    assert "to=2025-11-24" in before[0][0]


def test_the_entries_behind_a_number_add_up_to_it(busy: World, browser_of: BrowserOf) -> None:
    page = browser_of("elena").get(VISITS).text
    said = words(page)
    assert "One coach's visit to one class setting counts 1, whoever came along." in said
    assert "The number itself is not rounded." in said
    assert "The target for 2026-27 is 12. 3 would be on pace" in said
    assert "by the end of today, rounded down to a whole number." in said
    assert "These 3 add up to 3." in said
    assert "Mon 2 Nov Classroom visit 15 min Adds 1" in said
    assert len(linked(page)) == 3


def test_hours_tell_their_minutes_and_how_they_are_rounded(busy: World, browser_of: BrowserOf) -> None:
    said = told(browser_of("elena"), f"/schools/S01/figures/pd_participant_hours?{THIS}")
    assert "Hours are kept in minutes, here 2,510, and shown with one decimal" in said
    assert "50 min × 7 people Adds 5.83 h" in said
    assert "These 2 add up to 41.83 hours." in said
    led = told(browser_of("elena"), f"/schools/S01/figures/pd_facilitator_hours?{THIS}")
    assert "90 min × 2 people Adds 3.0 h" in led


def test_hours_on_pace_are_told_to_the_minute_and_say_so(busy: World, browser_of: BrowserOf) -> None:
    said = told(browser_of("elena"), f"/schools/S01/figures/pd_session_hours?{THIS}")
    # 20 hours, 85 of the 303 days: 336.6 minutes.
    assert "The target for 2026-27 is 20.0. 5.6 would be on pace" in said
    assert "by the end of today, rounded down to a whole minute." in said


def test_an_event_of_several_schools_is_listed_once_in_the_program(
    busy: World, browser_of: BrowserOf
) -> None:
    page = browser_of("admin").get(f"/figures/convenings?{THIS}").text
    assert len(linked(page)) == 1
    assert "This one adds 1." in words(page)
    assert 'data-school="all">1</data>' in page
    assert "the running tally has" not in page
    assert "In the program each event counts once, however many schools it names." in words(page)
    for school in ("S01", "S02", "S03"):
        there = told(browser_of("admin"), f"/schools/{school}/figures/convenings?{THIS}")
        assert "This one adds 1." in there


def test_what_a_reader_does_not_see_is_counted_and_not_shown(busy: World, browser_of: BrowserOf) -> None:
    lead = browser_of("lead").get(f"/figures/classroom_visits?{THIS}").text
    assert "These 3 add up to 3. 1 more at schools you do not see adds 1. Together 4." in words(lead)
    assert len(linked(lead)) == 3
    # The first school of both sessions is Cedar, which this coach does not see; Oak is in one of them.
    oak = browser_of("stranger").get(f"/figures/pd_session_hours?{THIS}").text
    assert "This one adds 1.5 hours. 1 more at schools you do not see adds 0.83 hours." in words(oak)
    assert "Together 2.33 hours." in words(oak)
    assert len(linked(oak)) == 1
    assert "Cedar" not in words(oak)


def test_a_reader_of_none_of_them_is_told_how_many_there_are(busy: World, browser_of: BrowserOf) -> None:
    said = told(browser_of("stranger"), f"/figures/data_team_meetings?{THIS}")
    assert "1 at schools you do not see adds 1." in said
    assert "Together" not in said


def test_a_viewer_reads_how_many_of_what_kind_in_which_month(busy: World, browser_of: BrowserOf) -> None:
    browser = browser_of("viewer")
    page = browser.get(f"/schools/S01/figures/people_reached?{THIS}").text
    assert linked(page) == []
    said = words(page)
    assert "Month People Data team meetings PD sessions Convenings Nov 2026 60 1 2 1" in said
    assert "Together 60 1 2 1" in said
    visits = told(browser, VISITS)
    assert "Month Classroom visits Oct 2026 2 Nov 2026 1 Together 3" in visits
    assert "Maya" not in said + visits
    until = told(browser, "/schools/S01/figures/classroom_visits?year=2025-26&to=2025-11-24")
    assert "Oct 2025 1 Together 1" in until
    program = told(browser, f"/figures/pd_session_hours?{THIS}")
    assert "Month PD hours PD sessions Nov 2026 2.33 2 Together 2.33 2" in program


def test_what_schools_declare_is_listed_school_by_school(busy: World, browser_of: BrowserOf) -> None:
    with write_transaction() as store:
        here = SchoolProfile.school_id == busy.madrone.id, SchoolProfile.school_year == YEAR.start
        store.execute(update(SchoolProfile).where(*here).values(educators=31))
    admin, lead = browser_of("admin"), browser_of("lead")
    said = told(admin, f"/figures/educators_served?{THIS}")
    assert "never counted from entries" in said
    assert "These 3 add up to 111." in said
    assert "Madrone Middle Valley Jackson Adds 31" in said
    theirs = told(lead, f"/figures/educators_served?{THIS}")
    assert "These 2 add up to 71. Schools you do not see add 40. Together 111." in theirs
    assert "oak" not in theirs.lower()
    assert "These 2 add up to 2." in told(admin, f"/figures/counties?{THIS}")
    assert "This one adds 1. Schools you do not see add 1. Together 2." in told(
        lead, f"/figures/districts?{THIS}"
    )
    assert "Jackson Cedar Elementary , Madrone Middle Adds 1" in told(lead, f"/figures/counties?{THIS}")
    assert "This one adds 1." in told(admin, f"/figures/whole_school_partners?{THIS}")
    assert "Adds 40" in told(browser_of("elena"), f"/schools/S01/figures/educators_served?{THIS}")


def test_many_are_paged_by_key_and_each_page_says_how_far_it_comes(
    world: World, browser_of: BrowserOf
) -> None:
    for number in range(107):
        log(world.maya, activity_date=f"2026-11-{1 + number % 3:02}")
    browser, address, seen, said = browser_of("elena"), VISITS, list[str](), list[str]()
    while address:
        page = browser.get(address).text
        seen += linked(page)
        said.append(words(page))
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = unescape(found[1]) if found else ""
    assert len(seen) == len(set(seen)) == 107
    assert "1 to 50 of 107. These 50 add up to 50; all 107 to 107." in said[0]
    assert "51 to 100 of 107. These 50 add up to 50, with those before to 100; all 107 to 107." in said[1]
    assert "101 to 107 of 107. These 7 add up to 7, with those before to 107." in said[2]


def test_what_is_withdrawn_is_not_there_and_what_came_late_says_so(
    world: World, browser_of: BrowserOf
) -> None:
    gone, stays = log(world.maya), log(world.maya, at=NOON + dt.timedelta(days=20))
    with write_transaction():
        withdraw(world.maya, gone, revision=1, at=NOON, reason="")
    page = browser_of("elena").get(VISITS).text
    assert linked(page) == [str(stays)]
    assert "15 min Arrived later Adds 1" in words(page)


def test_where_nothing_counts_it_says_what_will_be_here(world: World, browser_of: BrowserOf) -> None:
    for who in ("elena", "viewer"):
        assert "Nothing yet" in told(browser_of(who), VISITS)


PLANTS: dict[str, Any] = {
    "a month too high": update(Tally)
    .where(Tally.measure == "classroom_visits")
    .values(amount=Tally.amount + 1),
    "a day too high": update(DayTally).where(DayTally.day == dt.date(2026, 11, 3)).values(amount=40),
    "the count of entries": delete(DayTally).where(DayTally.measure == "classroom_visit"),
}


@pytest.mark.parametrize("name", PLANTS)
def test_entries_that_do_not_add_up_are_told_and_not_hidden(
    world: World, browser_of: BrowserOf, name: str
) -> None:
    for number in range(60):
        log(world.maya, activity_date=f"2026-11-{1 + number % 3:02}")
    elena = browser_of("elena")
    assert "the running tally has" not in told(elena, VISITS)
    with write_transaction() as store:
        store.execute(PLANTS[name])
    first = elena.get(VISITS).text
    found = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert found
    said = words(first) + told(elena, unescape(found[1]))
    assert "but the running tally has" in said
    assert "No entry is lost by that. Please tell your program’s admin" in said
    assert "flask fieldlog recount" in told(browser_of("admin"), unescape(found[1])) + told(
        browser_of("admin"), VISITS
    )


def test_visits_are_broken_down_where_that_picks_nobody_out(world: World, browser_of: BrowserOf) -> None:
    for room in ("Room 1", "Room 2", "Room 3", "canary-teacher"):
        log(world.maya, teacher_or_room=room, grade_band="k_2", focus=["equity"])
    for who in ("elena", "viewer", "maya"):
        said = told(browser_of(who), VISITS)
        assert "By grade band K–2 4" in said
        assert "By focus Equity 4" in said
        assert "canary" not in said
    gone = log(world.maya, teacher_or_room="Room 1", grade_band="k_2", focus=["equity"])
    with write_transaction():
        withdraw(world.maya, gone, revision=1, at=NOON, reason="")
    assert "By grade band K–2 4" in told(browser_of("elena"), VISITS)
    log(world.maya, teacher_or_room="Room 9", grade_band="grades_9_12", focus=["equity"])
    for who in ("elena", "viewer", "maya"):
        said = told(browser_of(who), VISITS)
        assert "By grade band Not shown for this year: some of it would tell of fewer than three" in said
        assert "By focus Equity 5" in said
    for also in ("&month=2026-11", "&to=2026-11-25"):
        assert "By grade band" not in told(browser_of("elena"), VISITS + also), "months would tell the rest"
    assert "By grade band" not in told(browser_of("admin"), f"/figures/classroom_visits?{THIS}")


@pytest.mark.parametrize(
    "address",
    [
        "/schools/S01/figures/nothing",
        "/schools/S01/figures/classroom_visit",
        "/schools/S01/figures/counties",
        "/schools/S03/figures/classroom_visits",
        "/schools/S99/figures/classroom_visits",
        "/figures/nothing",
        f"{VISITS}&month=2026-13",
        f"{VISITS}&month=1999-01",
        f"{VISITS}&to=2026-02-30",
        f"{VISITS}&after=x",
        "/figures/schools?year=x",
    ],
)
def test_what_is_no_number_of_theirs_is_not_found(world: World, browser_of: BrowserOf, address: str) -> None:
    assert browser_of("maya").get(address).status_code == 404


def test_a_principal_reads_no_number_of_the_program(world: World, browser_of: BrowserOf) -> None:
    assert browser_of("elena").get("/figures/classroom_visits").status_code == 403


def test_odd_keys_and_days_change_nothing(busy: World, browser_of: BrowserOf) -> None:
    browser = browser_of("elena")
    for odd in ("&to=2030-01-01", "&to=2026-07-01.".removesuffix(".")):
        assert browser.get(VISITS + odd).status_code == 200
    assert "These 3 add up to 3." in told(browser, f"{VISITS}&after=9999-12-31.{'f' * 32}")
    assert browser.get(f"{VISITS}&after=0001-01-01.{'0' * 32}").status_code == 200
