"""Weekly files and the same columns for any filter."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldlog.activities import KINDS
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import entries
from fieldlog.ledger.csv_cells import restored
from fieldlog.ledger.record import amend, withdraw
from fieldlog.models import Entry
from tests.server_clock import Clock
from tests.world import NOON, World, content, log

BrowserOf = Callable[[str], FlaskClient]
CONTRACT = [
    "entry_id", "revision", "status", "change", "kind", "activity_date", "iso_week", "school_year",
    "school_codes", "school_names", "district", "county", "coach", "co_coaches", "minutes", "start_time",
    "focus", "grade_band", "shared_note", "received_at", "late", "form_version",
]  # fmt: skip


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_a_week_holds_its_monday_to_sunday(world: World, browser_of: BrowserOf) -> None:
    for day in ("2026-11-08", "2026-11-09", "2026-11-15", "2026-11-16"):
        log(world.maya, activity_date=day)
    answer = browser_of("elena").get("/exports/weeks/2026-W46/entries.csv")
    assert [row["activity_date"] for row in rows(answer.data)] == ["2026-11-09", "2026-11-15"]
    assert {row["iso_week"] for row in rows(answer.data)} == {"2026-W46"}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fieldlog-2026-W46-entries.csv"'
    assert answer.mimetype == "text/csv"


def test_the_columns_are_the_contracts_and_then_the_kinds(world: World, browser_of: BrowserOf) -> None:
    header = browser_of("admin").get("/exports/entries.csv").data.decode("utf-8-sig").splitlines()[0]
    columns = [name.strip('"') for name in header.split(",")]
    assert columns[: len(CONTRACT)] == CONTRACT
    assert all(column.split(".")[0] in KINDS for column in columns[len(CONTRACT) :])
    assert "classroom_visit.what_we_noticed.way_in" in columns
    assert "data_team_meeting.data_reviewed.location" in columns
    assert len(columns) == len(set(columns))


def test_every_envelope_cell_is_what_was_logged(world: World, browser_of: BrowserOf) -> None:
    entry_id = log(
        world.maya,
        "pd_session",
        schools=["S02", "S01"],
        minutes="90",
        start_time="08:05",
        focus=["equity", "data_use"],
        co_coaches=[str(world.jonah.id)],
        shared_note='=HYPERLINK("http://evil"), line\nbreak 👩🏽‍🏫',
    )
    (row,) = rows(browser_of("admin").get("/exports/weeks/2026-W47/entries.csv").data)
    note = row.pop("shared_note")
    assert note.startswith("'=")
    assert restored(note) == '=HYPERLINK("http://evil"), line\nbreak 👩🏽‍🏫'
    own = {name: value for name, value in row.items() if "." not in name}
    assert own == {
        "entry_id": str(entry_id),
        "revision": "1",
        "status": "active",
        "change": "new",
        "kind": "pd_session",
        "activity_date": "2026-11-20",
        "iso_week": "2026-W47",
        "school_year": "2026-27",
        "school_codes": "S01;S02",
        "school_names": "Cedar Elementary;Madrone Middle",
        "district": "Valley",
        "county": "Jackson",
        "coach": "Maya Torres",
        "co_coaches": "Jonah Whitaker",
        "minutes": "90",
        "start_time": "08:05",
        "focus": "equity;data_use",
        "grade_band": "",
        "received_at": "2026-11-20T12:00:00-08:00",
        "late": "0",
        "form_version": "2",
    }
    assert row["pd_session.participants"] == "24"
    assert row["classroom_visit.purpose"] == ""


def test_change_says_what_happened_since_the_weeks_file(world: World, browser_of: BrowserOf) -> None:
    after = NOON.replace(day=24)
    log(world.maya, shared_note="new")
    log(world.maya, shared_note="late", at=after)
    early, edited, withdrawn = (log(world.maya) for _ in range(3))
    with write_transaction():
        amend(world.maya, early, content(world.maya, shared_note="new too"), revision=1, at=NOON)
        amend(world.maya, edited, content(world.maya, shared_note="edited"), revision=1, at=after)
        withdraw(world.maya, withdrawn, revision=1, at=after, reason="Logged twice")
    found = rows(browser_of("admin").get("/exports/weeks/2026-W47/entries.csv").data)
    changes = {row["shared_note"]: (row["change"], row["status"], row["late"]) for row in found}
    assert changes == {
        "new": ("new", "active", "0"),
        "new too": ("new", "active", "0"),
        "late": ("late", "active", "1"),
        "edited": ("edited", "active", "0"),
        "": ("withdrawn", "withdrawn", "0"),
    }


def test_any_filter_gives_the_entries_of_the_page(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, schools="S01")
    log(world.maya, schools="S02")
    log(world.maya, "quick_support", schools="S02")
    log(world.maya, schools="S02", activity_date="2026-10-01")
    query = "from=2026-11-01&to=2026-11-30&school=S02&kind=classroom_visit"
    (row,) = rows(browser_of("maya").get(f"/exports/entries.csv?{query}").data)
    assert (row["school_codes"], row["kind"]) == ("S02", "classroom_visit")


@pytest.mark.parametrize(
    ("who", "seen"), [("maya", 2), ("elena", 1), ("lead", 2), ("admin", 3), ("stranger", 1)]
)
def test_each_reader_exports_what_that_reader_may_see(
    world: World, browser_of: BrowserOf, who: str, seen: int
) -> None:
    log(world.maya, schools="S01")
    log(world.maya, schools="S02")
    log(world.stranger, schools="S03")
    assert len(rows(browser_of(who).get("/exports/entries.csv").data)) == seen


def test_a_viewer_exports_nothing(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("viewer")
    for address in ("/exports", "/exports/entries.csv", "/exports/weeks/2026-W47/entries.csv"):
        assert browser.get(address).status_code == 403


def test_the_private_note_is_in_no_file(world: World, browser_of: BrowserOf) -> None:
    log(world.maya, private_note="canary-private")
    assert b"canary-private" not in browser_of("maya").get("/exports/entries.csv").data


def test_the_weeks_page_counts_the_entries_of_each_week(world: World, browser_of: BrowserOf) -> None:
    log(world.maya)
    log(world.stranger, schools="S03")
    page = browser_of("elena").get("/exports").text
    assert "/exports/weeks/2026-W47/entries.csv" in page
    assert "1 entry" in page


def test_a_file_is_sent_in_pieces(app: Flask, world: World, browser_of: BrowserOf) -> None:
    for number in range(40):
        log(world.maya, shared_note=f"{number} " + "long words " * 100)
    answer = browser_of("admin").get("/exports/entries.csv", buffered=False)
    assert answer.headers.get("Content-Length") is None
    pieces: Iterator[bytes] = answer.iter_encoded()
    assert len(list(pieces)) > 1


def test_the_command_writes_the_programs_week(app: Flask, world: World, tmp_path: Path) -> None:
    log(world.maya, schools="S01")
    log(world.stranger, schools="S03")
    run = app.test_cli_runner().invoke(
        args=["fieldlog", "export-week", "2026-W47", "--out", str(tmp_path / "out")]
    )
    assert run.exit_code == 0, run.output
    written = (tmp_path / "out" / "entries.csv").read_bytes()
    assert len(rows(written)) == 2
    again = app.test_cli_runner().invoke(
        args=["fieldlog", "export-week", "2026-W47", "--out", str(tmp_path / "out")]
    )
    assert again.exit_code == 0
    assert (tmp_path / "out" / "entries.csv").read_bytes() == written


@pytest.mark.parametrize("week", ["2026-W54", "2026-47", "last week", ""])
def test_the_command_refuses_a_week_that_is_none(app: Flask, world: World, week: str) -> None:
    run = app.test_cli_runner().invoke(args=["fieldlog", "export-week", week])
    assert run.exit_code == 1
    assert "Write it like 2026-W47" in run.output


def test_the_command_makes_what_is_due_and_then_nothing(
    app: Flask, world: World, tmp_path: Path, moved: Clock
) -> None:
    log(world.maya)
    command = ["fieldlog", "export-week", "--pending", "--out", str(tmp_path)]
    first = app.test_cli_runner().invoke(args=command)
    assert (first.exit_code, first.output) == (0, f"Made the files of 2026-W47 in {tmp_path / '2026-W47'}.\n")
    kept = {file.name: file.read_bytes() for file in (tmp_path / "2026-W47").iterdir()}
    assert len(kept) == 8
    second = app.test_cli_runner().invoke(args=command)
    assert (second.exit_code, second.output) == (0, "No week is due.\n")

    with write_transaction():
        entry = db.session.scalars(select(Entry)).one()
        amend(world.maya, entry.id, content(world.maya, shared_note="new"), revision=1, at=moved.at)
    again = app.test_cli_runner().invoke(
        args=["fieldlog", "export-week", "2026-W47", "--out", str(tmp_path / "again")]
    )
    assert "(edition 1)" in again.output
    assert {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()} == kept


@pytest.mark.parametrize("arguments", [[], ["2026-W47", "--pending"]])
def test_the_command_wants_a_week_or_pending(app: Flask, world: World, arguments: list[str]) -> None:
    run = app.test_cli_runner().invoke(args=["fieldlog", "export-week", *arguments])
    assert run.exit_code == 2
    assert "Say which week, like 2026-W47, or --pending." in run.output


@pytest.mark.parametrize("who", ["maya", "elena", "lead", "admin"])
@pytest.mark.parametrize(
    "asked",
    ["", "from=2026-11-10&to=2026-11-18", "kind=pd_session", "school=S01", "school=S01&kind=pd_session"],
)
def test_one_query_gives_the_same_entries_as_list_as_print_and_as_file(
    world: World, browser_of: BrowserOf, who: str, asked: str
) -> None:
    for day in ("2026-11-09", "2026-11-12", "2026-11-18", "2026-11-20"):
        log(world.maya, activity_date=day)
        log(world.jonah, "pd_session", schools=["S01", "S03"], title="Together", activity_date=day)
        log(world.stranger, schools="S03", activity_date=day)
    log(world.maya, "pd_session", schools=["S01", "S02"], title="Hers")
    browser = browser_of(who)
    listed = browser.get(f"/entries?{asked}").text
    (file,) = re.findall(r'href="(/exports/entries.csv[^"]*)"', listed)
    (paper,) = re.findall(r'href="(/entries/print[^"]*)"', listed)
    said = rows(browser.get(html.unescape(file)).data)
    printed = browser.get(html.unescape(paper)).text
    size = browser.get(html.unescape(file).replace("/entries.csv", "/size")).json
    on_page, on_paper = (re.findall(r'id="entry-([0-9a-f-]{36})"', page) for page in (listed, printed))
    assert on_page == on_paper
    assert sorted(on_page) == sorted(row["entry_id"] for row in said)
    assert size == {"entries": len(on_page)}
    assert len(on_page) > 0


def test_on_paper_a_note_is_whole_and_what_is_not_there_is_said(
    world: World, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "A sentence of a long note. " * 30
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        log(world.maya, shared_note=long, activity_date=day)
    monkeypatch.setattr(entries, "PRINTED", 2)
    page = browser_of("elena").get("/entries/print").text
    assert page.count(long.strip()) == 2
    assert "The newest 2 of 3 entries." in page


def test_a_wrong_day_is_said_on_the_list_and_not_printed(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("elena")
    answer = browser.get("/entries/print?from=2026-02-30&kind=pd_session")
    assert (answer.status_code, answer.location) == (303, "/entries?from=2026-02-30&kind=pd_session")
    assert "There is no such day." in browser.get(answer.location).text
    assert browser.get("/exports/size?from=2026-02-30").status_code == 422
