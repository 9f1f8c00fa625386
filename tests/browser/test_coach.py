"""As a coach: a visit in a few taps, errors in place, tapped twice and logged once, JavaScript or not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
WHEN_SAVE_IS_THERE = """new MutationObserver(() => {
  if (document.querySelector(".save-bar")) window.saveIsThere ??= performance.now();
}).observe(document, { childList: true, subtree: true });"""


def visits_of(page: Page, school: str) -> int:
    page.goto(f"/schools/{school}")
    shown = page.locator(f'data[data-measure="classroom_visits"][data-school="{school}"]').first
    return int(str(shown.get_attribute("value")))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_visit_takes_at_most_five_taps_and_no_typing(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("coach", "/schools", java_script_enabled=javascript)
    before = visits_of(page, "S01")
    page.goto("/?school=S01")
    taps = [
        page.get_by_role("link", name=re.compile("Classroom visit")).first,
        page.locator(".chip", has_text=re.compile(r"^20$")),
        page.locator("label", has_text="K–2"),
        page.get_by_role("button", name="Save"),
    ]
    assert len(taps) <= 5
    for tap in taps:
        tap.click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".flash.received")).to_contain_text("Received")
    first = page.locator(".entries .entry").first
    expect(first).to_contain_text("Classroom visit")
    expect(first).to_contain_text("20 min")
    assert visits_of(page, "S01") == before + 1


@pytest.mark.parametrize("address", ["/log/classroom_visit", "/shell/log/classroom_visit"])
def test_a_form_is_drawn_once_it_is_whole(open_page: OpenPage, address: str) -> None:
    page = open_page("coach", "about:blank")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WHEN_SAVE_IS_THERE)
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('first-paint').length")
    drawn = page.evaluate("performance.getEntriesByName('first-paint')[0].startTime")
    assert 0 < page.evaluate("window.saveIsThere") <= drawn


def test_a_double_tap_logs_one_entry(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools")
    before = visits_of(page, "S02")
    page.goto("/log/classroom_visit?school=S02")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator(".flash.received")).to_be_visible()
    assert visits_of(page, "S02") == before + 1


def test_a_double_tap_without_javascript_logs_one_entry(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools", java_script_enabled=False)
    before = visits_of(page, "S02")
    page.goto("/log/classroom_visit?school=S02")
    page.get_by_role("button", name="Save").dblclick()
    expect(page).to_have_url(re.compile(r"/$"))
    assert visits_of(page, "S02") == before + 1


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_what_is_wrong_is_said_beside_its_field_and_all_is_kept(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("coach", "/log/pd_session?school=S01", java_script_enabled=javascript)
    page.get_by_label("Title").fill("Circles")
    page.get_by_role("spinbutton", name="Participants").fill("0")
    page.get_by_label("Shared with the school").fill("Line one\nline two")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#e-participants")).to_contain_text("Between 1 and 10000.")
    expect(page.get_by_label("Title")).to_have_value("Circles")
    expect(page.get_by_label("Shared with the school")).to_have_value("Line one\nline two")
    page.get_by_role("spinbutton", name="Participants").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash.received")).to_be_visible()


def test_markup_in_a_note_is_shown_as_text(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/quick_support?school=S01")
    note = '</textarea><script>window.evil = 1</script><img src=x onerror="window.evil = 1"> {{7*7}}'
    page.get_by_label("Shared with the school").fill(note)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".entry-note").first).to_have_text(note)
    page.locator(".entry", has_text="window.evil").get_by_role("link").first.click()
    expect(page.locator(".prose").get_by_text(note)).to_be_visible()
    assert page.evaluate("window.evil") is None


def test_filters_change_the_list_without_a_reload_and_back_restores_it(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools/S01?year=2022-23")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Kind").select_option("data_team_meeting")
    expect(page).to_have_url(re.compile("kind=data_team_meeting"))
    expect(page.locator("#log .entry").first).to_contain_text("Data team meeting")
    expect(page.locator("#log .entry", has_text="Classroom visit")).to_have_count(0)
    assert page.evaluate("window.sameDocument") is True
    page.go_back()
    expect(page.locator("#log .entry", has_text="Classroom visit").first).to_be_visible()


def test_older_entries_are_one_tap_away(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools/S01?year=2022-23")
    newest = page.locator("#log .entry").first.inner_text()
    page.get_by_role("link", name="Older entries").click()
    expect(page).to_have_url(re.compile("after="))
    expect(page.locator("#log .entry").first).not_to_have_text(newest)


def test_words_typed_before_the_session_ended_come_back_without_javascript(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/quick_support?school=S01", java_script_enabled=False)
    page.get_by_label("Shared with the school").fill("Long words\nlong typed")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    sign_in_again(page)
    expect(page.get_by_label("Shared with the school")).to_have_value("Long words\nlong typed")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash.received")).to_be_visible()


def test_an_entry_saved_after_the_session_ended_is_received_after_signing_in(open_page: OpenPage) -> None:
    page = open_page("coach", "/log/quick_support?school=S01", service_workers="allow")
    expect(page.locator("[data-status]")).to_be_visible()
    page.get_by_label("Shared with the school").fill("Kept until signed in")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator(".flash.kept")).to_contain_text("Saved on this tablet")
    sign_in_again(page)
    expect(page.locator(".flash.received")).to_be_visible()
    expect(page.locator(".entry-note").first).to_have_text("Kept until signed in")


def sign_in_again(page: Page) -> None:
    page.get_by_label("E-mail", exact=True).fill("coach@demo.example")
    page.get_by_label("Password", exact=True).fill("demo-fieldlog")
    page.get_by_role("button", name="Sign in").click()


def test_a_session_for_several_schools_counts_once_in_each(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools")
    schools = ("S01", "S02")
    before = {school: hours_of(page, school) for school in schools}
    page.goto("/log/pd_session")
    for name in ("Cedar Elementary", "Madrone Elementary"):
        page.get_by_role("checkbox", name=name).check()
    page.locator(".minutes .chip", has_text=re.compile(r"^60$")).click()
    page.get_by_label("Title").fill("Together")
    page.get_by_role("spinbutton", name="Participants").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash.received")).to_be_visible()
    first = page.locator(".entries .entry").first
    expect(first).to_contain_text("Cedar Elementary")
    expect(first).to_contain_text("Madrone Elementary")
    assert {school: hours_of(page, school) for school in schools} == {s: h + 1 for s, h in before.items()}


def hours_of(page: Page, school: str) -> float:
    page.goto(f"/schools/{school}")
    shown = page.locator(f'data[data-measure="pd_session_hours"][data-school="{school}"]').first
    return float(str(shown.get_attribute("value")))


def test_a_form_refused_by_the_server_is_swapped_in_place_with_all_that_was_typed(
    open_page: OpenPage,
) -> None:
    page = open_page("coach", "about:blank")
    page.route("**/api/hello", lambda route: route.abort())  # the tablet knows nobody: htmx posts the form
    page.goto("/log/pd_session?school=S01")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Title").fill("Circles")
    page.get_by_role("spinbutton", name="Participants").fill("0")
    page.get_by_label("Shared with the school").fill("Line one\nline two")
    page.get_by_role("group", name="Topic").locator("label.chip", has_text="Regulation").click()
    with page.expect_response("**/log/pd_session") as answered:
        page.get_by_role("button", name="Save").click()
    assert answered.value.status == 422
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_be_in_viewport()
    assert page.evaluate("window.sameDocument") is True
    expect(page.get_by_label("Title")).to_have_value("Circles")
    expect(page.get_by_label("Shared with the school")).to_have_value("Line one\nline two")
    expect(page.get_by_role("group", name="Topic").get_by_label("Regulation")).to_be_checked()
    page.locator("[data-error-summary] a").first.click()
    expect(page.get_by_role("spinbutton", name="Participants")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_back_after_saving_opens_a_new_form_not_the_entry_again(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("coach", "/", java_script_enabled=javascript)
    page.goto("/log/classroom_visit?school=S03")
    page.get_by_label("Shared with the school").fill("Saved, and then Back")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash.received")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Classroom visit")
    expect(page.get_by_label("Shared with the school")).to_have_value("")


def test_filters_work_without_javascript(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools/S01?year=2022-23", java_script_enabled=False)
    page.get_by_label("Kind").select_option("convening")
    page.get_by_role("search").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("year=2022-23.*kind=convening"))
    expect(page.locator("#log .entry")).to_have_count(1)
    page.get_by_label("School year").select_option("2023-24")
    page.locator(".picker").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("year=2023-24"))


def test_every_page_of_a_log_shows_other_entries_until_the_end(open_page: OpenPage) -> None:
    page = open_page("coach", "/schools/S01?year=2022-23")
    older = page.get_by_role("link", name="Older entries")
    seen: list[str] = []
    while True:
        links = page.locator("#log .entry-head a")
        seen += links.evaluate_all("(all) => all.map((link) => link.pathname)")
        if not older.count():
            break
        address = str(older.get_attribute("href"))
        older.click()
        expect(page).to_have_url(re.compile(re.escape(address)))
        expect(links.first).not_to_have_attribute("href", seen[-1])
        expect(page.locator(f'#log a[href="{seen[-1]}"]')).to_have_count(0)
    assert len(seen) == len(set(seen)) > 25
