"""My entries, and one entry with its history."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from fieldlog.extensions import write_transaction
from fieldlog.ledger.record import amend, withdraw
from tests.world import NOON, World, content, log

BrowserOf = Callable[[str], FlaskClient]


def test_a_coach_lists_the_own_entries_only(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, shared_note="mine")
    log(world.jonah, shared_note="a colleague's")
    page = browser_of("maya").get("/entries").text
    assert "mine" in page
    assert "a colleague's" not in page


def test_a_lead_lists_the_entries_of_the_district(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, shared_note="in the valley")
    log(world.stranger, schools="S03", shared_note="canary-oak note")
    page = browser_of("lead").get("/entries").text
    assert "in the valley" in page
    assert "canary-oak" not in page


def test_the_author_reads_everything_again(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(
        world.maya,
        minutes="35",
        teacher_or_room="Ms. Alder",
        grade_band="k_2",
        purpose="model",
        focus=["equity", "data_use"],
        co_coaches=[str(world.jonah.id)],
        start_time="09:15",
        shared_note="Shared words",
        private_note="Private words",
        **{"what_we_noticed.way_in": "seen"},
    )
    page = browser_of("maya").get(f"/entries/{entry_id}").text
    for said in (
        "Cedar Elementary", "Ms. Alder", "K–2", "Model a practice", "Equity", "Data use", "Jonah Whitaker",
        "09:15", "Shared words", "Private words", "All students have a way in: seen", "35",
    ):  # fmt: skip
        assert said in page


@pytest.mark.parametrize("who", ["elena", "jonah", "lead", "admin"])
def test_no_other_reads_the_private_note_or_an_unshared_name(
    world: World, browser_of: BrowserOf, who: str
) -> None:
    hidden = log(world.maya, teacher_or_room="canary-teacher", private_note="canary-private")
    shared = log(world.maya, teacher_or_room="Ms. Alder", share_teacher_or_room="1")
    with write_transaction():
        said = content(world.maya, teacher_or_room="canary-other", private_note="canary-later")
        amend(world.maya, hidden, said, revision=1, at=NOON)
    browser = browser_of(who)
    for address in (f"/entries/{hidden}", "/schools/S01", "/entries", "/exports/entries.csv", "/"):
        assert "canary" not in browser.get(address).text.replace("canary-oak", "")
    assert "Ms. Alder" in browser.get(f"/entries/{shared}").text


def test_the_history_tells_who_changed_what(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(world.maya, shared_note="First words")
    with write_transaction():
        said = content(world.maya, minutes="30", shared_note="Second words")
        amend(world.maya, entry_id, said, revision=1, at=NOON, reason="Stayed longer")
        withdraw(world.maya, entry_id, revision=2, at=NOON, reason="Logged twice")
    page = browser_of("elena").get(f"/entries/{entry_id}").text
    for said_ in ("First words", "Second words", "Edited", "Withdrawn", "Logged twice", "Stayed longer"):
        assert said_ in page


def test_a_foreign_entry_and_an_unknown_one_are_the_same_404(world: World, browser_of: BrowserOf) -> None:
    foreign = log(world.stranger, schools="S03", shared_note="canary-oak note")
    browser = browser_of("maya")
    answers = [browser.get(f"/entries/{entry_id}") for entry_id in (foreign, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("canary" not in answer.text for answer in answers)
    assert browser.get("/entries/not-a-number").status_code == 404


def test_an_entry_that_came_after_its_weeks_file_is_marked(world: World, browser_of: BrowserOf) -> None:
    late = log(world.maya, activity_date="2026-11-06")
    in_time = log(world.maya, activity_date="2026-11-20")
    browser = browser_of("elena")
    assert "Arrived later" in browser.get(f"/entries/{late}").text
    assert "Arrived later" not in browser.get(f"/entries/{in_time}").text
