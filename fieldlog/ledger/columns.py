"""The columns of `entries.csv` that are a kind's own: those declared, kind by kind, then what a program added
to its lists and forms, as it came. A column that was there stays, and stays where it is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from fieldlog.activities.fields import Field
from fieldlog.activities.kind import Kind
from fieldlog.activities.listed import ByOption
from fieldlog.ledger.own_lists import Added, OwnLists

# The grade band stands among the envelope's columns, though it is a field of some kinds only.
IN_ENVELOPE = ("grade_band",)

Cells = list[str | int]


class Block(NamedTuple):
    """Columns that stand side by side and are filled from one field of one kind."""

    kind: str
    field: str
    columns: list[str]
    cells: Callable[[Any], Cells]
    empty: Cells


class Columns:
    def __init__(self, own: OwnLists):
        self.kinds = own.kinds
        declared = [_whole(kind, field) for kind in own.kinds.values() for field in _declared(kind)]
        added = [block for each in own.added for block in _added(own.kinds, each)]
        self.blocks = (*declared, *added)

    @property
    def header(self) -> list[str]:
        return [f"{block.kind}.{column}" for block in self.blocks for column in block.columns]

    def cells(self, kind: str, said: Mapping[str, Any]) -> Cells:
        """The cells of an entry of this kind; those of other kinds are empty."""
        filled: Cells = []
        for block in self.blocks:
            filled += block.cells(said.get(block.field)) if block.kind == kind else block.empty
        return filled


def _declared(kind: Kind) -> Iterator[Field]:
    added = {*IN_ENVELOPE, *(field.name for field in kind.own)}
    return (field for field in kind.every_field if field.name not in added)


def _whole(kind: Kind, field: Field) -> Block:
    columns = field.columns()
    return Block(kind.code, field.name, columns, field.cells, [""] * len(columns))


def _added(kinds: Mapping[str, Kind], added: Added) -> Iterator[Block]:
    if added.list_code:
        for kind in kinds.values():
            yield from _of_choice(kind, added)
    else:
        kind = kinds[added.kind]
        yield from (_whole(kind, field) for field in kind.own if field.name == added.code)


def _of_choice(kind: Kind, added: Added) -> Iterator[Block]:
    """The column of a choice in each field of the kind that has one for each of them."""
    for field in kind.every_field:
        if isinstance(field, ByOption) and added.list_code in [each.code for each in field.lists]:
            yield _one(kind, field, added.code)


def _one(kind: Kind, field: ByOption, code: str) -> Block:
    return Block(
        kind.code, field.name, [f"{field.name}.{code}"], lambda value: [field.cell(value, code)], [""]
    )
