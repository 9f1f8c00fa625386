"""The files of a week over HTTP: the same bytes each time, a new edition with a reason."""

import csv
import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog import ticker
from fieldlog.extensions import write_transaction
from fieldlog.ledger.csv_cells import restored
from fieldlog.ledger.record import amend
from fieldlog.ledger.weekly.files import NAMES
from tests.server_clock import Clock
from tests.world import World, content, log, post

BrowserOf = Callable[[str], FlaskClient]
WEEK = "/exports/weeks/2026-W47"
HARD = [
    '=HYPERLINK("http://evil")',
    "-1+1",
    "＝1",
    "'quoted",
    '",\r\n;',
    "007",
    "👩🏽‍🏫",
    "2026-11-20",
    "1e5",
    "\tx",
]

pytestmark = pytest.mark.usefixtures("counted")


def test_a_made_week_gives_the_same_bytes_whatever_was_changed_since(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    entry = log(world.maya, shared_note="before")
    assert ticker.tick(app, "a") == ["2026-W47"]
    admin = browser_of("admin")
    first = {name: admin.get(f"{WEEK}/{name}").data for name in NAMES}
    assert all(first.values())
    with write_transaction():
        amend(world.maya, entry, content(world.maya, shared_note="after"), revision=1, at=moved.at)
    assert {name: admin.get(f"{WEEK}/{name}").data for name in NAMES} == first


def test_it_is_made_again_with_a_reason_and_both_editions_stay(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    entry = log(world.maya, shared_note="before")
    ticker.tick(app, "a")
    with write_transaction():
        amend(world.maya, entry, content(world.maya, shared_note="after"), revision=1, at=moved.at)
    admin = browser_of("admin")
    refused = post(admin, WEEK, {"reason": " "})
    assert refused.status_code == 422
    assert "Please fill this in." in refused.text
    assert post(admin, WEEK, {"reason": "A note was corrected"}).status_code == 303
    page = admin.get(WEEK).text
    assert "A note was corrected" in page
    assert "Ruth Admin" in page
    assert b"after" in admin.get(f"{WEEK}/entries.csv").data
    assert b"before" in admin.get(f"{WEEK}/entries.csv?edition=1").data
    manifest = json.loads(admin.get(f"{WEEK}/manifest.json").data)
    assert (manifest["edition"], manifest["follows"]) == (2, {"week": "2026-W47", "edition": 1})
    assert admin.get(f"{WEEK}/entries.csv?edition=3").status_code == 404


def test_a_week_that_is_not_over_is_not_made(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    log(world.maya)
    refused = post(browser_of("admin"), "/exports/weeks/2026-W48", {})
    assert refused.status_code == 422
    assert "This week is not over yet." in refused.text


def test_a_week_that_was_not_made_is_given_as_it_stands(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    log(world.maya, shared_note="as it stands")
    admin = browser_of("admin")
    assert b"as it stands" in admin.get(f"{WEEK}/entries.jsonl").data
    assert admin.get(f"{WEEK}/manifest.json").status_code == 404
    assert "within the next minutes" in admin.get(WEEK).text


def test_others_have_the_entries_of_their_schools_only(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    log(world.maya, shared_note="canary-cedar")
    log(world.stranger, schools="S03", shared_note="canary-oak")
    ticker.tick(app, "a")
    own = browser_of("elena").get(f"{WEEK}/entries.csv").text
    assert "canary-cedar" in own
    assert "canary-oak" not in own
    for name in NAMES[1:]:
        assert browser_of("elena").get(f"{WEEK}/{name}").status_code == 403


@pytest.mark.parametrize("name", ["secrets.csv", "%00", "entries.csv%00", "..%2fx", "entries"])
def test_a_file_there_is_not_is_not_found(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock, name: str
) -> None:
    log(world.maya)
    ticker.tick(app, "a")
    assert browser_of("admin").get(f"{WEEK}/{name}").status_code == 404


@pytest.mark.parametrize("note", HARD)
def test_the_workbook_holds_what_was_written_and_runs_nothing(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock, note: str
) -> None:
    log(world.maya, shared_note=note, minutes="20")
    ticker.tick(app, "a")
    admin = browser_of("admin")
    sheet = openpyxl.load_workbook(io.BytesIO(admin.get(f"{WEEK}/entries.xlsx").data))["entries"]
    header, row = list(sheet.iter_rows())
    cells = {name.value: cell for name, cell in zip(header, row, strict=True)}
    assert cells["shared_note"].data_type == "s"
    assert cells["shared_note"].value.replace("_x000D_", "\r") == note.replace("\r\n", "\n").strip("")
    assert cells["minutes"].value == 20
    assert cells["activity_date"].value.date().isoformat() == "2026-11-20"
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("B2", True)
    assert all(cell.data_type != "f" for cell in row)

    text = admin.get(f"{WEEK}/entries.csv").data.decode("utf-8-sig")
    (told,) = csv.DictReader(io.StringIO(text, newline=""))
    assert restored(told["shared_note"]) == note.replace("\r\n", "\n")


def test_editions_saved_side_by_side_have_names_of_their_own(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    log(world.maya)
    ticker.tick(app, "a")
    admin = browser_of("admin")
    assert post(admin, WEEK, {"reason": "Once more"}).status_code == 303
    saved = [
        admin.get(f"{WEEK}/entries.csv{asked}").headers["Content-Disposition"].partition("filename=")[2]
        for asked in ("?edition=1", "?edition=2", "")
    ]
    second = '"fieldlog-2026-W47-edition-2-entries.csv"'
    assert saved == ['"fieldlog-2026-W47-entries.csv"', second, second]


def test_a_week_without_files_says_whether_they_come_by_themselves(
    app: Flask, world: World, browser_of: BrowserOf, moved: Clock
) -> None:
    log(world.maya)
    admin = browser_of("admin")
    assert "by themselves within the next minutes" in admin.get(WEEK).text
    ticker.tick(app, "a")
    older = admin.get("/exports/weeks/2026-W40").text
    assert "within the next minutes" not in older
    assert "They are made when you say so." in older


def test_every_week_can_be_reached_from_the_list(world: World, browser_of: BrowserOf, moved: Clock) -> None:
    log(world.maya, activity_date="2025-10-03")
    browser, address, listed = browser_of("elena"), "/exports", list[str]()
    for _ in range(6):
        page = browser.get(address).text
        listed += re.findall(r"/exports/weeks/([0-9]{4}-W[0-9]{2})/entries.csv", page)
        (address,) = re.findall(r'href="(/exports\?day=[^"]+)">', page)
    assert listed[0] == "2026-W48"
    assert len(set(listed)) == len(listed) == 72
    assert "2025-W40" in listed
    there = browser.get("/exports?day=2025-10-05").text
    assert re.findall(r"weeks/([0-9]{4}-W[0-9]{2})/entries.csv", there)[0] == "2025-W40"
    assert "1 entry" in there
    assert "Weeks up to Sun 5 Oct 2025" in there
    assert browser.get("/exports?day=2027-01-01").text.count("Recent weeks") == 1


@pytest.mark.parametrize("day", ["2025-02-30", "0001-01-01", "9999-12-31", "yesterday", "2025-10"])
def test_a_day_there_is_not_is_not_found(world: World, browser_of: BrowserOf, day: str) -> None:
    assert browser_of("elena").get(f"/exports?day={day}").status_code == 404
