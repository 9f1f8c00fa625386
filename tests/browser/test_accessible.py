"""axe finds nothing on any page, and the keyboard alone gets everywhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import IDS, KINDS, PAGES

OpenPage = Callable[..., Page]
# The names of what can be typed into or chosen, from the top of the page to its end.
IN_READING_ORDER = """(() => {
  const top = (el) => el.getBoundingClientRect();
  const seen = [...document.querySelector(".entry-form").elements]
    .filter((el) => el.name && el.type !== "hidden" && el.checkVisibility())
    .map((el) => [el.name, top(el.closest("label") ?? el)]);
  seen.sort(([, a], [, b]) => Math.round((a.top - b.top) / 12) || a.left - b.left);
  return [...new Set(seen.map(([name]) => name))];
})()"""


def violations(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [{"rule": each["id"], "at": [node["target"] for node in each["nodes"]][:5]} for each in found]


def assert_clean_in_both(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    assert violations(page) == [], "light"
    page.emulate_media(color_scheme="dark")
    assert violations(page) == [], "dark"


@pytest.mark.parametrize(("who", "path"), PAGES, ids=IDS)
def test_axe_finds_nothing_in_light_and_dark(open_page: OpenPage, who: str, path: str) -> None:
    assert_clean_in_both(open_page(who, path, PHONE, reduced_motion="reduce"))


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_a_form_that_the_server_sent_back(open_page: OpenPage, kind: str) -> None:
    page = open_page("coach", "about:blank", reduced_motion="reduce")
    page.route("**/api/hello", lambda route: route.abort())  # the tablet knows nobody: the form is posted
    page.goto(f"/log/{kind}?school=S01")
    page.get_by_role("spinbutton", name="Other").fill("1441")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#e-minutes")).to_contain_text("Between 1 and 1440.")
    assert_clean_in_both(page)


def test_axe_finds_nothing_on_a_form_that_the_tablet_kept_back(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/pd_session", reduced_motion="reduce", service_workers="allow")
    expect(page.locator("[data-status]")).to_be_visible()
    page.get_by_role("spinbutton", name="Other").fill("1441")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_clean_in_both(page)
    wrong = page.get_by_role("spinbutton", name="Participants")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("Please fill this in.")


def test_axe_finds_nothing_where_a_password_was_wrong_or_too_short(open_page: OpenPage) -> None:
    page = open_page("", "/sign-in")
    page.get_by_label("E-mail").fill("nobody@demo.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert violations(page) == []
    page = open_page("", "/sign-in/{link}")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Keep it and sign in").click()
    expect(page.locator(".wrong")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_where_an_entry_waits(open_page: OpenPage) -> None:
    page = open_page(
        "coach", "/log/quick_support?school=S01", reduced_motion="reduce", service_workers="allow"
    )
    expect(page.locator("[data-status]")).to_be_visible()
    page.route("**/api/sync", lambda route: route.abort())
    page.get_by_label("Shared with the school").fill("Waits to be looked at")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry")).to_have_count(1)
    assert_clean_in_both(page)


def test_the_skip_link_leads_past_the_navigation(open_page: OpenPage) -> None:
    page = open_page("coach", "/", DESKTOP)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("School for the next entry")).to_be_focused()


def test_a_visit_is_logged_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/classroom_visit?school=S01", DESKTOP)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Save":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".flash.received")).to_contain_text("Received")


def test_tab_reaches_the_fields_of_a_visit_in_the_order_they_are_read(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/classroom_visit?school=S01", DESKTOP)
    order = page.evaluate(IN_READING_ORDER)
    assert {"schools", "activity_date", "minutes", "teacher_or_room", "grade_band", "shared_note"} <= set(
        order
    )
    reached: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.form?.matches('.entry-form') && document.activeElement.name"
        )
        if name and name not in reached:
            reached.append(name)
        if page.evaluate("document.activeElement.textContent.trim()") == "Save":
            break
    assert reached == order


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
