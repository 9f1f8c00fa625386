"""A sheet of an XLSX workbook as text by row: dates as days, numbers in digits, text as it is."""

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from fieldlog.importing.sheet import NotReadable, Record
from fieldlog.ledger.names import key_of

# Unpacked; a small file may hold far more than any spreadsheet means.
LARGEST = 400 * 1024 * 1024
MOST_FILES, MOST_ROWS, MOST_COLUMNS = 2000, 300_000, 2000
# Signs that XML cannot hold are written as their number.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# What the reader meets in files that are no workbook, were cut, or were made to harm.
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, RuntimeError, NotImplementedError, zlib.error,
)  # fmt: skip


class Taken(NamedTuple):
    """The rows of one sheet, and how it is called where there was a choice."""

    title: str
    records: list[Record]


def taken(content: bytes, name: str) -> Taken:
    """Every row of the sheet of this name, or else of the first. Raises NotReadable."""
    try:
        with warnings.catch_warnings():
            # Of drawings and formats, which mean nothing here.
            warnings.simplefilter("ignore")
            _weigh(content)
            return _taken(content, name)
    except _BROKEN:
        raise NotReadable("This workbook cannot be read. Open it, save it as .xlsx and try again.") from None


def _weigh(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = packed.infolist()
    if len(files) > MOST_FILES or sum(each.file_size for each in files) > LARGEST:
        raise NotReadable("This workbook is far too large once it is unpacked. Nothing of it was read.")


def _taken(content: bytes, name: str) -> Taken:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    so_called = (each for each in book.worksheets if key_of(each.title) == name)
    sheet = next(so_called, book.worksheets[0])
    return Taken(sheet.title if len(book.worksheets) > 1 else "", list(_rows(sheet)))


def _rows(sheet: Any) -> Iterator[Record]:
    # What a sheet says of its own size may be anything.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if number > MOST_ROWS:
            raise NotReadable(f"This sheet has more than {MOST_ROWS:,} rows. Split it.")
        yield _without_end([_text(value) for value in row])


def _without_end(cells: list[str]) -> Record:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
