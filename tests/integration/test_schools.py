"""The schools' pages: running numbers, the log, and what each reader sees of them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from fieldlog.extensions import write_transaction
from fieldlog.ledger import people
from fieldlog.ledger.record import withdraw
from tests.world import NOON, World, log, password_hash

BrowserOf = Callable[[str], FlaskClient]


def numbers(page: str, school: str) -> dict[str, str]:
    """measure -> value of every machine-readable number of that school."""
    found = re.findall(rf'<data value="([^"]*)" data-measure="(\w+)" data-school="{school}">', page)
    return {measure: value for value, measure in found}


def test_a_principal_reads_the_numbers_and_the_log(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, shared_note="Circle after recess")
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="90", participants="20")
    log(world.jonah, schools="S03", shared_note="canary-oak note")
    page = browser_of("elena").get("/schools/S01?year=2026-27").text
    shown = numbers(page, "S01")
    assert shown["classroom_visits"] == "1"
    assert shown["pd_session_hours"] == "1.5"
    assert shown["pd_participant_hours"] == "30.0"
    assert shown["educators_served"] == "40"
    assert "Circle after recess" in page
    assert "canary-oak" not in page


def test_the_page_the_api_and_the_program_say_the_same(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, "pd_session", schools=["S01", "S02"], minutes="50")
    log(world.maya, "convening", schools=["S01", "S02"], participants="25")
    browser = browser_of("admin")
    for school, address in (("S01", "/schools/S01"), ("all", "/schools")):
        page = numbers(browser.get(f"{address}?year=2026-27").text, school)
        query = "year=2026-27" + (f"&school={school}" if school != "all" else "")
        answer = browser.get(f"/api/tally?{query}").json
        assert answer["school"] == school
        assert {measure: str(value) for measure, value in answer["measures"].items()} == page
    assert page["pd_session_hours"] == "0.83"
    assert page["convenings"] == "1"
    assert page["schools"] == "3"


@pytest.mark.parametrize("address", ["/schools/{}", "/api/tally?school={}", "/entries?school={}"])
def test_a_foreign_school_and_an_unknown_one_are_the_same_404(
    world: World, browser_of: BrowserOf, address: str
) -> None:
    browser = browser_of("elena")
    foreign, unknown = browser.get(address.format("S02")), browser.get(address.format("S99"))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert _without_token(foreign.text) == _without_token(unknown.text)


def test_an_event_at_many_schools_names_to_a_principal_only_the_own(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(world.jonah, "pd_session", schools=["S01", "S02", "S03"])
    browser = browser_of("elena")
    for address in ("/schools/S01", f"/entries/{entry_id}", "/entries", "/exports/entries.csv"):
        answer = browser.get(address).text
        assert "canary-oak" not in answer
        assert "Madrone" not in answer
        assert "S03" not in answer
    assert "2 other schools" in browser.get(f"/entries/{entry_id}").text


def test_a_coach_reads_colleagues_entries_at_the_own_schools(world: World, browser_of: BrowserOf) -> None:
    log(world.jonah, shared_note="Jonah was here", private_note="canary-private")
    page = browser_of("maya").get("/schools/S01").text
    assert "Jonah was here" in page
    assert "canary-private" not in page


def test_a_viewer_reads_numbers_but_no_names_and_no_notes(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, shared_note="canary-note")
    browser = browser_of("viewer")
    page = browser.get("/schools/S01?year=2026-27").text
    assert numbers(page, "S01")["classroom_visits"] == "1"
    assert "canary-note" not in page
    assert "Maya" not in page


def test_the_log_is_filtered_by_kind_and_date(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, shared_note="early visit", activity_date="2026-10-01")
    log(world.maya, shared_note="late visit", activity_date="2026-11-02")
    log(world.maya, "quick_support", shared_note="a support", activity_date="2026-11-02")
    browser = browser_of("elena")
    page = browser.get("/schools/S01?from=2026-11-01&to=2026-11-30&kind=classroom_visit").text
    assert "late visit" in page
    assert "early visit" not in page
    assert "a support" not in page
    assert browser.get("/schools/S01?from=2026-02-30").status_code == 422
    assert browser.get("/schools/S01?from=2026-03-02&to=2026-03-01").status_code == 422


def test_the_log_is_paged_by_key_without_gap_or_double(world: World, browser_of: BrowserOf) -> None:
    for number in range(60):
        log(world.maya, shared_note=f"note-{number:02}", activity_date=f"2026-11-{1 + number % 3:02}")
    browser, address, seen = browser_of("elena"), "/schools/S01?kind=classroom_visit", []
    for _ in range(3):
        page = browser.get(address).text
        seen += re.findall(r"note-\d\d", page)
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == [f"note-{number:02}" for number in range(60)]
    assert address == ""


def test_a_withdrawn_entry_stays_in_the_log_and_leaves_the_numbers(
    world: World, browser_of: BrowserOf
) -> None:
    entry_id = log(world.maya)
    with write_transaction():
        withdraw(world.maya, entry_id, revision=1, at=NOON, reason="Logged twice")
    page = browser_of("elena").get("/schools/S01?year=2026-27").text
    assert numbers(page, "S01")["classroom_visits"] == "0"
    assert "Withdrawn" in page


def test_a_person_without_schools_gets_a_calm_page(world: World, browser_of: BrowserOf) -> None:

    with write_transaction():
        people.add("new@cedar.example", "New Principal", "principal", password_hash=password_hash())
        people.add("fresh@cedar.example", "Fresh Coach", "coach", password_hash=password_hash())
    for who in ("new", "fresh"):
        browser = browser_of(who)
        for address in ("/", "/schools", "/entries", "/exports"):
            assert browser.get(address).status_code == 200
    assert browser.get("/log/classroom_visit").status_code == 200


def _without_token(page: str) -> str:
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", page)
    return re.sub(r'"as_of":"[^"]*"', "", page)
