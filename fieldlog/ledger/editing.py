"""One posting in which an admin edits lists or questions: one at a time, each change told to the trail."""

import datetime as dt
import re
import secrets
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import func, select, union_all

from fieldlog.access import Actor
from fieldlog.activities.fields import Field, Unclean
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import audit
from fieldlog.ledger.audit import Deed
from fieldlog.ledger.wire import digest_of
from fieldlog.models import OwnChoice, OwnQuestion, Program

UP, DOWN, RETIRE, BRING_BACK = "up", "down", "retire", "bring_back"
TWICE = "These words are there already."
RETIRED_ALREADY = "These words are there already, retired. Bring them back instead."
WORDLESS = "“{}” needs words. Write some, or retire it."
LONGEST_CODE = 30
# What the trail knows lists and questions by, where it knows entries by their ids.
_ABOUT = uuid.UUID("5b2cf7a4-6f5e-4d0c-9a58-0c7e6f3f9d11")

Row = OwnChoice | OwnQuestion
Rows = TypeVar("Rows", OwnChoice, OwnQuestion)
Errors = dict[str, list[str]]


class Editing:
    """Runs inside the caller's transaction, which is rolled back where there are `errors`: sentences by the
    field in which it was typed. `about` is what is edited."""

    def __init__(self, actor: Actor, about: str, at: dt.datetime):
        self.errors: Errors = {}
        self._actor = actor
        self._about = about
        self._at = at
        self._deeds: list[Deed] = []
        self._numbered = 0
        # Places and numbers are counted on from what stands there.
        query = select(Program).where(Program.id == 1).with_for_update()
        self._program = db.session.scalars(query.execution_options(populate_existing=True)).one()

    def note(self, what: str, *said: Any) -> None:
        digest = digest_of([what, self._about, *said])
        self._deeds.append(Deed(self._actor.id, what, uuid.uuid5(_ABOUT, self._about), digest))

    def clean(self, field: Field, text: str, where: str, was: str = "") -> str:
        """`was` is what stood there, where something did."""
        try:
            return str(field.clean(text))
        except Unclean as unclean:
            self.errors[where] = [WORDLESS.format(was) if was and not text.strip() else str(unclean)]
            return ""

    def next_number(self) -> int:
        """The number of what the program adds next."""
        if not self._numbered:
            made = union_all(select(OwnChoice.made.label("made")), select(OwnQuestion.made)).subquery()
            self._numbered = db.session.scalar(select(func.max(made.c.made))) or 0
        self._numbered += 1
        return self._numbered

    def close(self, rows: Iterable[Row]) -> None:
        """Keep the rows if something was changed; from the commit on, whoever reads the lists reads anew."""
        if self._deeds and not self.errors:
            db.session.add_all(rows)
            self._program.lists = secrets.token_hex(6)
            db.session.flush()
            audit.append(self._deeds, self._at)


def arrange(editing: Editing, rows: Sequence[Rows], act: str, code: str) -> None:
    """Move, retire or bring back the row of this code. Raises NotFound."""
    row = row_of(rows, code)
    if act in (RETIRE, BRING_BACK):
        if row.is_retired != (act == RETIRE):
            row.is_retired = act == RETIRE
            editing.note(act, code)
    elif act in (UP, DOWN):
        shown = [each for each in rows if not each.is_retired]
        place = shown.index(row) + (1 if act == DOWN else -1) if row in shown else -1
        if 0 <= place < len(shown):
            row.place, shown[place].place = shown[place].place, row.place
            editing.note(act, code)
    else:
        raise NotFound


def row_of(rows: Iterable[Rows], code: str) -> Rows:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise NotFound
    return found


def code_of(label: str, taken: Collection[str], begins: str = "") -> str:
    """A code that is none of those taken, from the words as far as ASCII has them."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    code = begins + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_CODE].strip("_") or "choice")
    numbered = (f"{code}_{number}" for number in range(2, len(taken) + 3))
    return code if code not in taken else next(each for each in numbered if each not in taken)


def alike(label: str) -> str:
    """The same for words that nobody tells apart."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())
