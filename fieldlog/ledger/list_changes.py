"""Changes of a list: words, order, new choices, retired ones. Codes never change and nothing is deleted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.access import Actor
from fieldlog.activities.fields import Line
from fieldlog.activities.lists import ValueList
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import own_lists
from fieldlog.ledger.editing import RETIRED_ALREADY, TWICE, Editing, Errors, alike, arrange, code_of
from fieldlog.models import OwnChoice

MOST = 40
LABEL = Line(name="label", label="Words", required=True, limit=80)
LAST_ONE = "A list keeps at least one choice."
TOO_MANY = f"At most {MOST} choices, please. Retire one first."
# A number typed beside the chips of a form goes by this name.
_NEVER = ("other",)


class Wanted(NamedTuple):
    """New words by code; a new choice; `act` and `code`: one to move, retire or bring back. What is empty is
    not wanted."""

    labels: Mapping[str, str]
    added: str = ""
    act: str = ""
    code: str = ""


def change(actor: Actor, list_code: str, wanted: Wanted, at: dt.datetime) -> Errors:
    """All of it, or sentences by `label.<code>`, `added`, `act`. Raises NotFound."""
    editing = Editing(actor, f"list {list_code}", at)
    own = own_lists.now().lists.get(list_code)
    if own is None:
        raise NotFound
    rows = _rows(own)
    words = dict(own_lists.DECLARED.get(list_code, ()))
    _rename(editing, rows, wanted.labels, words)
    if wanted.added:
        add(editing, list_code, rows, wanted.added, "added")
    _refuse_doubles(editing, rows, words, wanted)
    if wanted.act:
        arrange(editing, rows, wanted.act, wanted.code)
    shown = sum(not row.is_retired for row in rows)
    if not 1 <= shown <= MOST:
        editing.errors["act" if wanted.act else "added"] = [LAST_ONE if not shown else TOO_MANY]
    editing.close(rows)
    return editing.errors


def add(editing: Editing, list_code: str, rows: list[OwnChoice], text: str, where: str) -> None:
    label = editing.clean(LABEL, text, where)
    code = code_of(label, {*_NEVER, *(row.code for row in rows)})
    place = max((row.place for row in rows), default=0) + 1
    number = editing.next_number()
    rows.append(
        OwnChoice(list_code=list_code, code=code, label=label, place=place, is_retired=False, made=number)
    )
    editing.note("add", code, label)


def _rows(own: ValueList) -> list[OwnChoice]:
    """A row for each choice, in their order; those that a later version declared have none yet."""
    query = select(OwnChoice).where(OwnChoice.list_code == own.code).order_by(OwnChoice.place)
    rows = [*db.session.scalars(query)]
    there, last = {row.code for row in rows}, max((row.place for row in rows), default=0)
    new = [code for code in own.declared if code not in there]
    return rows + [
        OwnChoice(list_code=own.code, code=code, label=None, place=place, is_retired=False, made=None)
        for place, code in enumerate(new, start=last + 1)
    ]


def _rename(
    editing: Editing, rows: Sequence[OwnChoice], labels: Mapping[str, str], words: Mapping[str, str]
) -> None:
    by_code = {row.code: row for row in rows}
    for code, text in labels.items():
        if code not in by_code:
            raise NotFound
        row = by_code[code]
        was = _shown(row, words)
        label = editing.clean(LABEL, text, f"label.{code}", was)
        if label and label != was:
            row.label = None if label == words.get(code) else label
            editing.note("label", code, label)


def _refuse_doubles(
    editing: Editing, rows: Sequence[OwnChoice], words: Mapping[str, str], wanted: Wanted
) -> None:
    said = {f"label.{code}": code for code in wanted.labels}
    said |= {"added": rows[-1].code} if wanted.added else {}
    for where, code in said.items():
        mine = next(row for row in rows if row.code == code)
        same = [row for row in rows if row is not mine and _is_alike(row, mine, words)]
        if same and where not in editing.errors:
            editing.errors[where] = [RETIRED_ALREADY if same[0].is_retired else TWICE]


def _is_alike(one: OwnChoice, other: OwnChoice, words: Mapping[str, str]) -> bool:
    return alike(_shown(one, words)) == alike(_shown(other, words))


def _shown(row: OwnChoice, words: Mapping[str, str]) -> str:
    return row.label or words.get(row.code, row.code)
