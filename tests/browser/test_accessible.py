"""axe finds nothing on any page, and the keyboard alone gets everywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, PORTRAIT
from tests.browser.pages import IDS, PAGES, newest_entry

OpenPage = Callable[..., Page]


def violations(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [{"rule": each["id"], "at": [node["target"] for node in each["nodes"]][:5]} for each in found]


@pytest.mark.parametrize(("who", "path"), PAGES, ids=IDS)
def test_axe_finds_nothing_in_light_and_dark(open_page: OpenPage, who: str, path: str) -> None:
    for scheme, size in (("light", PORTRAIT), ("dark", PHONE)):
        assert violations(open_page(who, path, size, color_scheme=scheme)) == [], scheme


def test_axe_finds_nothing_on_a_form_with_errors_or_an_entry(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/pd_session")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".wrong").first).to_be_visible()
    assert violations(page) == []
    page.goto(newest_entry(page))
    assert violations(page) == []


def test_tab_walks_through_the_sign_in_form_in_order(open_page: OpenPage) -> None:
    page = open_page("", "/sign-in", DESKTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
    assert [name for name in seen if name in ("email", "password", "Sign in")] == [
        "email",
        "password",
        "Sign in",
    ]


def test_focus_can_be_seen_on_every_control_of_a_visit(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/classroom_visit", DESKTOP)
    seen: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, is_shown = page.evaluate(
            """() => {
            const at = document.activeElement, box = at.closest("label, .select, button, a, summary") || at;
            const shown = [at, box, at.nextElementSibling].filter(Boolean).some((el) => {
              const style = getComputedStyle(el);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            });
            return [at.name || at.textContent.trim(), shown];
        }"""
        )
        if name and name not in seen:
            assert is_shown, name
            seen.add(name)
        if name == "Save":
            break
    assert {"schools", "activity_date", "minutes", "teacher_or_room", "grade_band", "shared_note"} <= seen


def test_errors_are_summed_up_and_take_the_focus(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/pd_session")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Shared with the school").fill("Typed before")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.evaluate("window.sameDocument") is True
    expect(page.get_by_label("Shared with the school")).to_have_value("Typed before")
