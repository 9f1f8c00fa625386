"""What comes out of the printer, on either paper: how many pages, whose they are, nothing left out unsaid."""

import datetime as dt
import io
import re
import uuid
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import normalize

import pytest
from flask import Flask
from playwright.sync_api import Page
from pypdf import PdfReader
from sqlalchemy import select

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.clock import Month, SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import entries, people
from fieldlog.models import Entry, EntrySchool, School
from fieldlog.web.wording import day_of
from tests.browser import corners, papers

OpenPage = Callable[..., Page]
PAPERS = ("Letter", "A4")
OCTOBER = "/schools/S01?year=2026-27&month=2026-10"
# What there is on the screen to press and to go elsewhere.
CHROME = ("Sign out", "Home", "Show", "Print", "Older entries", "CSV", "Edit", "Kind", "School year")
CUT = "What ends in ... goes on in FieldLog."


class Fullest(NamedTuple):
    """The month with the most entries at one school of the demo, and how each of their notes begins."""

    address: str
    name: str
    month: str
    notes: list[str]


def printed(page: Page, paper: str) -> list[str]:
    """The words of each page."""
    pdf = PdfReader(io.BytesIO(page.pdf(format=paper)))
    # Letters that the font joins are one sign.
    return [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages]


@pytest.fixture(scope="module")
def jonah(demo_app: Flask) -> Actor:
    """A coach of every school."""
    with demo_app.app_context():
        found = people.by_email("coach2@demo.example")
        assert found
        return people.actor_of(found)


@pytest.fixture(scope="module")
def fullest(demo_app: Flask) -> Fullest:
    with demo_app.app_context():
        named = select(EntrySchool.school_id, EntrySchool.activity_date).join(School)
        named = named.where(School.code != "S90")
        counted = Counter((school_id, Month.of(day)) for school_id, day in db.session.execute(named))
        (school_id, month), _ = counted.most_common(1)[0]
        school = db.session.get_one(School, school_id)
        notes = (
            select(Entry.shared_note)
            .join(EntrySchool, EntrySchool.entry_id == Entry.id)
            .where(EntrySchool.school_id == school.id)
            .where(Entry.activity_date.between(month.first_day, month.last_day))
        )
        year = SchoolYear.of(month.first_day)
        address = f"/schools/{school.code}?year={year.code}&month={month.code}"
        return Fullest(
            address, school.name, month.name, [note[:30].strip() for note in db.session.scalars(notes)]
        )


@pytest.mark.parametrize("paper", PAPERS)
def test_the_fullest_month_of_the_demo_fits_on_two_pages_without_javascript(
    open_page: OpenPage, fullest: Fullest, paper: str
) -> None:
    pages = printed(open_page("admin", fullest.address, java_script_enabled=False), paper)
    assert len(pages) <= 2
    assert len(fullest.notes) > 8
    for sheet in pages:
        assert re.match(rf"{fullest.name}, {fullest.month}, printed \w+ \d+ \w+ \d{{4}}", sheet)
    words = " ".join(pages)
    assert [note for note in fullest.notes if note not in words] == []
    assert [word for word in CHROME if word in words] == []
    assert CUT not in words, "nothing was cut"


@pytest.fixture(scope="module")
def full_october(demo_app: Flask, jonah: Actor) -> int:
    """Sixty visits with notes as long as they may be, beside what the demo has."""
    with demo_app.app_context():
        papers.full_month(jonah, "S01", 60)
    return 60


@pytest.mark.parametrize("paper", PAPERS)
def test_a_month_with_far_too_much_is_on_two_pages_and_says_what_it_cut(
    open_page: OpenPage, full_october: int, paper: str
) -> None:
    pages = printed(open_page("principal", OCTOBER), paper)
    words = " ".join(pages)
    assert len(pages) == 2
    assert [number for number in range(full_october) if f"No. {number}:" not in words] == []
    assert CUT in words
    assert pages[1].startswith("Cedar Elementary, October 2026, printed")


