"""Changes of the questions that a program asks in the form of a kind: words, order, new and retired ones."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from fieldlog.access import Actor
from fieldlog.activities import KINDS
from fieldlog.activities.envelope import Surroundings, envelope
from fieldlog.activities.fields import Line
from fieldlog.activities.kind import Kind
from fieldlog.activities.own_questions import BEGINS, MOST, TYPES, WITH_CHOICES
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import list_changes
from fieldlog.ledger.editing import RETIRED_ALREADY, TWICE, Editing, Errors, alike, arrange, code_of, row_of
from fieldlog.ledger.list_changes import LABEL
from fieldlog.ledger.own_lists import list_code_of
from fieldlog.models import OwnChoice, OwnQuestion

HINT = Line(name="hint", label="Hint", limit=160)
TOO_MANY = f"At most {MOST} questions a form, please. Retire one first."
ASKED_ALREADY = "This form asks something under these words already."
CHOOSE = "Choose how it is answered."
TWO_CHOICES = "Write at least two choices, each in a line of its own."
NO_CHOICES = "Only “One of” and “Some of” have choices."
# What an entry's page calls otherwise than its form does.
_ALSO_SAID = ("Schools", "With")


class New(NamedTuple):
    """A new question; `choices` has one in each line. Without a label there is none."""

    label: str = ""
    hint: str = ""
    answer: str = ""
    choices: str = ""


class Wanted(NamedTuple):
    """New words and hints by code; a new question; `act` and `code`: one to move, retire or bring back."""

    labels: Mapping[str, str]
    hints: Mapping[str, str]
    new: New = New()
    act: str = ""
    code: str = ""


def change(actor: Actor, kind_code: str, wanted: Wanted, at: dt.datetime) -> Errors:
    """All of it, or sentences by `label.<code>`, `hint.<code>`, `new.<name>`, `act`. Raises NotFound."""
    if kind_code not in KINDS:
        raise NotFound
    editing = Editing(actor, f"questions {kind_code}", at)
    query = select(OwnQuestion).where(OwnQuestion.kind == kind_code).order_by(OwnQuestion.place)
    rows, choices = [*db.session.scalars(query)], list[OwnChoice]()
    _reword(editing, rows, wanted)
    if any(wanted.new):
        choices = _add(editing, kind_code, rows, wanted.new)
    _refuse_doubles(editing, rows, KINDS[kind_code], wanted)
    if wanted.act:
        arrange(editing, rows, wanted.act, wanted.code)
    if sum(not row.is_retired for row in rows) > MOST:
        editing.errors["act" if wanted.act else "new.label"] = [TOO_MANY]
    editing.close([*rows, *choices])
    return editing.errors


def _reword(editing: Editing, rows: Sequence[OwnQuestion], wanted: Wanted) -> None:
    for name, field, texts in (("label", LABEL, wanted.labels), ("hint", HINT, wanted.hints)):
        for code, text in texts.items():
            row = row_of(rows, code)
            words = editing.clean(field, text, f"{name}.{code}", row.label)
            if words != getattr(row, name) and f"{name}.{code}" not in editing.errors:
                setattr(row, name, words)
                editing.note(name, code, words)


def _add(editing: Editing, kind: str, rows: list[OwnQuestion], new: New) -> list[OwnChoice]:
    """Append the question; returns the choices it has."""
    label, hint = editing.clean(LABEL, new.label, "new.label"), editing.clean(HINT, new.hint, "new.hint")
    if new.answer not in dict(TYPES):
        editing.errors["new.answer"] = [CHOOSE]
        return []
    code = code_of(label, {row.code for row in rows}, BEGINS)
    rows.append(
        OwnQuestion(
            kind=kind,
            code=code,
            answer=new.answer,
            label=label,
            hint=hint,
            place=max((row.place for row in rows), default=0) + 1,
            is_retired=False,
            made=editing.next_number(),
        )
    )
    editing.note("ask", code, new.answer, label, hint)
    return _choices(editing, list_code_of(kind, code), new)


def _choices(editing: Editing, list_code: str, new: New) -> list[OwnChoice]:
    lines = [line.strip() for line in new.choices.splitlines() if line.strip()]
    rows = list[OwnChoice]()
    for line in lines:
        list_changes.add(editing, list_code, rows, line, "new.choices")
    if new.answer not in WITH_CHOICES and lines:
        editing.errors["new.choices"] = [NO_CHOICES]
    elif new.answer in WITH_CHOICES and len(lines) < 2:
        editing.errors["new.choices"] = [TWO_CHOICES]
    elif len(lines) > list_changes.MOST:
        editing.errors["new.choices"] = [list_changes.TOO_MANY]
    elif len({alike(line) for line in lines}) < len(lines):
        editing.errors["new.choices"] = [TWICE]
    return rows


def _refuse_doubles(editing: Editing, rows: Sequence[OwnQuestion], kind: Kind, wanted: Wanted) -> None:
    """An entry's page tells what is said apart by these words."""
    taken = _said_by(kind)
    said: dict[str, OwnQuestion] = {f"label.{code}": row_of(rows, code) for code in wanted.labels}
    if any(wanted.new) and "new.answer" not in editing.errors:
        said["new.label"] = rows[-1]
    for where, mine in said.items():
        same = [row for row in rows if row is not mine and alike(row.label) == alike(mine.label)]
        if where in editing.errors:
            continue
        if same:
            editing.errors[where] = [RETIRED_ALREADY if same[0].is_retired else TWICE]
        elif alike(mine.label) in taken:
            editing.errors[where] = [ASKED_ALREADY]


def _said_by(kind: Kind) -> Collection[str]:
    day = dt.date.min
    asked = (*envelope(kind, Surroundings(day, day, (), ())), *kind.every_field)
    return {alike(label) for label in (*_ALSO_SAID, *(field.label for field in asked))}
