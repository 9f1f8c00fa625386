"""The highlights of a year as people meet them: on a screen, on paper, by a link without an account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, PORTRAIT

OpenPage = Callable[..., Page]
# Who, what, and on how many pages it may be.
PAPER = (
    ("viewer", "/highlights/2022-23", 1),
    ("admin", "/highlights/2026-27/editions/1", 2),
    ("", "/public/{public}", 1),
    ("", "/public/{crowded}", 2),
)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("who", "path", "most"), PAPER, ids=[path for _, path, _ in PAPER])
@pytest.mark.parametrize("size", ["Letter", "A4"])
def test_a_year_is_printed_on_a_page_and_an_overfull_one_on_two(
    open_page: OpenPage, who: str, path: str, most: int, size: str
) -> None:
    page = open_page(who, path, DESKTOP, java_script_enabled=False)
    assert 1 <= pages_of(page.pdf(format=size)) <= most


def test_on_paper_there_is_nothing_to_press(open_page: OpenPage) -> None:
    page = open_page("admin", "/highlights/2022-23", DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator("button, select, .button").locator("visible=true")).to_have_count(0)
    expect(page.locator("data").first).to_be_visible()


def test_an_admin_publishes_with_one_click_and_it_stays(open_page: OpenPage) -> None:
    page = open_page("admin", "/highlights/2023-24", PORTRAIT)
    page.get_by_role("button", name="Publish edition 1").click()
    expect(page).to_have_url(re.compile(r"/highlights/2023-24/editions/1$"))
    expect(page.locator(".flash.received")).to_contain_text("Edition 1 is published")
    expect(page.get_by_text("This edition stays as it is")).to_be_visible()
    page.goto("/highlights/2023-24")
    expect(page.get_by_text("Edition 1 says the same")).to_be_visible()
    expect(page.get_by_role("button", name="Publish edition")).to_have_count(0)


def test_another_year_is_chosen(open_page: OpenPage) -> None:
    page = open_page("viewer", "/highlights/2024-25", PHONE)
    page.get_by_label("School year").select_option("2022-23")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2022-23")
    expect(page).to_have_url(re.compile(r"/highlights/2022-23$"))
    expect(page.locator("data[data-measure=classroom_visits]")).to_have_text("105+")


def test_a_link_is_made_opens_for_anybody_and_is_taken_back(open_page: OpenPage) -> None:
    page = open_page("admin", "/highlights/2022-23/links", PORTRAIT)
    page.get_by_label("For whom").fill("The board")
    page.get_by_role("radio", name="30 days").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("The public link").input_value().strip()
    anybody = open_page("", address, PHONE, java_script_enabled=False)
    expect(anybody.get_by_role("heading", level=1)).to_contain_text("2022-23")
    expect(anybody.get_by_text("Ms. Alder")).to_have_count(0)
    assert anybody.context.cookies() == []
    page.goto("/highlights/2022-23/links")
    page.get_by_role("button", name="Take back the link for The board").click()
    expect(page.locator(".flash.received")).to_contain_text("taken back")
    answer = anybody.reload()
    assert answer
    assert answer.status == 404


@pytest.mark.parametrize("address", ["/highlights/2022-23/editions/1", "/public/{public}"])
def test_the_drawing_and_the_image_can_be_looked_at(open_page: OpenPage, address: str) -> None:
    who = "viewer" if "highlights" in address else ""
    page = open_page(who, address)
    sizes = page.evaluate(
        """async (address) => Promise.all([".svg", ".png"].map(async (end) => {
            const image = new Image();
            image.src = address + end;
            await image.decode();
            return [image.naturalWidth, image.naturalHeight > 600];
        }))""",
        page.url,
    )
    assert sizes == [[1200, True], [2400, True]]


def test_the_map_is_said_to_who_does_not_see_it(open_page: OpenPage) -> None:
    page = open_page("viewer", "/highlights/2022-23")
    dots = page.get_by_role("img", name="3 schools, 3 of them Whole School partners")
    expect(dots).to_have_count(1)
    expect(page.get_by_role("img", name="2 schools, none of them Whole School partners")).to_have_count(1)
