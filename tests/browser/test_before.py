"""What stands in a form before anything is typed, with a connection, without one, and without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.pages import KINDS
from tests.browser.steps import NOTE, kept, ready, sent, until
from tests.browser.test_coach import visits_of

VISIT = "/log/classroom_visit?school=S01"
AGAIN = "Same as last time"
# What differs for a good reason: numbers and tokens of the page itself.
VALUES = """(form) => [...new FormData(form)].filter(([name]) => !["id", "csrf_token"].includes(name))"""
DRAFTS = """() => new Promise((told) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const kept = asked.result.transaction("drafts").objectStore("drafts").count();
    kept.onsuccess = () => { asked.result.close(); told(kept.result); };
  };
})"""


@pytest.fixture
def coach(open_page: OpenPage) -> Page:
    """At a tablet that knows her entries."""
    page = ready(open_page("coach", "/?school=S01", service_workers="allow"))
    known(page)
    return page


def known(page: Page) -> None:
    """Wait until the tablet has heard of all her entries."""
    page.wait_for_load_state("networkidle")


def values(page: Page) -> list[Any]:
    return page.locator("form.entry-form").evaluate(VALUES)  # type: ignore[no-any-return]


def shown(page: Page) -> dict[str, Any]:
    """All that stands in the form before anything is typed."""
    options = "(all) => all.map(({ value, dataset }) => [value, 'shared' in dataset])"
    return {
        "values": values(page),
        "tiles": tiles(page).all_inner_texts(),
        "options": page.locator("datalist option").evaluate_all(options),
        "again": again(page).is_visible(),
        "filled from": page.locator("[data-filled-from]:visible").all_inner_texts(),
        "inherited": page.locator("[data-inherited]").is_visible(),
        "needed": page.locator(".need:visible").count(),
        "folded": page.locator("details.more").evaluate_all("(all) => all.map(({ open }) => open)"),
    }


def shows(page: Page, expected: dict[str, Any]) -> None:
    """Some of it is drawn after the form is there."""
    until(page, lambda: shown(page) == expected)


def opened(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("form[data-held]")).to_be_attached()


def offline(page: Page) -> None:
    page.context.set_offline(True)


def log_visit(page: Page, school: str, **said: Any) -> None:
    """A visit with what is said: minutes, room, focus, shared, note."""
    page.goto(f"/log/classroom_visit?school={school}")
    page.locator(".minutes .chip", has_text=re.compile(rf"^{said.get('minutes', 15)}$")).click()
    if "room" in said:
        room(page).fill(said["room"])
    if said.get("shared"):
        page.get_by_label("The school may see this name").check()
    if "focus" in said:
        choose_only(page, said["focus"])
    page.get_by_label(NOTE).fill(said.get("note", "A note of its own day"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))


def choose_only(page: Page, label: str) -> None:
    page.locator(".focus summary").click()
    for box in page.locator(".focus input:checked").all():
        box.uncheck()
    page.locator(".focus").get_by_label(label, exact=True).check()


def room(page: Page) -> Locator:
    return page.get_by_label("Teacher or room")


def tiles(page: Page) -> Locator:
    return page.locator("[data-tiles=teacher_or_room] button")


def chosen(page: Page) -> Locator:
    return page.locator(".focus .chip:visible:has(input:checked)")


def again(page: Page) -> Locator:
    return page.get_by_role("button", name=AGAIN)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_connection_a_form_opens_as_it_does_with_one(coach: Page, kind: str) -> None:
    for path in (f"/log/{kind}?school=S01", f"/log/{kind}?school=S02&like=last"):
        opened(coach, path)
        online = shown(coach)
        offline(coach)
        opened(coach, path)
        shows(coach, online)
        coach.context.set_offline(False)
    # What stands there by itself was typed by nobody.
    assert coach.evaluate(DRAFTS) == 0


@pytest.mark.parametrize("connection", ["with a connection", "without"])
def test_same_as_last_time_brings_all_but_day_and_notes_and_is_undone(coach: Page, connection: str) -> None:
    log_visit(coach, "S01", minutes=30, room=f"Room of {connection}", shared=True, focus="Equity")
    sent(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT)
    before = values(coach)
    again(coach).click()
    expect(room(coach)).to_have_value(f"Room of {connection}")
    expect(coach.locator(".minutes input:checked")).to_have_value("30")
    expect(coach.get_by_label("The school may see this name")).to_be_checked()
    expect(chosen(coach)).to_have_text(["Equity"])
    expect(coach.get_by_label(NOTE)).to_have_value("")
    expect(coach.locator("[data-filled-from]")).to_contain_text(
        "without notes and what was noticed or counted."
    )
    kept(coach)
    coach.reload()
    expect(room(coach)).to_have_value(f"Room of {connection}")
    opened(coach, "/log/classroom_visit")
    coach.get_by_role("button", name="Start anew").click()
    expect(room(coach)).to_have_value("")
    opened(coach, VISIT)
    again(coach).click()
    expect(room(coach)).to_have_value(f"Room of {connection}")
    coach.get_by_role("button", name="Undo").click()
    expect(room(coach)).to_have_value("")
    expect(again(coach)).to_be_visible()
    assert values(coach) == before


@pytest.mark.parametrize("connection", ["with a connection", "without"])
def test_what_was_typed_or_tapped_already_stays_and_stays_when_undone(coach: Page, connection: str) -> None:
    log_visit(coach, "S01", minutes=45, room="Room of before", focus="Data use")
    sent(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT)
    # Tapped, though it stood there already.
    coach.locator(".minutes .chip", has_text=re.compile(r"^15$")).click()
    room(coach).fill("Typed by hand")
    coach.get_by_label(NOTE).fill("My own words")
    coach.get_by_label("Follow-up").check()
    again(coach).click()
    expect(coach.locator("[data-filled-from]")).to_contain_text(
        "without notes and what was noticed or counted."
    )
    expect(room(coach)).to_have_value("Typed by hand")
    expect(coach.locator(".minutes input:checked")).to_have_value("15")
    expect(coach.get_by_label(NOTE)).to_have_value("My own words")
    expect(coach.get_by_label("Follow-up")).to_be_checked()
    expect(chosen(coach)).to_have_text(["Data use"])
    coach.get_by_label("K–2").check()
    coach.get_by_role("button", name="Undo").click()
    expect(coach.get_by_label("K–2")).to_be_checked()
    expect(room(coach)).to_have_value("Typed by hand")


def test_the_last_entry_may_still_wait_on_this_tablet(coach: Page) -> None:
    offline(coach)
    log_visit(coach, "S02", minutes=5, room="Only on this tablet", focus="Adult mindset")
    opened(coach, "/log/classroom_visit?school=S02")
    expect(tiles(coach).first).to_have_text("Only on this tablet")
    expect(chosen(coach)).to_have_text(["Adult mindset"])
    expect(coach.get_by_text("As in the last entry at this school.")).to_be_visible()
    again(coach).click()
    expect(room(coach)).to_have_value("Only on this tablet")
    coach.get_by_role("button", name="Save", exact=True).click()
    expect(coach).to_have_url(re.compile(r"/$"))
    coach.context.set_offline(False)
    sent(coach)
    opened(coach, "/log/classroom_visit?school=S02")
    expect(tiles(coach).first).to_have_text("Only on this tablet")
    expect(chosen(coach)).to_have_text(["Adult mindset"])


@pytest.mark.parametrize("connection", ["with a connection", "without"])
def test_another_school_brings_its_own_focus_and_names(coach: Page, connection: str) -> None:
    log_visit(coach, "S01", room="Room at the first", focus="Equity")
    log_visit(coach, "S02", room="Room at the second", focus="Family partnership")
    sent(coach)
    coach.goto("/")
    ready(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT)
    expect(chosen(coach)).to_have_text(["Equity"])
    school = coach.locator("#f-schools")
    school.select_option("S02")
    expect(tiles(coach).first).to_have_text("Room at the second")
    expect(chosen(coach)).to_have_text(["Family partnership"])
    expect(coach.get_by_text("As in the last entry at this school.")).to_be_visible()
    choose_only(coach, "Data use")
    expect(coach.get_by_text("As in the last entry at this school.")).to_be_hidden()
    school.select_option("S01")
    expect(tiles(coach).first).to_have_text("Room at the first")
    expect(chosen(coach)).to_have_text(["Data use"])
    kept(coach)
    coach.reload()
    expect(chosen(coach)).to_have_text(["Data use"])


@pytest.mark.parametrize("connection", ["with a connection", "without", "from its address"])
def test_who_was_visited_last_time_does_not_go_along_to_another_school(coach: Page, connection: str) -> None:
    log_visit(coach, "S01", minutes=30, room=f"Ms. Shared {connection}", shared=True)
    sent(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT + ("&like=last" if connection == "from its address" else ""))
    if connection != "from its address":
        again(coach).click()
    expect(room(coach)).to_have_value(f"Ms. Shared {connection}")
    flag = coach.get_by_label("The school may see this name")
    expect(flag).to_be_checked()
    coach.locator("#f-schools").select_option("S02")
    expect(room(coach)).to_have_value("")
    expect(flag).not_to_be_checked()
    expect(coach.locator(".minutes input:checked")).to_have_value("30")
    room(coach).fill("Typed by hand")
    flag.check()
    coach.locator("#f-schools").select_option("S01")
    expect(tiles(coach).first).to_have_text(f"Ms. Shared {connection}")
    expect(room(coach)).to_have_value("Typed by hand")
    expect(flag).to_be_checked()


@pytest.mark.parametrize("way", ["again", "draft"])
def test_a_name_in_place_of_a_shared_one_is_not_shared_with_it(coach: Page, way: str) -> None:
    log_visit(coach, "S01", room=f"Ms. Shared by {way}", shared=True)
    sent(coach)
    opened(coach, VISIT)
    flag = coach.get_by_label("The school may see this name")
    if way == "again":
        again(coach).click()
    else:
        tiles(coach).first.click()
        kept(coach)
        opened(coach, VISIT)
    expect(room(coach)).to_have_value(f"Ms. Shared by {way}")
    expect(flag).to_be_checked()
    room(coach).fill("Ms. Other")
    expect(flag).not_to_be_checked()


def test_a_draft_of_another_school_comes_back_with_the_names_of_that_school(coach: Page) -> None:
    log_visit(coach, "S02", room="Room of the draft")
    sent(coach)
    opened(coach, VISIT)
    coach.locator("#f-schools").select_option("S02")
    coach.get_by_label(NOTE).fill("A draft")
    kept(coach)
    opened(coach, VISIT)
    expect(coach.get_by_label(NOTE)).to_have_value("A draft")
    expect(tiles(coach).first).to_have_text("Room of the draft")


@pytest.mark.parametrize("connection", ["with a connection", "without"])
def test_the_tile_of_a_draft_is_pressed_when_it_comes_back(coach: Page, connection: str) -> None:
    name = f"Room kept {connection}"
    log_visit(coach, "S01", room=name)
    sent(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT)
    tiles(coach).filter(has_text=name).click()
    kept(coach)
    opened(coach, VISIT)
    expect(room(coach)).to_have_value(name)
    expect(tiles(coach).filter(has_text=name)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("connection", ["with a connection", "without"])
def test_a_tile_fills_the_field_once_more_clears_it_and_someone_else_is_typed(
    coach: Page, connection: str
) -> None:
    shared_name, other_name = f"Ms. Shared {connection}", f"Ms. Other {connection}"
    log_visit(coach, "S01", room=shared_name, shared=True)
    log_visit(coach, "S01", room=other_name)
    sent(coach)
    if connection == "without":
        offline(coach)
    opened(coach, VISIT)
    flag = coach.get_by_label("The school may see this name")
    shared = tiles(coach).filter(has_text=shared_name)
    assert tiles(coach).count() <= 6
    for tile in [*tiles(coach).all(), coach.get_by_role("link", name="Someone not listed")]:
        box = tile.bounding_box()
        assert box
        assert box["height"] >= 48
    shared.click()
    expect(room(coach)).to_have_value(shared_name)
    expect(shared).to_have_attribute("aria-pressed", "true")
    expect(flag).to_be_checked()
    tiles(coach).filter(has_text=other_name).click()
    expect(room(coach)).to_have_value(other_name)
    expect(shared).to_have_attribute("aria-pressed", "false")
    expect(flag).not_to_be_checked()
    tiles(coach).filter(has_text=other_name).click()
    expect(room(coach)).to_have_value("")
    shared.click()
    expect(flag).to_be_checked()
    coach.get_by_role("link", name="Someone not listed").click()
    expect(room(coach)).to_be_focused()
    expect(room(coach)).to_have_value("")
    expect(flag).not_to_be_checked()
    coach.keyboard.type(shared_name)
    coach.keyboard.press("Tab")
    expect(flag).to_be_checked()
    assert coach.locator(f"#l-teacher_or_room option[value='{other_name}']").count() == 1


@pytest.mark.parametrize("how", ["online", "offline", "without JavaScript"])
def test_a_visit_with_a_room_takes_five_taps_and_no_typing(open_page: OpenPage, how: str) -> None:
    page = open_page(
        "coach", "/schools", java_script_enabled=how != "without JavaScript", service_workers="allow"
    )
    before = visits_of(page, "S01")
    page.goto("/?school=S01")
    if how != "without JavaScript":
        known(ready(page))
    if how == "offline":
        offline(page)
        page.goto("/?school=S01")
    page.get_by_role("link", name=re.compile("Classroom visit")).first.click()
    name = tiles(page).first.inner_text()
    tiles(page).first.click()
    expect(room(page)).to_have_value(name)
    page.locator(".chip", has_text=re.compile(r"^20$")).click()
    page.locator("label", has_text="K–2").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))
    if how == "offline":
        page.context.set_offline(False)
        sent(page)
    assert visits_of(page, "S01") == before + 1


def test_without_javascript_same_as_last_time_keeps_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("coach", VISIT, java_script_enabled=False)
    room(page).fill("Room without script")
    page.locator(".minutes .chip", has_text=re.compile(r"^45$")).click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(VISIT)
    expect(page.locator(".focus .chip:visible")).to_have_count(page.locator(".focus input:checked").count())
    page.locator(".focus summary").click()
    expect(page.locator(".focus .chip:visible")).to_have_count(12)
    page.get_by_label(NOTE).fill("Typed before")
    again(page).click()
    expect(room(page)).to_have_value("Room without script")
    expect(page.locator(".minutes input:checked")).to_have_value("45")
    expect(page.get_by_label(NOTE)).to_have_value("Typed before")
    page.get_by_role("link", name="Someone not listed").click()
    expect(room(page)).to_be_focused()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".flash.received")).to_be_visible()


def test_a_tablet_that_does_not_know_her_entries_asks_the_server(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    page.route("**/api/changes*", lambda route: route.abort())
    page.goto(VISIT)
    expect(page.locator("form[data-held]")).to_be_attached()
    again(page).click()
    expect(page).to_have_url(re.compile("like=last&school=S01"))
    expect(page.locator("[data-filled-from]")).to_contain_text(
        "without notes and what was noticed or counted."
    )
