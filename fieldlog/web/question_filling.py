"""What somebody asks or answers about an entry, as it stands in its form."""

import uuid
from dataclasses import dataclass, field, replace

from fieldlog.access import Actor
from fieldlog.activities.bound import BoundField
from fieldlog.activities.fields import Typed
from fieldlog.activities.form import clean
from fieldlog.activities.question import WORDS
from fieldlog.errors import NotFound, WrongPerson
from fieldlog.ledger import asking
from fieldlog.ledger.asking import Said
from fieldlog.web.kept import was_opened_by

CHOOSE_SCHOOL = "Choose the school for which you ask."


@dataclass
class Filling:
    """`id` makes it one message, from the form's first opening; `school` is the code of the school whose
    thread it is, empty while none is chosen. `anyway`: it was told that this thread is closed."""

    entry_id: uuid.UUID
    school: str
    raw: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    anyway: bool = False
    message: str | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def words(self) -> BoundField:
        return BoundField(WORDS, self.raw, self.errors.get("words", []), ())

    def anew(self, message: str) -> "Filling":
        """The same as a message of its own."""
        return replace(self, id=uuid.uuid4(), message=message)

    def said(self) -> Said | None:
        """What is to be kept, or None when something is wrong; then `errors` tells what."""
        cleaned, self.errors = clean({"words": WORDS}, {"words": WORDS.parse(self.raw)})
        if not self.school:
            self.errors["school"] = [CHOOSE_SCHOOL]
        return None if self.errors else self._meant(cleaned["words"])

    def _meant(self, words: str) -> Said:
        return Said(self.id, self.entry_id, self.school, words, self.anyway)


def filled(actor: Actor, entry_id: uuid.UUID, posted: Typed) -> Filling:
    """Raises WrongPerson where somebody else opened the form, NotFound where it is not theirs to write."""
    if not was_opened_by(posted, actor):
        raise WrongPerson
    sides = asking.sides(actor, entry_id)
    school = next(iter(posted.get("school", ())), "") or (next(iter(sides)) if len(sides) == 1 else "")
    if school and school not in sides:
        raise NotFound
    filling = Filling(entry_id, school, WORDS.take(posted))
    return replace(filling, id=_id(posted) or filling.id, anyway="anyway" in posted)


def _id(posted: Typed) -> uuid.UUID | None:
    try:
        return uuid.UUID(next(iter(posted.get("message", ())), ""))
    except ValueError:
        return None
