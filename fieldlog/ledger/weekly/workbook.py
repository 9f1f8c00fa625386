"""`entries.xlsx`: the rows of `entries.csv` in typed cells, with a frozen header and filters; no formulas."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from fieldlog.ledger.columns import Cells

# A cell of Excel holds no more.
LONGEST = 32_767
CUT = " … (the rest stands in entries.csv)"
_NUMBERS = ("number", "0 or 1")
_WIDE = 60


def workbook(
    header: Sequence[str], rows: Sequence[Cells], types: Mapping[str, str], at: dt.datetime
) -> bytes:
    """`types` are the dictionary's, by column; `at` is when it is made."""
    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "FieldLog", "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet("entries")
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, min(max(len(name), 10), _WIDE))
    writers = [_writer(types.get(name, "text"), sheet, day) for name in header]
    for number, row in enumerate(rows, start=1):
        for place, (cell, write) in enumerate(zip(row, writers, strict=True)):
            if cell != "":
                write(number, place, cell)
    book.close()
    return made.getvalue()


def _writer(type_: str, sheet: Worksheet, day: Any) -> Callable[[int, int, Any], object]:
    def text(row: int, place: int, cell: Any) -> object:
        words = str(cell)
        fitting = words if len(words) <= LONGEST else words[: LONGEST - len(CUT)] + CUT
        return sheet.write_string(row, place, fitting)

    def number(row: int, place: int, cell: Any) -> object:
        return sheet.write_number(row, place, float(cell))

    def date(row: int, place: int, cell: Any) -> object:
        return sheet.write_datetime(row, place, dt.date.fromisoformat(cell), day)

    if type_ in _NUMBERS:
        return number
    return date if type_ == "date" else text
