"""Parts read back from the words in which a file says them."""

from collections.abc import Iterator, Sequence
from typing import Any

from fieldlog.activities.fields import Field, Unclean

BETWEEN_PARTS, BETWEEN_WORDS = " | ", ", "

Said = dict[str, Any]


def parts_of(fields: Sequence[Field], text: str, many: int | None) -> list[Said] | None:
    """The parts that `text` says, or None where it cannot be read so.

    With `many`, so many of them: what separates parts and words may stand in somebody's words too. Every way
    to cut is tried, so what a file says is always found, and said again it is the same text.
    """
    return _Parts(fields, text).read(0, many or text.count(BETWEEN_PARTS) + 1)


class _Parts:
    def __init__(self, fields: Sequence[Field], text: str):
        self._fields = fields
        self._text = text
        self._failed: set[tuple[int, int]] = set()

    def read(self, start: int, many: int) -> list[Said] | None:
        if many == 1:
            part = _Words(self._fields).read(self._text[start:], 0)
            return None if part is None else [part]
        if (start, many) in self._failed:
            return None
        for end in _ends(self._text, BETWEEN_PARTS, start):
            part = _Words(self._fields).read(self._text[start:end], 0)
            rest = None if part is None else self.read(end + len(BETWEEN_PARTS), many - 1)
            if part is not None and rest is not None:
                return [part, *rest]
        self._failed.add((start, many))
        return None


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


def _ends(text: str, between: str, start: int) -> Iterator[int]:
    end = text.find(between, start)
    while end >= 0:
        yield end
        end = text.find(between, end + 1)


def _value(field: Field, words: str) -> Any:
    try:
        return field.from_words(words) if words else None
    except Unclean:
        return None
