"""The columns of one kind, and what the cells of a row say in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings, fields_of
from fieldlog.activities.fields import Field, Flag, Number, Unclean
from fieldlog.activities.form import clean, content_of, rule_errors
from fieldlog.activities.kind import Content, Kind
from fieldlog.activities.listed import Choices
from fieldlog.activities.per_option import Counts, Marks
from fieldlog.importing import cells
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.sheet import Row
from fieldlog.ledger.columns import IN_ENVELOPE
from fieldlog.ledger.weekly.workbook import CUT

# The columns of the envelope that are not called like the field of the form.
_COLUMN_OF = {"schools": "school_codes"}
SHOWN = 40


@dataclass(frozen=True)
class KindCells:
    """`fields` are those of a form as it stands here and now; `columns` are, for each of the kind's own
    fields, its columns in the file with what the field itself calls them."""

    kind: Kind
    around: Surroundings
    fields: Mapping[str, Field]
    columns: Mapping[str, Sequence[tuple[str, str]]]

    @classmethod
    def of(cls, kind: Kind, around: Surroundings, header: Sequence[str]) -> "KindCells":
        columns = {field.name: _columns_of(kind, field, header) for field in kind.every_field}
        return cls(kind, around, fields_of(kind, around), columns)

    def content(self, row: Row, envelope: Mapping[str, Any], wrong: Gathered) -> Content | None:
        """What the row says, checked like any form; or None, and `wrong` holds why."""
        values = {**envelope, "focus": wrong.tried(_read, self.fields["focus"], row.cells, "focus")}
        for field in self.kind.every_field:
            values[field.name] = self._said(row, field, wrong)
        wrong.note(self._foreign(row))
        if wrong.problems:
            return None
        cleaned, errors = clean(self.fields, values)
        for name, sentences in (errors or rule_errors(self.kind, cleaned)).items():
            column = self.column(name)
            wrong.note([Wrong(column, _with_cell(row.cells.get(column, ""), sentences[0]))])
        return None if wrong.problems else content_of(self.kind, self.around, cleaned)

    def column(self, name: str) -> str:
        """Where a field of the form stands."""
        if name in self.columns and name not in IN_ENVELOPE:
            return f"{self.kind.code}.{name}"
        return _COLUMN_OF.get(name, name)

    def _said(self, row: Row, field: Field, wrong: Gathered) -> Any:
        own = {
            named: _plain(field, named, row.cells[column])
            for column, named in self.columns[field.name]
            if column in row.cells
        }
        unclear = list(self._unclear(field, own))
        wrong.note(unclear)
        return None if unclear else wrong.tried(_read, field, own, self.column(field.name))

    def _unclear(self, field: Field, own: Mapping[str, str]) -> Iterator[Wrong]:
        """What stands in the columns of single options, told by the column that it is in."""
        for column, named in self.columns[field.name]:
            said = own.get(named, "")
            if _is_flag(field, named) and not cells.is_flag(said):
                yield Wrong(column, f"“{_shown(said)}” is neither 1 nor 0.")
            if isinstance(field, Counts) and said and not cells.DIGITS.fullmatch(said.strip()):
                yield Wrong(column, f"“{_shown(said)}” is no whole number.")

    def _foreign(self, row: Row) -> Iterator[Wrong]:
        """What stands in columns of other kinds, or in such that this program does not have."""
        begins = f"{self.kind.code}."
        for name in row.cells:
            if "." in name and not name.startswith(begins):
                yield Wrong(name, f"This is of another kind than {self.kind.code}. Leave it empty.")
            if name in IN_ENVELOPE and name not in self.columns:
                yield Wrong(name, f"A {self.kind.code} has no {name}. Leave it empty.")
        for name in (name for name in row.unknown if name.partition(".")[0] in KINDS):
            yield Wrong(name, "There is no such column here. Add the question or choice first.")


def _columns_of(kind: Kind, field: Field, header: Sequence[str]) -> list[tuple[str, str]]:
    if field.name in IN_ENVELOPE:
        return [(field.name, field.name)]
    column, begins = f"{kind.code}.{field.name}", f"{kind.code}."
    theirs = [name for name in header if name == column or name.startswith(f"{column}.")]
    return [(name, name.removeprefix(begins)) for name in theirs]


def _is_flag(field: Field, named: str) -> bool:
    return isinstance(field, Flag) or (isinstance(field, Choices | Marks) and named != field.name)


def _plain(field: Field, named: str, text: str) -> str:
    """The cell, where a number is asked for without the .0 that other programs write behind it."""
    is_number = isinstance(field, Number | Counts) or named == f"{field.name}.count"
    return cells.whole(text) if is_number or _is_flag(field, named) else text


def _read(field: Field, own: Mapping[str, str], column: str) -> Any:
    if any(text.endswith(CUT) for text in own.values()):
        raise Wrong(column, "A workbook could not hold all of this. Import entries.csv instead.")
    try:
        return field.read(own)
    except Unclean as unclean:
        raise Wrong(column, str(unclean)) from None


def _with_cell(text: str, sentence: str) -> str:
    shown = _shown(text)
    return f"“{shown}”: {sentence}" if shown else sentence


def _shown(text: str) -> str:
    shown = text.strip()
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
