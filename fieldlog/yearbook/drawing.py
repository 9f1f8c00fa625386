"""Draws the picture of a year as SVG: the same picture gives the same bytes, and nothing in it is fetched.

Colours and fonts stand in attributes: our own policy forbids styles in a picture that is opened by itself.
"""

from collections.abc import Sequence

from fieldlog.yearbook import letters
from fieldlog.yearbook.canvas import (
    FIR,
    GAP,
    INNER,
    LINE,
    NOTHING,
    SHEET,
    SOFT,
    TINT,
    Drawn,
    below,
    column_width,
    grid,
    moved,
    sheet,
    text,
)
from fieldlog.yearbook.map import drawn_map
from fieldlog.yearbook.picture import Fact, Picture, Quote
from fieldlog.yearbook.shown import beside
from fieldlog.yearbook.wording import CHECKSUM, TITLE, Imprint, agreed, as_text, notes

SMALL, BODY = 15, 18


def as_svg(picture: Picture, imprint: Imprint) -> str:
    """The whole picture, as high as it needs to be."""
    parts = (
        _head(picture),
        _figures(picture.large, 40, SHEET),
        _section("Where", below([_figures(picture.beside_map, 26, ""), drawn_map(picture.counties)], GAP)),
        _section("In their words", _quotes(picture.quotes)),
        _section("What we agreed", below([_agreement(agreed(each)) for each in picture.agreements], 10)),
        _foot(picture, imprint),
    )
    title = f"{TITLE}, {picture.year}: {picture.program}"
    return sheet(below(parts, GAP * 2.5), title, as_text(picture, imprint))


def _head(picture: Picture) -> Drawn:
    program = letters.lines(picture.program, INNER, 22, most=2)
    marks = [text(line, 0, 22 + n * 30, 22, fill=SOFT) for n, line in enumerate(program)]
    y = len(program) * 30
    marks.append(text(f"{TITLE}, {picture.year}", 0, y + 50, 50, bold=True))
    return Drawn("".join(marks), y + 56)


def _section(heading: str, part: Drawn) -> Drawn:
    if not part.height:
        return NOTHING
    return below([Drawn(text(heading, 0, 20, 22, bold=True), 24), part], GAP)


def _figures(facts: Sequence[Fact], size: float, fill: str) -> Drawn:
    if not facts:
        return NOTHING
    columns = min(len(facts), 6)
    room = column_width(columns) - (2 * GAP if fill else GAP)
    tiles = [_figure(fact, room, size) for fact in facts]
    inset = GAP if fill else 0
    cells = [Drawn(moved(tile.marks, inset, inset), tile.height + 2 * inset) for tile in tiles]
    return grid(cells, columns, fill)


def _figure(fact: Fact, room: float, size: float) -> Drawn:
    large = size if letters.width(fact.shown, size, bold=True) <= room else size / 2
    marks = [text(fact.shown, 0, size * 0.8, large, bold=True, fill=FIR)]
    y = size + 4
    # That nothing changed is said in the words only.
    compared = beside(fact) if fact.amount != fact.before else ""
    for line in letters.lines(fact.label, room, SMALL, most=3):
        marks.append(text(line, 0, y + 14, SMALL))
        y += 19
    for line in letters.lines(compared, room, SMALL, most=3) if compared else ():
        marks.append(text(line, 0, y + 14, SMALL, fill=SOFT))
        y += 19
    return Drawn("".join(marks), y)


def _quotes(quotes: Sequence[Quote]) -> Drawn:
    columns = min(len(quotes), 2)
    return (
        grid([_quote(quote, column_width(columns)) for quote in quotes], columns, TINT) if quotes else NOTHING
    )


def _quote(quote: Quote, wide: float) -> Drawn:
    inset = GAP * 1.5
    said = letters.lines(f"“{quote.text}”", wide - 2 * inset, 20, most=14)
    marks = [text(line, inset, inset + 16 + n * 28, 20) for n, line in enumerate(said)]
    y = inset + len(said) * 28
    for line in (
        letters.lines(quote.attribution, wide - 2 * inset, SMALL, most=2) if quote.attribution else ()
    ):
        y += 20
        marks.append(text(line, inset, y, SMALL, fill=SOFT))
    return Drawn("".join(marks), y + GAP)


def _agreement(words: str) -> Drawn:
    said = letters.lines(words, INNER - 32, BODY, most=3)
    tick = f'<path d="M3 10l5 5L18 4" fill="none" stroke="{FIR}" stroke-width="2.5" stroke-linecap="round"/>'
    marks = [text(line, 32, 16 + n * 25, BODY) for n, line in enumerate(said)]
    return Drawn(tick + "".join(marks), len(said) * 25)


def _foot(picture: Picture, imprint: Imprint) -> Drawn:
    small = [imprint.edition, *notes(picture, imprint)]
    if imprint.checksum:
        small.append(f"{CHECKSUM} {imprint.checksum}")
    rows = [line for said in small for line in letters.lines(said, INNER, 14, most=3)]
    marks = [text(line, 0, 28 + n * 20, 14, fill=SOFT) for n, line in enumerate(rows)]
    return Drawn(f'<path d="M0 .5H{INNER}" stroke="{LINE}"/>' + "".join(marks), 20 + len(rows) * 20)
