"""The weekly files in the libraries that read them most: pandas and DuckDB."""

import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldlog.ledger.csv_cells import restored
from tests.hard_texts import HARD, made_week
from tests.world import World

pytestmark = pytest.mark.usefixtures("counted")


@pytest.fixture
def opened(
    app: Flask, world: World, browser_of: Callable[[str], FlaskClient], moved: object
) -> Callable[[str], bytes]:
    return made_week(app, world, browser_of("admin"))


def test_pandas_reads_every_note_as_it_was_typed(opened: Callable[[str], bytes]) -> None:
    found = pandas.read_csv(io.BytesIO(opened("entries.csv")), dtype=str, keep_default_na=False)
    assert found.columns[0] == "entry_id"
    assert [
        restored(each) for each in found.sort_values("minutes", key=pandas.to_numeric).shared_note
    ] == HARD
    assert set(found.school_codes) == {"S01"}


def test_pandas_finds_numbers_and_days_without_being_told(opened: Callable[[str], bytes]) -> None:
    found = pandas.read_csv(io.BytesIO(opened("entries.csv")), parse_dates=["activity_date", "received_at"])
    assert found.minutes.sum() == sum(range(1, len(HARD) + 1))
    assert {str(day.date()) for day in found.activity_date} == {"2026-11-20"}
    assert all(moment.utcoffset().total_seconds() == -8 * 3600 for moment in found.received_at)


def test_pandas_reads_the_workbook_with_its_types(opened: Callable[[str], bytes]) -> None:
    found = pandas.read_excel(io.BytesIO(opened("entries.xlsx")), keep_default_na=False)
    assert found.minutes.sum() == sum(range(1, len(HARD) + 1))
    assert str(found.activity_date.dtype).startswith("datetime64")
    assert list(found.sort_values("minutes").shared_note) == HARD


def test_duckdb_reads_every_note_as_it_was_typed(opened: Callable[[str], bytes], tmp_path: Path) -> None:
    file = tmp_path / "entries.csv"
    file.write_bytes(opened("entries.csv"))
    query = "SELECT shared_note FROM read_csv(?, all_varchar = true) ORDER BY minutes::int"
    found = [restored(note) for (note,) in duckdb.execute(query, [str(file)]).fetchall()]
    assert found == HARD


def test_duckdb_finds_numbers_and_days_without_being_told(
    opened: Callable[[str], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "entries.csv"
    file.write_bytes(opened("entries.csv"))
    query = "SELECT sum(minutes), min(activity_date), count(*), any_value(entry_id) FROM read_csv(?)"
    (row,) = duckdb.execute(query, [str(file)]).fetchall()
    assert (row[0], str(row[1]), row[2]) == (sum(range(1, len(HARD) + 1)), "2026-11-20", len(HARD))


def test_duckdb_reads_the_raw_lines(opened: Callable[[str], bytes], tmp_path: Path) -> None:
    file = tmp_path / "entries.jsonl"
    file.write_bytes(opened("entries.jsonl"))
    query = "SELECT shared_note FROM read_json(?, format = 'newline_delimited') ORDER BY minutes"
    assert [note for (note,) in duckdb.execute(query, [str(file)]).fetchall()] == HARD
