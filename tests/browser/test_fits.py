"""Every page fits every size, at twice the text too, and can be hit with a thumb."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, LANDSCAPE, PHONE, PORTRAIT
from tests.browser.pages import IDS, KINDS, PAGES
from tests.browser.test_accessible import assert_clean_in_both

OpenPage = Callable[..., Page]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A table may scroll in its frame, but on no screen it must: nothing says that there is more of it.
SIDEWAYS = """[...document.querySelectorAll(".sideways")]
  .map((frame) => frame.scrollWidth - frame.clientWidth).filter((hidden) => hidden > 0)"""
# A word runs into the next one or off the screen, or goes on below.
CUT_WORDS = """[...document.querySelectorAll(".site-nav a span")]
  .map((el) => [el.textContent, el.getBoundingClientRect(), el.closest("li").getBoundingClientRect()])
  .filter(([, word, place]) => word.left < place.left + 2 || word.right > place.right - 2 || word.height > 20)
  .map(([text]) => text)"""
# A number is read as another one where it goes on in a second line, or past what it stands in.
BROKEN = """[...document.querySelectorAll("main data")].filter((el) =>
  el.getClientRects().length > 1 || el.scrollWidth > el.clientWidth ||
  el.getBoundingClientRect().height > 2.1 * parseFloat(getComputedStyle(el).fontSize)
).map((el) => el.textContent)"""
# What is tapped is the label of an input and the whole tile of a number; a link within text may be smaller.
SMALL_TARGETS = """([inForms, elsewhere]) =>
  [...document.querySelectorAll("main a, main button, main input, main select, main summary")]
  .filter((el) => el.type !== "hidden" && el.ariaHidden !== "true")
  .filter((el) => el.checkVisibility({ visibilityProperty: true }))
  .map((el) => [el, (el.closest("label, .tile") || el).getBoundingClientRect()])
  .filter(([el, box]) => box.height > 0 && box.height < (el.closest("form") ? inForms : elsewhere))
  .filter(([el]) => getComputedStyle(el).display !== "inline")
  .map(([el, box]) => `${el.tagName} ${el.name || el.textContent.trim().slice(0, 20)} ${box.height}`)"""


def assert_fits(page: Page) -> None:
    """Clean, at every width, with targets for a thumb."""
    assert_clean_in_both(page)
    for width, height in (PHONE, PORTRAIT, LANDSCAPE, (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) <= 0, (width, height)
    assert page.evaluate(SMALL_TARGETS, [47.5, 43.5]) == []


@pytest.mark.parametrize(("who", "path"), PAGES, ids=IDS)
def test_no_page_scrolls_sideways(open_page: OpenPage, who: str, path: str) -> None:
    page = open_page(who, path, PHONE)
    for width, height in (PHONE, PORTRAIT, LANDSCAPE, DESKTOP, (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) <= 0, (width, height)
        assert page.evaluate(SIDEWAYS) == [], (width, height)
        assert page.evaluate(BROKEN) == [], (width, height)
    page.set_viewport_size({"width": PORTRAIT[0], "height": PORTRAIT[1]})
    page.evaluate("document.adoptedStyleSheets = [new CSSStyleSheet()]")
    page.evaluate("document.adoptedStyleSheets[0].replaceSync('html{font-size:200%}')")
    assert page.evaluate(OVERFLOW) <= 0, "text at 200 %"


@pytest.mark.parametrize(("who", "path"), PAGES, ids=IDS)
def test_every_target_can_be_hit_with_a_thumb(open_page: OpenPage, who: str, path: str) -> None:
    page = open_page(who, path, PORTRAIT)
    assert page.evaluate(SMALL_TARGETS, [47.5, 43.5]) == []


def test_a_form_with_errors_fits_at_twice_the_text(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/data_team_meeting?school=S01", PHONE)
    page.get_by_role("spinbutton", name="Other").fill("1441")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#e-minutes")).to_be_visible()
    assert page.evaluate(SMALL_TARGETS, [47.5, 43.5]) == []
    page.set_viewport_size({"width": PHONE[0] // 2, "height": PHONE[1] // 2})
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("who", ["coach", "principal"])
def test_each_word_of_the_bar_is_whole_on_a_phone(open_page: OpenPage, who: str) -> None:
    page = open_page(who, "/exports", PHONE)
    for width in (PHONE[0], 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(CUT_WORDS) == [], width


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_field_and_save_are_on_the_first_screen_of_a_tablet(open_page: OpenPage, kind: str) -> None:
    page = open_page("coach", f"/log/{kind}", PORTRAIT)
    expect(page.locator("[name=activity_date]")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PHONE, PORTRAIT, LANDSCAPE])
def test_save_is_in_reach_when_a_form_opens(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page("coach", "/log/classroom_visit", size)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_in_viewport(ratio=1)
    box = save.bounding_box()
    assert box
    assert box["y"] > size[1] / 2
