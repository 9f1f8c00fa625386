"""`dictionary.csv`: what every column of the weekly files means, and since when it is there."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fieldlog.activities.fields import Field
from fieldlog.activities.lists import Options, known
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import PerOption
from fieldlog.ledger.columns import Block, Cells, Columns
from fieldlog.ledger.csv_cells import restored

HEADER = ("file", "column", "type", "label", "meaning", "codes", "since")
ENTRIES, ACTIONS, ATTENDANCE, CHANGES = "entries.csv", "actions.csv", "attendance.csv", "changes.csv"

# Column -> type and meaning.
_ENVELOPE = {
    "entry_id": ("text", "The entry’s identity, made on the tablet. The same in every file."),
    "revision": ("number", "Which version of the entry this is, 1 for the first."),
    "status": ("code", "active, or withdrawn: taken out of every count."),
    "change": (
        "code",
        "new, edited, withdrawn or late: since the files before, and where those had the same version, since "
        "the Monday after its week.",
    ),
    "kind": ("code", "What was done."),
    "activity_date": ("date", "The day it was, as its coach said it."),
    "iso_week": ("text", "The ISO week of that day."),
    "school_year": ("text", "The school year of that day, 1 July to 30 June."),
    "school_codes": ("codes", "The schools it names. An event at several schools is one row."),
    "school_names": ("text", "The same schools by name, in the same order."),
    "district": ("text", "Their districts in that school year."),
    "county": ("text", "Their counties in that school year."),
    "coach": ("text", "Who logged it."),
    "co_coaches": ("text", "Coaches who were there too."),
    "minutes": ("number", "How long it was."),
    "start_time": ("time", "When it began, as the clock at the school showed it."),
    "focus": ("codes", "What it was about."),
    "grade_band": ("code", "The grades it was in."),
    "shared_note": ("text", "What the coach shares with the school."),
    "received_at": ("moment", "When the program had it."),
    "late": ("0 or 1", "Whether it arrived after its own week’s files were made."),
    "form_version": ("number", "The version of the form it was written in."),
}
_OTHERS = {
    ACTIONS: {
        "item_id": ("text", "The item’s identity within its entry."),
        "text": ("text", "What was agreed to be done."),
        "owner": ("text", "Who does it."),
        "due": ("date", "By when."),
        "status": ("code", "How it stood in this entry: open, done, changed or dropped."),
        "status_now": ("code", "How it stands now, after what later entries said of it."),
        "text_now": ("text", "In which words it goes on."),
        "changed_on": ("date", "The day of the last entry that said something of it."),
    },
    ATTENDANCE: {
        "title": ("text", "What the event was called."),
        "name": ("text", "Who was there, where people are listed one by one."),
        "role": ("code", "The role of that person, or of those counted."),
        "school": ("text", "Where that person works, as written."),
        "minutes": ("number", "How long that person was there, where it is said."),
        "count": ("number", "How many: 1 for a person by name."),
    },
    CHANGES: {
        "changed_by": ("text", "Who wrote this version."),
        "changed_at": ("moment", "When the program had this version."),
        "reason": ("text", "Why it was changed or withdrawn, where that is said."),
        "field": ("text", "Which field is another than before. Empty: only what is in no file."),
        "label": ("text", "The same field as the form calls it."),
        "old": ("text", "What it said before: codes joined by ;, parts as JSON."),
        "new": ("text", "What it says since. All changes one after the other give every entry as it is."),
    },
}  # fmt: skip
_TYPES = {
    "number": "number", "minutes": "number", "date": "date", "time": "time", "choice": "code",
    "choices": "codes", "marks": "codes", "flag": "0 or 1",
}  # fmt: skip
_TYPES_BY_OPTION = {
    "choices": "0 or 1", "marks": "0 or 1", "counts": "number", "averages": "number", "ratings": "code",
}  # fmt: skip


class Described(NamedTuple):
    """A column of one of the files, with its type, its label in a form, its meaning and its codes."""

    file: str
    column: str
    type: str
    label: str
    meaning: str
    codes: str = ""


def described(columns: Columns, others: Mapping[str, Sequence[str]]) -> list[Described]:
    """Every column of the files; `others` are the headers of those beside `entries.csv`."""
    return [
        *(Described(ENTRIES, name, type_, "", words) for name, (type_, words) in _ENVELOPE.items()),
        *(each for block in columns.blocks for each in _of_block(columns, block)),
        *(_other(file, name) for file, header in others.items() for name in header),
    ]


def rows(all_columns: Sequence[Described], before: bytes | None, week: str) -> Iterator[Cells]:
    """`before` is the dictionary of the edition before: what stood there already keeps its week."""
    since = _since(before)
    for each in all_columns:
        yield [*each, since.get((each.file, each.column), week)]


def _since(before: bytes | None) -> dict[tuple[str, str], str]:
    if before is None:
        return {}
    found = csv.DictReader(io.StringIO(before.decode("utf-8-sig"), newline=""))
    return {(restored(row["file"]), restored(row["column"])): restored(row["since"]) for row in found}


def _other(file: str, name: str) -> Described:
    own = _OTHERS[file]
    type_, words = own[name] if name in own else _ENVELOPE[name]
    return Described(file, name, type_, "", words)


def _of_block(columns: Columns, block: Block) -> Iterator[Described]:
    kind = columns.kinds[block.kind]
    field = next(each for each in kind.every_field if each.name == block.field)
    for name in block.columns:
        option = name.removeprefix(field.name).removeprefix(".")
        meaning, codes = _meaning(kind.label, field, option)
        column = f"{kind.code}.{name}"
        yield Described(ENTRIES, column, _type(field, option), field.label, meaning, codes)


def _type(field: Field, option: str) -> str:
    if option:
        return "number" if isinstance(field, Parts) else _TYPES_BY_OPTION.get(field.widget, "text")
    return _TYPES.get(field.widget, "text")


def _meaning(kind: str, field: Field, option: str) -> tuple[str, str]:
    """The sentence, and the codes with their labels."""
    options: Options = known(getattr(field, "options", ()))
    labels = dict(options)
    if isinstance(field, Parts):
        return (f"{kind}: how many there are." if option else f"{kind}: each in words, with | between.", "")
    if option:
        return f"{kind}: {labels.get(option, option)}.", _codes(getattr(field, "answers", ()))
    codes = options if not isinstance(field, PerOption) or field.widget == "marks" else ()
    return f"{kind}: {field.hint or field.label.rstrip('.')}".rstrip(".") + ".", _codes(codes)


def _codes(options: Options) -> str:
    return "; ".join(f"{code} = {label}" for code, label in options)