def test_what_stands_open_goes_along_with_the_running_month_only(
    open_page: OpenPage, demo_app: Flask
) -> None:
    running = Month.of(clock.today(demo_app.config["FIELDLOG"].time_zone))
    page = open_page("principal", f"/schools/S01?month={running.code}")
    assert "Open action items" in " ".join(printed(page, "Letter"))
    page.goto("/schools/S01?year=2025-26&month=2026-05")
    assert "Open action items" not in " ".join(printed(page, "Letter"))
    page.goto(OCTOBER)
    words = " ".join(printed(page, "Letter"))
    assert "Open action items" not in words, "it was not so in October"
    assert "since" not in words


def test_a_month_is_whole_however_many_entries_it_has(open_page: OpenPage) -> None:
    words = " ".join(printed(open_page("overfull", "/schools/S90?year=2026-27&month=2026-11"), "Letter"))
    assert words.count("Classroom visit Bartholomew") == corners.ENTRIES_IN_A_WEEK
    assert "Older entries" not in words


@pytest.mark.parametrize("path", ["/schools/S01", OCTOBER, "/highlights/2022-23"])
def test_no_border_stands_on_the_edge_of_the_paper(open_page: OpenPage, path: str) -> None:
    page = open_page("admin", path, (710, 900))
    page.emulate_media(media="print")
    edges = (
        "[...document.querySelectorAll('.tile, .tiles.minor')].map((el) => el.getBoundingClientRect().right)"
    )
    found = page.evaluate(edges)
    assert len(found) > 5
    assert max(found) < 710 - 1


def test_what_is_left_to_the_screen_is_said(
    open_page: OpenPage, full_october: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MONTH", 30)
    page = open_page("principal", OCTOBER)
    assert "Older entries are in FieldLog." in printed(page, "Letter")[0]
    page.get_by_role("link", name="Older entries").click()
    page.wait_for_url(re.compile("after="))
    assert "Newer entries are in FieldLog." in " ".join(printed(page, "Letter"))
    page.goto(f"{OCTOBER}&kind=pd_session&from=2026-10-05&to=2026-10-09")
    first, last = (day_of(dt.date(2026, 10, day), dt.date.today()) for day in (5, 9))
    assert f"A part of the log: PD sessions from {first} to {last}." in " ".join(printed(page, "Letter"))


@pytest.fixture(scope="module")
def meeting(demo_app: Flask, jonah: Actor) -> uuid.UUID:
    with demo_app.app_context():
        return papers.usual_meeting(jonah)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_minutes_of_a_meeting_are_on_one_page_without_javascript(
    open_page: OpenPage, meeting: uuid.UUID, paper: str
) -> None:
    pages = printed(open_page("principal", f"/entries/{meeting}", java_script_enabled=False), paper)
    assert len(pages) == 1
    assert re.match(
        r"Cedar Elementary, Data team meeting, Fri 20 Nov 2026, printed \w+ \d+ \w+ \d{4}", pages[0]
    )
    for text, *_ in (*papers.SOLUTIONS, *papers.ACTIONS):
        assert text in pages[0]
    assert papers.NOTE[:1000].split()[-1] in pages[0]
    assert [word for word in CHROME if word in pages[0]] == []


def test_long_minutes_go_on_with_the_schools_name(open_page: OpenPage) -> None:
    pages = printed(open_page("overfull", "/entries/{overfull}"), "A4")
    assert len(pages) > 1
    assert all(corners.LONG_NAME[:40] in sheet[:200] for sheet in pages)


def test_the_school_and_the_day_stand_on_the_page_of_who_sees_numbers_only(open_page: OpenPage) -> None:
    (sheet,) = printed(open_page("viewer", "/schools/S01?year=2022-23&month=2022-10"), "Letter")
    assert sheet.startswith("Cedar Elementary, October 2022, printed")
    assert "Open action items" not in sheet


def test_schools_that_were_chosen_are_told_from_all(open_page: OpenPage) -> None:
    page = open_page("admin", "/schools?partners=1")
    assert "Of all schools those that are Whole School partners" in " ".join(printed(page, "Letter"))


@pytest.mark.parametrize("path", [OCTOBER, "/entries/{edited}"])
def test_a_button_prints(open_page: OpenPage, path: str) -> None:
    page = open_page("admin", path)
    page.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("document.body.dataset.printed") == "yes"


def test_it_is_ink_on_white_in_the_dark_too(open_page: OpenPage) -> None:
    page = open_page("principal", OCTOBER, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ink = page.locator("#tally data").first.evaluate("(number) => getComputedStyle(number).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
