"""A live link made, copied, read and taken back, as an admin does it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, LANDSCAPE, PHONE, PORTRAIT
from tests.browser.test_accessible import assert_clean_in_both
from tests.browser.test_fits import OVERFLOW, SMALL_TARGETS

OpenPage = Callable[..., Page]


def made(page: Page, name: str) -> str:
    """The address, from the page that shows it once."""
    page.get_by_role("link", name="Live links").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("What it opens").select_option("The whole program")
    page.get_by_role("radio", name="30 days").check()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("The live link").input_value().strip()


def test_a_link_is_made_from_the_exports_page_reads_and_is_taken_back(open_page: OpenPage) -> None:
    page = open_page("admin", "/exports", PORTRAIT)
    address = made(page, "Board dashboard")
    assert page.get_by_label("For Google Sheets").input_value().strip() == f'=IMPORTDATA("{address}")'
    nobody = open_page("", "/sign-in").context.request
    assert nobody.get(address).text().startswith('\ufeff"entry_id"')
    assert len(nobody.get(address.replace(".csv", ".json") + "?kind=convening").json()) > 1
    page.goto("/exports/live")
    expect(page.locator(".links li", has_text="Board dashboard")).to_contain_text("Last read")
    page.get_by_role("button", name="Take back the link Board dashboard").click()
    expect(page.locator(".flash.received")).to_contain_text("taken back")
    assert nobody.get(address).status == 404


def test_the_page_that_shows_it_fits_and_axe_finds_nothing(open_page: OpenPage) -> None:
    page = open_page("admin", "/exports", PORTRAIT, reduced_motion="reduce")
    made(page, "A sheet")
    assert page.evaluate(SMALL_TARGETS, [47.5, 43.5]) == []
    for width, height in (PHONE, PORTRAIT, LANDSCAPE, DESKTOP, (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) <= 0, (width, height)
    assert_clean_in_both(page)


def test_what_is_wrong_is_told_and_what_was_typed_stays(open_page: OpenPage) -> None:
    page = open_page("principal", "/exports/live", PHONE, reduced_motion="reduce")
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Name")
    expect(page.get_by_label("What it opens")).not_to_have_value("")
    assert_clean_in_both(page)
