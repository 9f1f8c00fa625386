"""The columns of one kind, and what the cells of a row say in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings, fields_of
from fieldlog.activities.fields import Field, Unclean
from fieldlog.activities.form import clean, content_of, rule_errors
from fieldlog.activities.kind import Content, Kind
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
            values[field.name] = wrong.tried(_read, field, self._own(row, field), self.column(field.name))
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

    def _own(self, row: Row, field: Field) -> Mapping[str, str]:
        found = self.columns[field.name]
        return {own: row.cells[column] for column, own in found if column in row.cells}

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


def _read(field: Field, cells: Mapping[str, str], column: str) -> Any:
    if any(text.endswith(CUT) for text in cells.values()):
        raise Wrong(column, "A workbook could not hold all of this. Import entries.csv instead.")
    try:
        return field.read(cells)
    except Unclean as unclean:
        raise Wrong(column, str(unclean)) from None


def _with_cell(text: str, sentence: str) -> str:
    shown = text.strip()
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return f"“{shown}”: {sentence}" if shown else sentence
