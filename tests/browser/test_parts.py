"""Repeating parts of a form: added, removed and put back on the page, kept as a draft, received."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import kept, ready, save


@pytest.fixture
def meeting(open_page: OpenPage) -> Page:
    page = ready(open_page("coach", "/?school=S01", service_workers="allow"))
    page.context.set_offline(True)
    page.goto("/log/data_team_meeting?school=S01")
    return page


def solution(page: Page, number: int) -> Locator:
    return page.locator("[data-parts=solutions] > li").nth(number)


def add_solution(page: Page, words: str) -> None:
    page.get_by_role("button", name="Add solution").click()
    page.keyboard.type(words)


def test_parts_written_offline_survive_the_tab_and_arrive(meeting: Page) -> None:
    add_solution(meeting, "Two adults at the door")
    solution(meeting, 0).get_by_label("Helpful").check()
    add_solution(meeting, "A mistake")
    solution(meeting, 1).get_by_role("button", name="Remove").click()
    add_solution(meeting, "A calmer bell")
    expect(solution(meeting, 1).get_by_text("Removed.")).to_be_visible()
    kept(meeting)
    meeting.reload()
    expect(solution(meeting, 1).get_by_label("What we try")).to_have_value("A calmer bell")
    expect(meeting.locator("[data-parts=solutions] > li")).to_have_count(2)
    expect(solution(meeting, 0).get_by_label("Helpful")).to_be_checked()
    save(meeting, "Parts arrive")
    meeting.context.set_offline(False)
    meeting.goto("/outbox")
    expect(meeting.get_by_text("Nothing waits")).to_be_visible()
    meeting.goto("/entries")
    meeting.locator(".entry", has_text="Parts arrive").get_by_role("link").click()
    expect(meeting.locator(".facts")).to_contain_text("Two adults at the door, Is it …: Helpful")
    expect(meeting.locator(".facts")).to_contain_text("A calmer bell")
    expect(meeting.locator(".facts")).not_to_contain_text("A mistake")


def test_what_was_removed_is_put_back_with_its_words(meeting: Page) -> None:
    add_solution(meeting, "Kept after all")
    solution(meeting, 0).get_by_role("button", name="Remove").click()
    expect(solution(meeting, 0).get_by_label("What we try")).to_be_hidden()
    meeting.get_by_role("button", name="Put it back").click()
    expect(solution(meeting, 0).get_by_label("What we try")).to_have_value("Kept after all")
    expect(solution(meeting, 0).get_by_label("What we try")).to_be_focused()
    meeting.get_by_role("button", name="Add solution").click()
    solution(meeting, 1).get_by_role("button", name="Remove").click()
    expect(meeting.locator("[data-parts=solutions] > li")).to_have_count(1)


def test_a_part_without_what_it_needs_is_told_before_it_is_saved(meeting: Page) -> None:
    meeting.get_by_role("button", name="Add solution").click()
    solution(meeting, 0).get_by_label("Measure").fill("Referrals")
    meeting.get_by_role("button", name="Save").click()
    expect(meeting.locator("[data-error-summary]")).to_contain_text("What we try: please fill this in.")
    solution(meeting, 0).get_by_label("Measure").fill("")
    save(meeting, "Without a part")
