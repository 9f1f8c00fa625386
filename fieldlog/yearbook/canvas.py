"""Marks of a picture and how they are laid beside and below each other, in units of the drawing."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

PAPER, SHEET, INK, SOFT, LINE, FIR, TINT = (
    "#faf6ee", "#fffdfa", "#192636", "#525d6c", "#dfdad1", "#1c6142", "#e7f4ec",
)  # fmt: skip
FONT = "Figtree, system-ui, sans-serif"
WIDTH, MARGIN, GAP = 1200, 56, 16
INNER = WIDTH - 2 * MARGIN


class Drawn(NamedTuple):
    """Marks from 0 downwards, and how high they are."""

    marks: str
    height: float


NOTHING = Drawn("", 0)


def sheet(body: Drawn, title: str, said: str) -> str:
    """The whole as an SVG file, with its title and all it says in words."""
    height = round(body.height + 2 * MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title" aria-describedby="said" '
        f"font-family={quoteattr(FONT)} fill={quoteattr(INK)}>"
        f'<title id="title">{clean(title)}</title><desc id="said">{clean(said)}</desc>'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
        f"{moved(body.marks, MARGIN, MARGIN)}</svg>\n"
    )


def below(parts: Sequence[Drawn], gap: float) -> Drawn:
    there = [part for part in parts if part.height]
    y, marks = 0.0, []
    for part in there:
        marks.append(moved(part.marks, 0, y))
        y += part.height + gap
    return Drawn("".join(marks), y - gap) if there else NOTHING


def grid(cells: Sequence[Drawn], columns: int, fill: str = "") -> Drawn:
    """Cards in rows, each row as high as its highest card; without a fill they have no edges."""
    rows, wide = [], column_width(columns)
    for start in range(0, len(cells), columns):
        row = cells[start : start + columns]
        high = max(cell.height for cell in row)
        cards = [_card(cell, wide, high, fill) for cell in row]
        rows.append(Drawn("".join(moved(c, n * (wide + GAP), 0) for n, c in enumerate(cards)), high))
    return below(rows, GAP)


def column_width(columns: int) -> float:
    return (INNER - GAP * (columns - 1)) / columns


def moved(marks: str, x: float, y: float) -> str:
    return f'<g transform="translate({number(x)} {number(y)})">{marks}</g>' if marks else ""


def text(words: str, x: float, y: float, size: float, *, bold: bool = False, fill: str = "") -> str:
    weight = ' font-weight="600"' if bold else ""
    colour = f' fill="{fill}"' if fill else ""
    at = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    return f"<text {at}{weight}{colour}>{clean(words)}</text>"


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def clean(words: str) -> str:
    """Escaped, without the control characters that XML cannot hold."""
    return escape("".join(letter for letter in words if letter >= " " or letter in "\t\n"))


def _card(cell: Drawn, wide: float, high: float, fill: str) -> str:
    edge = f' stroke="{LINE}"' if fill == SHEET else ""
    box = (
        f'<rect width="{number(wide)}" height="{number(high)}" rx="10" fill="{fill}"{edge}/>' if fill else ""
    )
    return box + cell.marks
