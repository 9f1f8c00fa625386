"""How a cell is written so that a spreadsheet opens it right and runs nothing in it."""

from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes text that begins so for a formula; the quote is in the list so that it can be undone.
_RISKY = tuple("=+-@\t\r\n'＝＋－＠＇")


def line(cells: Iterable[str | int]) -> str:
    """One CSV line: every cell quoted, CRLF at the end; numbers stay as they are."""
    return ",".join(map(quoted, cells)) + "\r\n"


def quoted(cell: str | int) -> str:
    if isinstance(cell, int):
        return f'"{cell}"'
    return '"' + disarmed(cell).replace('"', '""') + '"'


def disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text


def restored(text: str) -> str:
    """Exactly what `disarmed` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text
