"""A file that somebody chose, read whole into a sheet, whatever program wrote it."""

from dataclasses import replace
from pathlib import Path

from fieldlog.importing import csv_table, workbook
from fieldlog.importing.sheet import NotReadable, Sheet, Wanted, sheet_of, title_sentence

LARGEST = 200 * 1024 * 1024
ZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read(file: Path, wanted: Wanted, name: str) -> Sheet:
    """`name` is the sheet that is taken of a workbook where there is one so called, in capitals or not; else
    its first.

    Raises NotReadable with a sentence.
    """
    content = _content(file)
    if content.startswith(OLD_WORKBOOK):
        raise NotReadable("It is an old workbook, or one with a password. Save it as .xlsx without one.")
    if not content.startswith(ZIP):
        return sheet_of(csv_table.records(content, wanted), wanted)
    title, found = workbook.taken(content, name)
    try:
        return replace(sheet_of(found, wanted), title=title)
    except NotReadable as problem:
        raise NotReadable(f"{problem} {title_sentence(title)}".strip()) from None


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise NotReadable(f"It is larger than {LARGEST // 1024**2} MB. Split it.")
        return file.read_bytes()
    except OSError as error:
        raise NotReadable(f"It cannot be read: {error.strerror}.") from None
