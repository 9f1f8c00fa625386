"""The map of a year, as a schematic: counties as tiles, their districts in them, a dot for each school."""

from collections.abc import Iterable, Sequence

from fieldlog.yearbook import letters
from fieldlog.yearbook.canvas import (
    FIR,
    GAP,
    NOTHING,
    SHEET,
    SOFT,
    Drawn,
    below,
    column_width,
    grid,
    moved,
    number,
    text,
)
from fieldlog.yearbook.picture import County, Place
from fieldlog.yearbook.wording import PARTNER, WHOLE_SCHOOL, listed, schools_of

MOST_COLUMNS, MOST_DOTS = 4, 100
STEP, SMALL = 20, 15


def drawn_map(counties: Sequence[County]) -> Drawn:
    if not counties:
        return NOTHING
    columns = min(len(counties), MOST_COLUMNS)
    room = column_width(columns) - 2 * GAP
    return below([grid([_county(each, room) for each in counties], columns, SHEET), _legend(counties)], GAP)


def _county(county: County, room: float) -> Drawn:
    name = letters.lines(listed(county.names), room, 18, most=4, bold=True)
    marks = [text(line, GAP, GAP + 16 + n * 22, 18, bold=True) for n, line in enumerate(name)]
    y = GAP + len(name) * 22 + 4
    marks.append(text(schools_of(county.schools), GAP, y + 12, SMALL, fill=SOFT))
    districts = below([_district(place, room) for place in county.districts], 12)
    marks.append(moved(districts.marks, GAP, y + 28))
    return Drawn("".join(marks), y + 28 + districts.height + GAP)


def _district(place: Place, room: float) -> Drawn:
    name = letters.lines(listed(place.names), room, SMALL, most=6) if place.names else []
    marks = [text(line, 0, 14 + n * 19, SMALL) for n, line in enumerate(name)]
    dots = _dots(place, max(1, int(room // STEP)))
    y = len(name) * 19 + 6
    return Drawn("".join(marks) + moved(dots.marks, 0, y), y + dots.height)


def _dots(place: Place, columns: int) -> Drawn:
    """Filled for a Whole School partner; where partners are not told, all alike."""
    shown = min(place.schools, MOST_DOTS)
    partners = shown if place.partners is None else place.partners
    marks = [_dot(n % columns * STEP, n // columns * STEP, n < partners) for n in range(shown)]
    return Drawn("".join(marks), (shown - 1) // columns * STEP + STEP)


def _dot(x: float, y: float, is_full: bool) -> str:
    look = f'r="7" fill="{FIR}"' if is_full else f'r="6" fill="none" stroke="{FIR}" stroke-width="2"'
    return f'<circle cx="{number(x + 7)}" cy="{number(y + STEP / 2)}" {look}/>'


def _legend(counties: Iterable[County]) -> Drawn:
    is_told = any(place.partners is not None for county in counties for place in county.districts)
    x, marks = 0.0, []
    for is_full, word in [(True, WHOLE_SCHOOL), (False, PARTNER)] if is_told else [(True, PARTNER)]:
        marks.append(_dot(x, 0, is_full) + text(word, x + 24, 15, SMALL, fill=SOFT))
        x += 24 + letters.width(word, SMALL) + 32
    return Drawn("".join(marks), STEP)
