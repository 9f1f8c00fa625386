"""The weekly files in LibreOffice: opened as its users open them, and read cell by cell."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog.ledger.csv_cells import restored
from scripts import office
from tests.hard_texts import HARD, made_week
from tests.world import World

# Comma, double quote, UTF-8, from line 1, no column formats, English; quoted fields as text or not; numbers
# of other spellings, as the dialog offers them.
AS_OFFERED = "CSV:44,34,76,1,,1033,false,false"
QUOTED_AS_TEXT = "CSV:44,34,76,1,,1033,true,false"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def file_of(
    app: Flask, world: World, browser_of: Callable[[str], FlaskClient], moved: object
) -> Callable[[str], bytes]:
    return made_week(app, world, browser_of("admin"))


def opened(content: bytes, name: str, folder: Path, *how: str) -> list[dict[str, Any]]:
    """The rows as LibreOffice has them, written as a workbook again; formulas as formulas."""
    program = office.find()
    assert program
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    into = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    command = [program, profile, "--headless", *how, *into, str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    (written,) = (folder / "out").iterdir()
    header, *rows = openpyxl.load_workbook(written).active.values
    return sorted((dict(zip(header, row, strict=True)) for row in rows), key=lambda row: int(row["minutes"]))


def test_the_workbook_has_every_note_and_its_types(file_of: Callable[[str], bytes], tmp_path: Path) -> None:
    rows = opened(file_of("entries.xlsx"), "entries.xlsx", tmp_path)
    assert [row["shared_note"] for row in rows] == HARD
    assert [row["minutes"] for row in rows] == list(range(1, len(HARD) + 1))
    assert {row["activity_date"].date().isoformat() for row in rows} == {"2026-11-20"}


def test_the_file_has_every_note_when_quoted_fields_are_text(
    file_of: Callable[[str], bytes], tmp_path: Path
) -> None:
    rows = opened(file_of("entries.csv"), "entries.csv", tmp_path, f"--infilter={QUOTED_AS_TEXT}")
    assert [restored(row["shared_note"]) for row in rows] == HARD
    assert {row["school_codes"] for row in rows} == {"S01"}


def test_the_file_as_it_is_offered_has_numbers_and_days_and_runs_nothing(
    file_of: Callable[[str], bytes], tmp_path: Path
) -> None:
    rows = opened(file_of("entries.csv"), "entries.csv", tmp_path, f"--infilter={AS_OFFERED}")
    assert [row["minutes"] for row in rows] == list(range(1, len(HARD) + 1))
    assert {row["activity_date"].date().isoformat() for row in rows} == {"2026-11-20"}
    formulas = [cell for row in rows for cell in row.values() if str(cell).startswith("=")]
    assert formulas == []
    changed = {
        text for text, row in zip(HARD, rows, strict=True) if restored(str(row["shared_note"])) != text
    }
    # A note that is nothing but a number or a date is taken for one, as any CSV's is; the workbook keeps it.
    assert changed <= {"007", "1,5", "1e5", "2026-11-20", "3-4", "TRUE"}
