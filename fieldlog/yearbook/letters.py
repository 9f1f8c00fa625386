"""How wide words are in the font that pictures are drawn with, and where a line of them ends."""

import unicodedata
from collections.abc import Iterator

# Thousandths of the font's size, from the space to the tilde.
_REGULAR = (
    247, 298, 320, 629, 563, 786, 644, 200, 352, 352, 481, 623, 226, 417, 208, 389, 641, 413, 559,
    544, 621, 575, 566, 537, 614, 566, 253, 259, 623, 623, 623, 504, 989, 677, 611, 721, 688, 592,
    543, 760, 751, 271, 515, 610, 520, 846, 774, 776, 579, 780, 626, 614, 552, 707, 693, 960, 614,
    604, 641, 324, 389, 324, 551, 438, 221, 510, 586, 541, 586, 546, 369, 587, 558, 232, 269, 485,
    220, 851, 558, 580, 591, 578, 338, 466, 378, 558, 520, 784, 475, 526, 491, 385, 257, 385, 567,
)  # fmt: skip
# Where the font is not there another one is drawn, which may be wider.
_ROOM, _SEMIBOLD_ADDS = 1.06, 1.03
_OTHER, _WIDE = 620, 1100


def width(text: str, size: float, *, bold: bool = False) -> float:
    """In the unit of `size`; rather more than less."""
    return sum(map(_width, text)) * size / 1000 * _ROOM * (_SEMIBOLD_ADDS if bold else 1)


def lines(text: str, room: float, size: float, *, most: int, bold: bool = False) -> list[str]:
    """The text in at most so many lines of that width; `…` where it goes on."""
    found: list[str] = [""]
    for piece in _pieces(text, room, size, bold):
        longer = f"{found[-1]} {piece}".strip()
        if not found[-1] or width(longer, size, bold=bold) <= room:
            found[-1] = longer
        else:
            found.append(piece)
    if len(found) <= most:
        return found
    return [*found[: most - 1], _shortened(found[most - 1], room, size, bold)]


def _pieces(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    """Its words; one that is wider than a line in parts that are not."""
    for word in text.split():
        rest = word
        while width(rest, size, bold=bold) > room and len(rest) > 1:
            fits = next((n for n in range(len(rest), 1, -1) if width(rest[:n], size, bold=bold) <= room), 1)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _shortened(line: str, room: float, size: float, bold: bool) -> str:
    while line and width(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _width(letter: str) -> int:
    at = ord(letter) - 32
    if 0 <= at < len(_REGULAR):
        return _REGULAR[at]
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
