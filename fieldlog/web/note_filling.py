"""A note to the teacher as it stands in its form, and how its pages see it."""

import secrets
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from fieldlog.access import Actor
from fieldlog.activities.bound import BoundField
from fieldlog.activities.fields import Field, Typed
from fieldlog.activities.form import clean
from fieldlog.activities.teacher_note import ADDRESS, TEXT
from fieldlog.errors import WrongPerson
from fieldlog.ledger import teacher_notes
from fieldlog.ledger.teacher_notes import Note
from fieldlog.ledger.tokens import is_token
from fieldlog.web.kept import was_opened_by
from fieldlog.web.page import settings


@dataclass
class Filling:
    """A note as it stands in the form; `token` makes its link, from the form's first opening."""

    visit: teacher_notes.Visit
    raw: dict[str, Any]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    message: str | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> BoundField:
        return BoundField(_asked()[name], self.raw.get(name, ""), self.errors.get(name, []), ())

    @property
    def can_be_sent(self) -> bool:
        return bool(settings().smtp_url)

    def anew(self, message: str | None = None) -> "Filling":
        """The same as a note of its own, with another link."""
        return replace(self, token=secrets.token_urlsafe(32), message=message)

    def note(self) -> Note | None:
        """The note, or None when something is wrong; then `errors` tells what."""
        parsed = {name: asked.parse(self.raw[name]) for name, asked in _asked().items()}
        said, self.errors = clean(_asked(), parsed)
        if self.errors:
            return None
        return Note(self.visit.entry.id, self.token, said.get("to", ""), said["text"])


def filled(actor: Actor, entry_id: uuid.UUID, posted: Typed) -> Filling:
    """Raises WrongPerson where somebody else opened the form, NotFound as `teacher_notes.visit` does."""
    if not was_opened_by(posted, actor):
        raise WrongPerson
    visit = teacher_notes.visit(actor, entry_id)
    filling = Filling(visit, {name: asked.take(posted) for name, asked in _asked().items()})
    token = next(iter(posted.get("token", ())), "")
    return replace(filling, token=token) if is_token(token) else filling


def _asked() -> dict[str, Field]:
    """Where nothing is sent from here, no address is needed."""
    return {"to": ADDRESS, "text": TEXT} if settings().smtp_url else {"text": TEXT}
