"""A form opens on the day where the tablet is, which need not be the day of the program."""

import datetime as dt
import json
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ZONE

OpenPage = Callable[..., Page]


def today_in(zone: str) -> dt.date:
    return dt.datetime.now(ZoneInfo(zone)).date()


def another_day() -> str:
    """A zone where it is another day at this moment: far in the east or, early in the morning, west."""
    return next(
        zone for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago") if today_in(zone) != today_in(ZONE)
    )


@pytest.mark.parametrize("address", ["/log/quick_support?school=S01", "/shell/log/quick_support"])
def test_a_new_form_opens_on_the_day_of_the_tablet(open_page: OpenPage, address: str) -> None:
    zone = another_day()
    page = open_page("coach", "about:blank", timezone_id=zone)
    with page.expect_response("**/api/hello"):
        page.goto("/")
    page.goto(address)
    day = page.get_by_label("Day", exact=True)
    expect(day).to_have_value(today_in(zone).isoformat())
    assert day.evaluate("day => day.value === day.defaultValue"), "nobody typed it"
    page.locator("select[name=schools]").select_option("S01")
    page.get_by_label("Shared with the school").fill("Where I am it is another day")
    with page.expect_request("**/api/sync") as asked:
        page.get_by_role("button", name="Save").click()
    said = [op["activity_date"] for op in json.loads(asked.value.post_data or "")["ops"]]
    assert said == [today_in(zone).isoformat()]


def test_a_day_that_was_chosen_stays_though_the_server_sends_the_form_back(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank", timezone_id=another_day())
    # The tablet knows nobody and has no htmx: the form is posted, and comes back as a page of its own.
    page.route(re.compile(r"/api/hello|/htmx\.js"), lambda route: route.abort())
    page.goto("/log/classroom_visit?school=S01")
    chosen = today_in(ZONE).isoformat()
    page.get_by_label("Day", exact=True).fill(chosen)
    page.get_by_role("spinbutton", name="Other").fill("1441")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Day", exact=True)).to_have_value(chosen)
    page.goto("/log/classroom_visit?school=S01")
    expect(page.get_by_label("Day", exact=True)).not_to_have_value(chosen)


def test_without_javascript_it_is_the_day_of_the_program(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/classroom_visit", timezone_id=another_day(), java_script_enabled=False)
    expect(page.get_by_label("Day", exact=True)).to_have_value(today_in(ZONE).isoformat())
