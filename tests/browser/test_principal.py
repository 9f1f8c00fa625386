"""As a principal on a phone: is my school's log right, open it, take it along, print it."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

OpenPage = Callable[..., Page]


def test_the_own_schools_log_is_read_filtered_and_opened(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE)
    page.get_by_role("link", name=re.compile("Cedar Elementary")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cedar Elementary")
    page.get_by_label("School year").select_option("2022-23")
    expect(page.locator('data[data-measure="data_team_meetings"]')).to_have_text("11")
    page.locator("#log .entry a").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile("visit|meeting|session|support|Convening"))


def test_another_school_is_not_found(open_page: OpenPage) -> None:
    page = open_page("principal", "/schools/S02", PHONE)
    expect(page.locator("main")).to_contain_text("Nothing here")


def test_the_list_is_taken_along_as_a_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("principal", "/schools/S01?year=2022-23&kind=data_team_meeting", PHONE)
    with page.expect_download() as started:
        page.get_by_role("link", name="This list as a CSV file").click()
    started.value.save_as(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11
    assert {row["school_codes"] for row in rows} == {"S01"}


def test_the_page_prints_with_the_schools_name(open_page: OpenPage) -> None:
    page = open_page("principal", "/schools/S01?year=2022-23")
    pdf = page.pdf(format="Letter")
    assert pdf.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.get_by_text("Cedar Elementary").first).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
