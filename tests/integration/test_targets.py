"""What schools aim at: set by an admin in one table, copied from the year before, told to the trail."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import audit, targets
from fieldlog.models import Audit
from tests.world import World, post

BrowserOf = Callable[[str], FlaskClient]
YEAR = SchoolYear(2026)
PAGE = "/targets?year=2026-27"


@pytest.fixture
def admin(world: World, browser_of: BrowserOf) -> FlaskClient:
    return browser_of("admin")


def change(admin: FlaskClient, page: str = PAGE, **typed: str) -> Any:
    """S01__classroom_visits stands for the field aim.S01.classroom_visits."""
    return post(admin, page, {f"aim.{name.replace('__', '.')}": text for name, text in typed.items()})


def kept(world: World, year: SchoolYear = YEAR) -> dict[str, int]:
    db.session.rollback()
    return targets.of_schools([world.cedar.id], year)[world.cedar.id]


def deeds() -> int:
    db.session.rollback()
    assert audit.first_broken() is None
    return len(db.session.scalars(select(Audit).where(Audit.what == "target")).all())


def test_targets_are_set_changed_and_taken_away(world: World, admin: FlaskClient) -> None:
    assert change(admin, S01__classroom_visits=" 30 ", S01__pd_session_hours="12,5").status_code == 303
    assert kept(world) == {"classroom_visits": 30, "pd_session_hours": 750}
    page = admin.get(PAGE).text
    assert re.search(r'name="aim.S01.classroom_visits"[^>]* value="30"', page)
    assert 'value="12.5"' in page
    assert deeds() == 1
    change(admin, S01__classroom_visits="", S01__pd_session_hours="12.5")
    assert kept(world) == {"pd_session_hours": 750}
    assert deeds() == 2
    # Nothing was changed: nobody did anything.
    change(admin, S01__classroom_visits="", S01__pd_session_hours="12.50")
    assert deeds() == 2
    assert kept(world, YEAR.before) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"S01__classroom_visits": "many"}, targets.NO_NUMBER),
        ({"S01__classroom_visits": "-1"}, targets.NO_NUMBER),
        ({"S01__classroom_visits": "1.5"}, targets.NO_NUMBER),
        ({"S01__classroom_visits": "100001"}, targets.NO_NUMBER),
        ({"S01__classroom_visits": "٣"}, targets.NO_NUMBER),
        ({"S01__classroom_visits": "0"}, targets.NO_TARGET),
        ({"S01__pd_session_hours": "0,0"}, targets.NO_TARGET),
        ({"S01__pd_session_hours": "1.234"}, targets.NO_HOURS),
        ({"S01__pd_session_hours": "9" * 400}, targets.NO_HOURS),
    ],
)
def test_what_is_no_number_is_told_and_nothing_is_kept_of_the_page(
    world: World, admin: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = change(admin, S01__convenings="1", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    ((name, text),) = typed.items()
    assert f'value="{text}"' in answer.text
    assert f'id="e-aim-{name.replace("__", "-")}"' in answer.text
    label = targets.AIMED_AT[name.partition("__")[2]].label
    assert f">Cedar Elementary, {label}: {sentence}</a>" in answer.text
    assert kept(world) == {}


def test_the_year_before_is_taken_over_where_nothing_is_set(world: World, admin: FlaskClient) -> None:
    change(admin, "/targets?year=2025-26", S01__classroom_visits="20", S01__convenings="1")
    change(admin, S01__classroom_visits="30")
    assert "Take over the targets of 2025-26" in admin.get(PAGE).text
    assert post(admin, PAGE, {"act": "copy"}).status_code == 303
    assert kept(world) == {"classroom_visits": 30, "convenings": 1}
    assert "1 target taken over from 2025-26." in admin.get(PAGE).text
    assert "Take over the targets" not in admin.get(PAGE).text
    assert post(admin, PAGE, {"act": "copy"}).status_code == 303
    assert "Nothing was missing" in admin.get(PAGE).text


def test_what_was_typed_is_kept_when_the_year_before_is_taken_over(world: World, admin: FlaskClient) -> None:
    change(admin, "/targets?year=2025-26", S01__classroom_visits="20", S01__convenings="1")
    typed = {"aim.S01.classroom_visits": "33", "aim.S01.convenings": "", "act": "copy"}
    assert post(admin, PAGE, typed | {"aim.S01.people_reached": "many"}).status_code == 422
    assert kept(world) == {}
    assert post(admin, PAGE, typed).status_code == 303
    assert kept(world) == {"classroom_visits": 33, "convenings": 1}


def test_a_school_or_measure_that_is_not_there_changes_nothing(world: World, admin: FlaskClient) -> None:
    change(admin, S99__classroom_visits="3", S01__coaching_minutes="9", S01__educators_served="4")
    assert kept(world) == {}
    assert deeds() == 0


def as_on(page: str, **typed: str) -> dict[str, str]:
    """Every field of the page as it is sent, with some typed over."""
    fields = re.findall(r'<input[^>]* name="((?:stood\.)?aim\.[^"]+)"[^>]* value="([^"]*)"', page)
    return dict(fields) | {f"aim.{name.replace('__', '.')}": text for name, text in typed.items()}


def test_a_page_sets_only_what_was_changed_on_it(world: World, admin: FlaskClient) -> None:
    change(admin, S01__classroom_visits="12", S01__pd_session_hours="1.25")
    one = two = admin.get(PAGE).text
    assert post(admin, PAGE, as_on(one, S01__classroom_visits="20")).status_code == 303
    # Opened before that: it still says 12 there, and leaves it alone.
    assert post(admin, PAGE, as_on(two, S01__convenings="1")).status_code == 303
    assert kept(world) == {"classroom_visits": 20, "convenings": 1, "pd_session_hours": 75}


def test_what_two_set_at_once_is_told_and_saved_again_it_stands(world: World, admin: FlaskClient) -> None:
    change(admin, S01__classroom_visits="12", S01__convenings="1")
    opened = admin.get(PAGE).text
    post(admin, PAGE, as_on(opened, S01__classroom_visits="20", S01__convenings="3"))
    told = post(admin, PAGE, as_on(opened, S01__classroom_visits="21", S01__people_reached="9"))
    assert told.status_code == 409
    assert "Someone set this to 20 meanwhile." in told.text
    assert kept(world) == {"classroom_visits": 20, "convenings": 3}
    sent = as_on(told.text)
    assert sent["aim.S01.classroom_visits"] == "21"
    assert sent["aim.S01.convenings"] == "3"
    assert post(admin, PAGE, sent).status_code == 303
    assert kept(world) == {"classroom_visits": 21, "convenings": 3, "people_reached": 9}


def test_where_two_set_the_same_nothing_is_told(world: World, admin: FlaskClient) -> None:
    opened = admin.get(PAGE).text
    for _ in range(2):
        assert post(admin, PAGE, as_on(opened, S01__classroom_visits="20")).status_code == 303
    assert kept(world) == {"classroom_visits": 20}
    assert deeds() == 1


def test_what_was_set_meanwhile_is_told_after_a_mistake_was_fixed_too(
    world: World, admin: FlaskClient
) -> None:
    opened = admin.get(PAGE).text
    change(admin, S01__classroom_visits="20")
    wrong = post(admin, PAGE, as_on(opened, S01__classroom_visits="21", S01__convenings="many"))
    assert wrong.status_code == 422
    assert post(admin, PAGE, as_on(wrong.text, S01__convenings="1")).status_code == 409
    assert kept(world) == {"classroom_visits": 20}
