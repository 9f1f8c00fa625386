"""The columns of `entries.csv` that are a kind's own: those declared, kind by kind, then what a program added
to its lists and forms, as it came. A column that was there stays, and stays where it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from fieldlog.activities.fields import Field
from fieldlog.activities.kind import Kind
from fieldlog.activities.listed import ByOption
from fieldlog.ledger.csv_cells import quoted
from fieldlog.ledger.own_lists import Added, OwnLists

# The grade band stands among the envelope's columns, though it is a field of some kinds only.
IN_ENVELOPE = ("grade_band",)

# How many different values of one field are remembered as they are written.
REMEMBERED = 200

Cells = list[str | int]


class Block(NamedTuple):
    """Columns that stand side by side and are filled from one field of one kind; `is_free`: in one's own
    words."""

    kind: str
    field: str
    columns: list[str]
    cells: Callable[[Any], Cells]
    empty: Cells
    is_free: bool


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

    def texts(self) -> dict[str, "OwnText"]:
        """By kind, what writes the same cells as the end of a line."""
        return {kind: OwnText(self.blocks, kind) for kind in self.kinds}


class OwnText:
    """The cells of one kind's entries as text that follows a line's envelope. Most say little, and much of it
    again and again: what they do not say, and what is chosen, is written once for all."""

    def __init__(self, blocks: Iterable[Block], kind: str):
        self._pieces: list[str] = []
        self._places: dict[str, list[tuple[int, Callable[[Any], str]]]] = defaultdict(list)
        for block in blocks:
            is_own = block.kind == kind
            if is_own:
                self._places[block.field].append((len(self._pieces), _writer(block)))
            self._pieces.append(_text(block.cells(None) if is_own else block.empty))
        self._unsaid = "".join(self._pieces)

    def of(self, said: Mapping[str, Any]) -> str:
        if not said:
            return self._unsaid
        pieces = self._pieces.copy()
        for name, value in said.items():
            for place, write in self._places.get(name, ()):
                pieces[place] = write(value)
        return "".join(pieces)


def _writer(block: Block) -> Callable[[Any], str]:
    if block.is_free:
        return lambda value: _text(block.cells(value))
    written: dict[Any, str] = {}

    def write(value: Any) -> str:
        key = tuple(value) if isinstance(value, list) else value
        if isinstance(value, dict):
            key = tuple(value.items())
        text = written.get(key)
        if text is None:
            if len(written) == REMEMBERED:
                written.clear()
            text = written[key] = _text(block.cells(value))
        return text

    return write


def _text(cells: Cells) -> str:
    return "".join(f",{quoted(cell)}" for cell in cells)


def _declared(kind: Kind) -> Iterator[Field]:
    added = {*IN_ENVELOPE, *(field.name for field in kind.own)}
    return (field for field in kind.every_field if field.name not in added)


def _whole(kind: Kind, field: Field) -> Block:
    columns = field.columns()
    return Block(kind.code, field.name, columns, field.cells, [""] * len(columns), field.is_free)


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
    columns = [f"{field.name}.{code}"]
    return Block(kind.code, field.name, columns, lambda value: [field.cell(value, code)], [""], field.is_free)
