"""A long file says how far it is while it comes, and can be stopped."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
OF_ALL = re.compile(r"^[\d,]+ of ([\d,]+) entries$")


def slowed(page: Page) -> Page:
    """On a line that carries a hundred kilobytes a second."""
    line = {"offline": False, "latency": 0, "downloadThroughput": 100_000, "uploadThroughput": 100_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
    return page


def download(page: Page) -> None:
    page.get_by_role("button", name="Download", exact=True).click()


def test_it_counts_the_entries_that_came_and_saves_the_same_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("admin", "/exports")
    whole = page.request.get("/exports/entries.csv").body()
    slowed(page)
    with page.expect_download(timeout=60_000) as started:
        download(page)
        expect(page.locator("[data-long-file-text]")).to_have_text(OF_ALL)
        expect(page.get_by_role("progressbar", name="How much of the file has come")).to_be_visible()
    started.value.save_as(tmp_path / "entries.csv")
    assert (tmp_path / "entries.csv").read_bytes() == whole
    assert started.value.suggested_filename == "fieldlog-entries.csv"
    expect(page.get_by_role("status").filter(has_text="is here, with")).to_be_visible()
    expect(page.locator("[data-long-file]")).to_be_hidden()


def test_it_can_be_stopped_and_begun_again(open_page: OpenPage) -> None:
    page = slowed(open_page("admin", "/exports"))
    download(page)
    expect(page.locator("[data-long-file-text]")).to_have_text(OF_ALL)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. Nothing was saved.")).to_be_visible()
    download(page)
    expect(page.locator("[data-long-file]")).to_be_visible()


def test_a_short_file_comes_at_once(open_page: OpenPage) -> None:
    page = open_page("admin", "/exports")
    page.get_by_label("From").fill("2026-11-16")
    with page.expect_download() as started:
        download(page)
    assert started.value.suggested_filename == "fieldlog-entries.csv"
    expect(page.locator("[data-long-file-end]")).to_be_empty()


def test_a_wrong_choice_is_said_where_it_can_be_made_right(open_page: OpenPage) -> None:
    page = open_page("admin", "/exports")
    page.get_by_label("From").fill("2026-11-20")
    page.get_by_label("To", exact=True).fill("2026-11-01")
    download(page)
    page.wait_for_url(re.compile("from=2026-11-20"))
    wrong = "This day lies before the first one."
    expect(page.get_by_role("link", name=f"To: {wrong}")).to_be_in_viewport()
    expect(page.get_by_label("From")).to_have_value("2026-11-20")
    expect(page.get_by_label("To", exact=True)).to_have_accessible_description(wrong)
    page.get_by_label("To", exact=True).fill("2026-11-21")
    with page.expect_download(timeout=60_000):
        download(page)


def test_the_list_of_entries_gives_its_file_the_same_way(open_page: OpenPage) -> None:
    page = slowed(open_page("admin", "/entries"))
    with page.expect_download(timeout=60_000):
        page.get_by_role("link", name="This list as a CSV file").click()
        expect(page.locator("[data-long-file-text]")).to_have_text(OF_ALL)
