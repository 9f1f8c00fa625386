"""What cells of a table may say, each checked once: a name, a number, yes or no, a school year."""

import re
import unicodedata

from fieldlog.activities.fields import Unclean, read_flag
from fieldlog.clock import SchoolYear
from fieldlog.importing.outcome import Wrong
from fieldlog.importing.sheet import Row
from fieldlog.ledger import names

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
DIGITS = re.compile(r"[0-9]{1,9}")
# A whole number as programs write it whose column has gaps.
_POINT_ZERO = re.compile(r"([0-9]{1,9})\.0+")
_ROUNDED = re.compile(r"[0-9][.,]?[0-9]*E\+[0-9]{1,2}", re.IGNORECASE)
# How the federal tables write that they do not know.
_UNKNOWN = ("†", "‡", "–")


def text(row: Row, column: str) -> str:
    said = row.cells.get(column, "").strip()
    return "" if said in _UNKNOWN else said


def whole(text: str) -> str:
    """1.0 as 1; anything else as it is."""
    found = _POINT_ZERO.fullmatch(text.strip())
    return found[1] if found else text


def name(row: Row, column: str, longest: int) -> str:
    """Something to be shown; empty where nothing stands."""
    said = text(row, column)
    if said and not names.is_presentable(said, longest):
        raise Wrong(column, f"At most {longest} letters that can be seen, please, on one line.")
    return said


def code(row: Row, column: str) -> str:
    """A school's code. A federal number of eleven digits has lost the zero in front in a spreadsheet."""
    said = unicodedata.normalize("NFKC", text(row, column))
    if _ROUNDED.fullmatch(said):
        raise Wrong(column, f"“{said}” was rounded by a spreadsheet. Take it from the file as it was.")
    if not _CODE.fullmatch(said):
        raise Wrong(column, f"“{said}” is no code: 1 to 20 letters, digits, - or _, like S01.")
    return said.zfill(12) if len(said) == 11 and said.isdigit() else said


def several(row: Row, column: str) -> list[str]:
    """What stands there with ; between, each once."""
    return list(dict.fromkeys(each.strip() for each in text(row, column).split(";") if each.strip()))


def number(row: Row, column: str) -> int | None:
    said = whole(text(row, column))
    if said and not DIGITS.fullmatch(said):
        raise Wrong(column, f"“{said}” is no whole number. Write it in digits, like 420.")
    return int(said) if said else None


def flag(row: Row, column: str) -> bool | None:
    said = whole(text(row, column))
    if said and not is_flag(said):
        raise Wrong(column, f"“{said}” is neither 1 nor 0.")
    return read_flag(said) if said else None


def is_flag(said: str) -> bool:
    try:
        read_flag(said)
    except Unclean:
        return False
    return True


def year(row: Row, column: str) -> SchoolYear | None:
    said = text(row, column)
    try:
        return SchoolYear.parse(said) if said else None
    except ValueError:
        raise Wrong(column, f"“{said}” is no school year. Write it like 2026-27.") from None
