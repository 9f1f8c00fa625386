"""Files of any spreadsheet program as rows by number and column; what is none is told in a sentence."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fieldlog.importing import csv_table, file, workbook
from fieldlog.importing.sheet import NotReadable, Sheet, Wanted

WANTED = Wanted({"code": ("ncessch",), "name": ("school_name",), "note": ()}, needed=("code",))
ROWS = "code{0}name{0}note\r\nS01{0}Cédar{0}\r\n\r\n007{0}Oak{0}x\r\n"


def read(tmp_path: Path, content: bytes, wanted: Wanted = WANTED, name: str = "schools") -> Sheet:
    chosen = tmp_path / "chosen"
    chosen.write_bytes(content)
    return file.read(chosen, wanted, name)


def book(*rows: list[Any], **sheets: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    for row in rows:
        first.append(row)
    for name, theirs in sheets.items():
        sheet = made.create_sheet(name)
        for row in theirs:
            sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_commas_semicolons_and_tabs_with_and_without_a_mark(
    tmp_path: Path, separator: str, coding: str
) -> None:
    sheet = read(tmp_path, ROWS.format(separator).encode(coding))
    assert [row.cells["name"] for row in sheet.rows] == ["Cédar", "Oak"]
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.rows[1].cells["code"] == "007"


def test_a_note_full_of_semicolons_does_not_decide_the_separator(tmp_path: Path) -> None:
    sheet = read(tmp_path, b'code,name,note\nS01,Cedar,"a;b;c;d;e;f"\n')
    assert sheet.rows[0].cells["note"] == "a;b;c;d;e;f"


def test_rows_count_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    """A line break within a cell begins no row."""
    sheet = read(tmp_path, b'code,name\nS01,"two\nlines"\nS02,Oak\n')
    assert [(row.number, row.cells["name"]) for row in sheet.rows] == [(2, "two\nlines"), (3, "Oak")]


def test_a_header_may_stand_below_a_title_and_in_any_case(tmp_path: Path) -> None:
    content = b'"Table Generator"\n\n"School Name","NCESSCH [Public School] 2022-23"\nCedar,="0412345"\n'
    sheet = read(tmp_path, content)
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [
        (4, {"name": "Cedar", "code": "0412345"})
    ]
    assert sheet.heads["code"] == "NCESSCH [Public School] 2022-23"


def test_what_means_nothing_is_named(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"code,name,phone\nS01,Cedar,555\nS02,Oak,,beyond\n")
    assert sheet.ignored == ["phone"]
    assert [dict(row.unknown) for row in sheet.rows] == [
        {"phone": "555"},
        {"number 4, which has no header": "beyond"},
    ]


def test_a_disarmed_formula_is_itself_again(tmp_path: Path) -> None:
    sheet = read(tmp_path, b'\xef\xbb\xbf"code","note"\r\n"S01","\'=1+1"\r\n"S02","\'\'quoted"\r\n')
    assert [row.cells["note"] for row in sheet.rows] == ["=1+1", "'quoted"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "No row names"),
        (b"colour,size\nred,2\n", "No row names columns that are read here, like code"),
        (b"name,note\nCedar,x\n", "There is no column code. Row 1"),
        (b"code,code,name\nS01,S02,x\n", "Two columns are called code"),
        ("code,name\nS01,Cédar\n".encode("latin-1"), "not UTF-8"),
        (b"code,name\nS01,\x00\n", "no text"),
        (b'code,name\nS01,Cedar\nS02,"open\n', "After row 2"),
        (b"\xd0\xcf\x11\xe0old", "old workbook"),
        (b"PK\x03\x04broken", "cannot be read"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read(tmp_path, content)


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_a_file_there_is_not_is_told_in_a_sentence(tmp_path: Path, path: str) -> None:
    with pytest.raises(NotReadable, match="cannot be read"):
        file.read(tmp_path / path, WANTED, "schools")


def test_a_workbook_keeps_what_its_cells_are(tmp_path: Path) -> None:
    day, moment, clock = dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 9, 15), dt.time(9, 15)
    values = ["007", 7, 7.0, 7.5, day, moment, clock, True, "=x", "a_x000D_b", None, " 👩🏽‍🏫\n"]
    rows = [["code", "name"], *([f"S{n}", value] for n, value in enumerate(values))]
    content = book(*rows)
    sheet = read(tmp_path, content)
    assert [row.cells.get("name", "") for row in sheet.rows] == [
        "007", "7", "7", "7.5", "2026-11-20", "2026-11-20T09:15:00", "09:15", "1", "", "a\rb", "",
        " 👩🏽‍🏫\n",
    ]  # fmt: skip


def test_the_sheet_so_called_is_read_or_else_the_first(tmp_path: Path) -> None:
    here, there = [["code", "name"], ["S01", "here"]], [["code", "name"], ["S02", "there"]]
    assert read(tmp_path, book(*here, other=there)).rows[0].cells["name"] == "here"
    assert read(tmp_path, book(*here, schools=there)).rows[0].cells["name"] == "there"
    sheet = read(tmp_path, book(*here, Schools=there))
    assert (sheet.rows[0].cells["name"], sheet.title) == ("there", "Schools")


def test_the_sheet_that_was_read_is_named_where_there_are_several(tmp_path: Path) -> None:
    here, there = [["code", "name"], ["S01", "here"]], [["name", "note"], ["S02", "there"]]
    assert read(tmp_path, book(*here)).title == ""
    assert read(tmp_path, book(*here, other=there)).title == "Sheet"
    with pytest.raises(NotReadable, match=r"There is no column code\..* The sheet “schools” was read\.$"):
        read(tmp_path, book(*here, schools=there))


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    packed = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)
    with packed, packed.open("xl/worksheets/sheet1.xml", "w") as inside:
        for _ in range(workbook.LARGEST // (1 << 20) + 1):
            inside.write(bytes(1 << 20))
    with pytest.raises(NotReadable, match="too large"):
        read(tmp_path, made.getvalue())


@pytest.mark.parametrize("lie", [b'ref="A1:XFD1048576"', b'ref="A1:A1"'])
def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(tmp_path: Path, lie: bytes) -> None:
    content = book(["code", "name"], ["S01", "Cedar"])
    sheet = read(tmp_path, _changed(content, "sheet1.xml", b'ref="A1:B2"', lie))
    assert len(sheet.rows) == 1


@pytest.mark.parametrize(
    ("part", "how"),
    [("workbook.xml", "cut"), ("sheet1.xml", "cut"), ("styles.xml", "cut"), ("workbook.xml", "gone"),
     ("sheet1.xml", "gone")],
)  # fmt: skip
def test_a_broken_workbook_is_told_in_a_sentence(tmp_path: Path, part: str, how: str) -> None:
    content = book(["code", "name"], ["S01", "Cedar"])
    broken = _without(content, part) if how == "gone" else _changed(content, part, b">", b"", 3)
    with pytest.raises(NotReadable, match="cannot be read"):
        read(tmp_path, broken)


def test_a_cell_longer_than_any_of_ours_is_told(tmp_path: Path) -> None:
    longest = "x" * (csv_table.LONGEST_CELL + 1)
    with pytest.raises(NotReadable, match="After row 1"):
        read(tmp_path, f"code,name\nS01,{longest}\n".encode())


def _changed(content: bytes, part: str, old: bytes, new: bytes, count: int = 1) -> bytes:
    return _repacked(
        content, lambda name, held: held.replace(old, new, count) if name.endswith(part) else held
    )


def _without(content: bytes, part: str) -> bytes:
    return _repacked(content, lambda name, held: None if name.endswith(part) else held)


def _repacked(content: bytes, change: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as again:
        for name in packed.namelist():
            held = change(name, packed.read(name))
            if held is not None:
                again.writestr(name, held)
    return made.getvalue()
