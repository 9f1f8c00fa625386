"""Parts read back from the words in which a file says them."""

from collections.abc import Iterator, Sequence
from typing import Any

from fieldlog.activities.fields import Field, Line, Unclean
from fieldlog.activities.lists import known

BETWEEN_PARTS, BETWEEN_WORDS = " | ", ", "

Said = dict[str, Any]


def parts_of(fields: Sequence[Field], text: str, many: int | None) -> list[Said] | None:
    """The parts that `text` says, or None where it cannot be read so.

    With `many`, so many of them: what separates parts and words may stand in somebody's words too. Every way
    to cut is tried, so what a file says is always found, and said again it is the same text.
    """
    pieces = text.split(BETWEEN_PARTS)
    if many in (None, len(pieces)):
        parts = [_Words(fields).read(piece, 0) for piece in pieces]
        found = [part for part in parts if part is not None]
        if len(found) == len(pieces):
            return found
    return _Parts(fields, text).read(0, many) if many else None


class _Parts:
    """`_range` says of each place where a part may begin the fewest and the most parts that can follow: where
    every part may hold what separates them, all ways to cut are too many to be walked."""

    def __init__(self, fields: Sequence[Field], text: str):
        self._fields = fields
        self._text = text
        self._longest = sum(_longest(field) + len(field.label) + 4 for field in fields)
        self._known: dict[tuple[int, int], Said | None] = {}
        self._failed: set[tuple[int, int]] = set()
        self._range = {len(text) + len(BETWEEN_PARTS): (0, 0)}
        for start in reversed([0, *(end + len(BETWEEN_PARTS) for end in _ends(text, BETWEEN_PARTS, 0))]):
            self._look_on(start)

    def read(self, start: int, many: int) -> list[Said] | None:
        if not many:
            return [] if start > len(self._text) else None
        if (start, many) in self._failed:
            return None
        for end, part in self._pieces(start):
            fewest, most = self._range[end + len(BETWEEN_PARTS)]
            rest = self.read(end + len(BETWEEN_PARTS), many - 1) if fewest < many <= most + 1 else None
            if rest is not None:
                return [part, *rest]
        self._failed.add((start, many))
        return None

    def _look_on(self, start: int) -> None:
        follow = [self._range[end + len(BETWEEN_PARTS)] for end, _ in self._pieces(start)]
        if follow:
            self._range[start] = (1 + min(low for low, _ in follow), 1 + max(high for _, high in follow))

    def _pieces(self, start: int) -> Iterator[tuple[int, Said]]:
        """Each part that may begin here, after which the rest can be read, and where it ends."""
        for end in [*_ends(self._text, BETWEEN_PARTS, start, self._longest), len(self._text)]:
            if end + len(BETWEEN_PARTS) in self._range and (part := self._part(start, end)) is not None:
                yield end, part

    def _part(self, start: int, end: int) -> Said | None:
        if (start, end) not in self._known:
            is_short = end - start <= self._longest
            self._known[start, end] = (
                _Words(self._fields).read(self._text[start:end], 0) if is_short else None
            )
        return self._known[start, end]


class _Words:
    """The words of one part: those of required fields bare, the others behind their label."""

    def __init__(self, fields: Sequence[Field]):
        self._fields = fields
        self._failed: set[tuple[int, int]] = set()

    def read(self, words: str, number: int) -> Said | None:
        """What the fields from this one on say by these words, all of them."""
        if number == len(self._fields):
            return None if words else {}
        if (number, len(words)) in self._failed:
            return None
        field = self._fields[number]
        found = self._said(field, words, number)
        if found is None and not field.required:
            found = self.read(words, number + 1)
        if found is None:
            self._failed.add((number, len(words)))
        return found

    def _said(self, field: Field, words: str, number: int) -> Said | None:
        lead = "" if field.required else f"{field.label}: "
        if not words.startswith(lead):
            return None
        said = words[len(lead) :]
        for end in [*_ends(said, BETWEEN_WORDS, 0), len(said)]:
            rest = said[end + len(BETWEEN_WORDS) :]
            follows = self.read(rest, number + 1) if rest or end == len(said) else None
            value = None if follows is None else _value(field, said[:end])
            if follows is not None and value is not None:
                return {field.name: value, **follows}
        return None


def _ends(text: str, between: str, start: int, within: int | None = None) -> Iterator[int]:
    """Where this stands from `start` on, or so near to it."""
    last = len(text) if within is None else start + within + len(between)
    end = text.find(between, start, last)
    while end >= 0:
        yield end
        end = text.find(between, end + 1, last)


def _longest(field: Field) -> int:
    """How long the words of a field can be; those of days, numbers and codes are short."""
    if isinstance(field, Line):
        return field.limit
    return 20 + sum(len(option.label) + 2 for option in known(getattr(field, "options", ())))


def _value(field: Field, words: str) -> Any:
    """What these words say, to the letter; else they are somebody's own."""
    try:
        value = field.from_words(words)
    except Unclean:
        return None
    return value if words and "; ".join(field.say_in_file(value)) == words else None
