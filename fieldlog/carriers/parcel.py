"""What a carrier is handed: the files of one edition of a week."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Piece:
    """A file; `digest` is the SHA-256 of its bytes, in hex."""

    name: str
    rows: int
    digest: str
    content: bytes


@dataclass(frozen=True)
class Parcel:
    """An edition on its way to one target; `id` is the same at every try, `tried_at` the moment of this one.

    The manifest is the last of its pieces: where it lies, all of them do.
    """

    id: uuid.UUID
    week: str
    edition: int
    made_at: dt.datetime
    tried_at: dt.datetime
    pieces: tuple[Piece, ...]

    @property
    def folder(self) -> str:
        return folder_of(self.week, self.edition)


class Carrier(Protocol):
    """One target. `name` tells it from the others and holds no secret; one that `announces` hands over the
    news of the files, the others the files themselves."""

    announces: ClassVar[bool]

    @property
    def name(self) -> str: ...

    def carry(self, parcel: Parcel) -> None:
        """Harmless when it is done again. Raises NotDelivered."""


def folder_of(week: str, edition: int) -> str:
    """`2026-W47`; a later edition has a folder of its own within, so that none ever replaces another."""
    return week if edition <= 1 else f"{week}/edition-{edition}"


def page_of(base_url: str, week: str) -> str:
    return f"{base_url}/exports/weeks/{week}"
