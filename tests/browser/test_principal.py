"""As a principal on a phone: is my school's log right, open it, take it along, print it."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldlog.extensions import db
from fieldlog.models import Entry, EntrySchool, School
from tests.browser.conftest import PHONE

OpenPage = Callable[..., Page]
OCTOBER = "/schools/S01?year=2026-27&month=2026-10"


def test_the_own_schools_log_is_read_filtered_and_opened(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE)
    page.get_by_role("link", name=re.compile("Cedar Elementary")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cedar Elementary")
    page.get_by_label("School year").select_option("2022-23")
    expect(page.locator('data[data-measure="data_team_meetings"]')).to_have_text("11")
    page.locator("#log .entry a").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile("visit|meeting|session|support|Convening"))


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_another_year_keeps_the_list_narrowed_and_sorted(
    open_page: OpenPage, java_script_enabled: bool
) -> None:
    page = open_page("admin", "/schools?year=2024-25", java_script_enabled=java_script_enabled)
    filters, picker = page.locator(".filters"), page.locator(".picker")
    filters.get_by_label("County").select_option("Jackson County")
    filters.get_by_label("Sort by").select_option("name")
    if not java_script_enabled:
        filters.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("county=Jackson.*sort=name"))
    picker.get_by_label("School year").select_option("2023-24")
    if not java_script_enabled:
        picker.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("year=2023-24.*county=Jackson.*sort=name"))
    expect(filters.get_by_label("County")).to_have_value("Jackson County")
    expect(filters.get_by_label("Sort by")).to_have_value("name")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_month_chosen_is_that_of_another_year_too(open_page: OpenPage, java_script_enabled: bool) -> None:
    page = open_page(
        "principal", "/schools/S01?year=2024-25&month=2024-10", java_script_enabled=java_script_enabled
    )
    page.get_by_label("School year").select_option("2023-24")
    if not java_script_enabled:
        page.locator(".picker").get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="October 2023")).to_be_visible()


DRAWN = """(selector) => {
  const found = getComputedStyle(document.querySelector(selector));
  return [found.fill, found.stroke, found.color];
}"""


def test_the_month_chosen_is_told_apart_without_colours(open_page: OpenPage) -> None:
    page = open_page("principal", OCTOBER, color_scheme="dark", forced_colors="active")
    marks = page.locator("#tally .tile .month-bars .mark")
    expect(marks).to_have_count(5)
    expect(page.locator("#tally .letters b").first).to_have_text("O")
    ink = page.evaluate("getComputedStyle(document.body).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(DRAWN, ".month-bars .mark")[0] == ink
    assert page.evaluate(DRAWN, ".month-bars .pale")[:2] == [paper, ink], "an outline"
    page.goto("/highlights/2022-23")
    assert page.evaluate(DRAWN, ".dot")[0] == ink
    assert page.evaluate(DRAWN, ".agreed .icon")[2] == ink
    assert page.evaluate("getComputedStyle(document.querySelector('.quote')).borderTopWidth") == "1px"


LIGHT = """(selector) => {
  const pad = new OffscreenCanvas(1, 1).getContext("2d");
  pad.fillStyle = getComputedStyle(document.querySelector(selector)).fill;
  pad.fillRect(0, 0, 1, 1);
  return pad.getImageData(0, 0, 1, 1).data[1];
}"""


@pytest.mark.parametrize(("scheme", "is_lighter"), [("dark", True), ("light", False)])
def test_the_month_chosen_stands_out_from_the_others(
    open_page: OpenPage, scheme: str, is_lighter: bool
) -> None:
    page = open_page("principal", OCTOBER, color_scheme=scheme)
    chosen, others = (page.evaluate(LIGHT, f".month-bars {name}") for name in (".mark", ".pale"))
    assert abs(chosen - others) > 32
    assert (chosen > others) == is_lighter


def test_months_have_letters_where_there_is_room(open_page: OpenPage) -> None:
    page = open_page("principal", "/schools/S01", PHONE)
    letters = page.locator("#tally .letters").first
    expect(letters).to_be_visible()
    assert "".join(letters.inner_text().split()) == "JASONDJFMAMJ"
    page.set_viewport_size({"width": 320, "height": 640})
    expect(letters).to_be_hidden()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_number_is_tapped_and_shows_what_it_is_the_sum_of(
    open_page: OpenPage, java_script_enabled: bool
) -> None:
    path = "/schools/S01?year=2022-23"
    page = open_page("principal", path, PHONE, java_script_enabled=java_script_enabled)
    page.locator(".tile", has_text="Data team meetings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data team meetings")
    expect(page.get_by_text("These 11 add up to 11.")).to_be_visible()
    expect(page.locator(".addends .entry")).to_have_count(11)
    page.locator(".addends .entry").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data team meeting")
    page.go_back()
    page.get_by_role("link", name="Cedar Elementary").click()
    expect(page).to_have_url(re.compile(r"/schools/S01\?year=2022-23$"))


def test_the_log_is_narrowed_to_some_days(open_page: OpenPage) -> None:
    page = open_page("principal", "/schools/S01?year=2022-23", PHONE)
    page.evaluate("window.sameDocument = true")
    page.get_by_label("From").fill("2023-04-01")
    page.get_by_label("To", exact=True).fill("2023-04-30")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("from=2023-04-01&to=2023-04-30"))
    shown = page.locator("#log .entry-day")
    expect(shown.first).to_have_text(re.compile("Apr"))
    assert all("Apr" in day for day in shown.all_inner_texts())
    assert page.evaluate("window.sameDocument") is True


@pytest.mark.parametrize("path", ["/schools/S02", "/schools/S99"])
def test_another_school_is_not_found_as_one_that_never_was(open_page: OpenPage, path: str) -> None:
    page = open_page("principal", "/", PHONE)
    answer = page.goto(path)
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    assert "Madrone" not in page.content()


def test_a_filter_on_another_school_is_not_found(open_page: OpenPage) -> None:
    page = open_page("principal", "/", PHONE)
    for path in ("/entries?school=S02", "/exports/entries.csv?school=S02"):
        answer = page.request.get(path)
        assert answer.status == 404, path


def test_no_private_note_is_seen(open_page: OpenPage, demo_app: Flask) -> None:
    with demo_app.app_context():
        query = select(Entry.id, Entry.private_note).join(EntrySchool).join(School)
        noted = query.where(School.code == "S01", Entry.private_note != "").order_by(Entry.id).limit(1)
        entry_id, note = db.session.execute(noted).one()
    page = open_page("coach", f"/entries/{entry_id}", PHONE)
    expect(page.get_by_text(note)).to_be_visible()
    page = open_page("principal", f"/entries/{entry_id}", PHONE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Classroom visit")
    assert note not in page.content()


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
    pdf = page.pdf(format="Letter", tagged=True)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 1
    # The document's title; the words on the pages are packed.
    assert b"Cedar Elementary" in pdf or "Cedar Elementary".encode("utf-16-be").hex().upper().encode() in pdf
    page.emulate_media(media="print")
    expect(page.locator(".running-head")).to_be_visible()
    expect(page.locator(".running-head")).to_contain_text("Cedar Elementary, 2022-23, printed")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
