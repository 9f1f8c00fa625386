"""CSV as text by row: commas, semicolons or tabs, UTF-8 with or without its mark."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from fieldlog.importing.sheet import HEADER_WITHIN, NotReadable, Record, Wanted, columns_in
from fieldlog.ledger.csv_cells import restored

SEPARATORS = ",;\t"
# Longer than any cell that we write.
LONGEST_CELL = 1_000_000
# A number that its writer kept from being rounded: ="0412345".
_KEPT = re.compile(r'="([^"]*)"')


def records(content: bytes, wanted: Wanted) -> list[Record]:
    """Every row of the file, blank ones too. Raises NotReadable.

    The separator is the one by which most wanted columns are found in a row near the top: a note full of
    semicolons says nothing about it.
    """
    text = _text(content)
    separator = max(SEPARATORS, key=lambda each: columns_in(_head(text, each), wanted))
    found: list[Record] = []
    try:
        found.extend(_read(text, separator))
    except csv.Error as error:
        raise NotReadable(f"After row {len(found)} it is no CSV any more: {error}.") from None
    return found


def _text(content: bytes) -> str:
    coding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError:
        raise NotReadable("It is not UTF-8. Save it as “CSV UTF-8”, or as a workbook (.xlsx).") from None
    if "\0" in text:
        raise NotReadable("It is no text. Save it as “CSV UTF-8”, or as a workbook (.xlsx).")
    return text


def _head(text: str, separator: str) -> list[Record]:
    found: list[Record] = []
    with suppress(csv.Error):
        found.extend(islice(_read(text, separator), HEADER_WITHIN))
    return found


def _read(text: str, separator: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        yield [_cell(cell) for cell in record]


def _cell(text: str) -> str:
    kept = _KEPT.fullmatch(text)
    return kept[1] if kept else restored(text)
