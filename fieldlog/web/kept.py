"""What was typed into a form whose session had ended, carried through signing in again.

It travels as hidden fields of the sign-in page and comes back only to the person who typed it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldlog.access import Actor
from fieldlog.activities.fields import Typed

PREFIX = "kept."
KIND, OPENED_BY = "kind", "opened_by"


class Kept(NamedTuple):
    kind: str
    typed: Typed

    def fields(self) -> list[tuple[str, str]]:
        """The hidden fields that carry it, of text that can be sent whatever was posted."""
        carried = [(KIND, self.kind), *((n, v) for n, values in self.typed.items() for v in values)]
        return [
            (PREFIX + _sendable(name), _sendable(value)) for name, value in carried if name != "csrf_token"
        ]

    def is_by(self, actor: Actor) -> bool:
        return was_opened_by(self.typed, actor)


def kept_in(posted: Mapping[str, Sequence[str]]) -> Kept | None:
    """What the sign-in form carries, if it carries anything."""
    typed = {n.removeprefix(PREFIX): v for n, v in posted.items() if n.startswith(PREFIX)}
    kind = typed.pop(KIND, [""])[0]
    return Kept(kind, typed) if typed else None


def was_opened_by(typed: Typed, actor: Actor) -> bool:
    """Whether the form was opened by this person; one without a word on it was."""
    return all(value == str(actor.id) for value in typed.get(OPENED_BY, ()))


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
