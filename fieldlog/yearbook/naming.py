"""Whether words name somebody, or a school, that the program knows. Rather too often than too seldom."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+")
_TITLED = re.compile(r"\b(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Sr|Sra|Srta)\b\.? +[^\W\d_a-z]")
_TITLES = {"mr", "mrs", "ms", "mx", "miss", "dr", "sr", "sra", "srta"}
# What schools are called beside their own names.
_GENERIC = {
    "academy", "alternative", "center", "charter", "community", "elementary", "high", "intermediate",
    "junior",
    "k", "learning", "magnet", "middle", "of", "online", "preschool", "primary", "school", "schools",
    "senior", "the",
}  # fmt: skip


# A line of more words is no name.
MOST_WORDS = 4


class Words(NamedTuple):
    """A text's words as they are compared, and which of them begin with a large letter."""

    folded: tuple[str, ...]
    large: tuple[bool, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        words = _WORD.findall(unicodedata.normalize("NFKC", text))
        return cls(tuple(map(_folded, words)), tuple(not word[0].islower() for word in words))


class Known(NamedTuple):
    """`phrases`, whole names and what people are called first, are found however they are written; `parts` of
    people's and schools' names where they begin with a large letter: "Will" is not "will"."""

    phrases: frozenset[tuple[str, ...]]
    parts: frozenset[tuple[str, ...]]


NOBODY = Known(frozenset(), frozenset())


def known(people: Iterable[str], schools: Iterable[str], first_names: Iterable[str] = ()) -> Known:
    of_people = [tuple(word for word in Words.of(name).folded if word not in _TITLES) for name in people]
    of_schools = [Words.of(name).folded for name in schools]
    own = [tuple(word for word in name if word not in _GENERIC) for name in of_schools]
    single = {(word,) for name in of_people for word in name if len(word) > 1}
    whole = [name for name in (*of_people, *of_schools) if len(name) > 1]
    parts = frozenset(part for part in (*single, *own) if part)
    return Known(frozenset((*whole, *((name,) for name in first_names))), parts)


def people_in(lines: Iterable[str], ordinary: Container[str]) -> Iterator[str]:
    """Of what stands where staff is named, what may be a name: `Ms. Alder`, not `Room 4` or `the aides`.
    `ordinary` are words that are none."""
    for line in lines:
        words = Words.of(line)
        is_short = len(words.folded) <= MOST_WORDS and not any(map(str.isdigit, line))
        if is_short and all(words.large):
            yield " ".join(word for word in words.folded if word not in ordinary)


def names_somebody(text: str, known: Known) -> bool:
    words = Words.of(text)
    if _TITLED.search(text) or any(phrase in known.phrases for _, phrase in _runs(words, known.phrases)):
        return True
    return any(words.large[at] and part in known.parts for at, part in _runs(words, known.parts))


def _runs(words: Words, wanted: frozenset[tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every run of as many words as something wanted has, and where it begins."""
    for length in {len(each) for each in wanted}:
        for at in range(len(words.folded) - length + 1):
            yield at, words.folded[at : at + length]


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
