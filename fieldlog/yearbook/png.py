"""The picture of a year as PNG, drawn here with a font of our own: the same on every machine."""

import unicodedata
from functools import lru_cache

import resvg_py

from fieldlog.vendored import FOLDER

FAMILY = "Figtree"
FONTS = [str(FOLDER / f"figtree-0.4.1-{weight}.ttf") for weight in ("regular", "semibold")]
# Twice the units of the drawing: sharp on slides and in print.
WIDTH = 2400


@lru_cache(maxsize=4)
def as_png(svg: str) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=_without_emoji(svg),
        width=WIDTH,
        skip_system_fonts=True,
        font_files=FONTS,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


def _without_emoji(svg: str) -> str:
    """No font of one colour has them; an empty box would stand for each."""
    return "".join(letter for letter in svg if not _is_emoji(letter))


def _is_emoji(letter: str) -> bool:
    is_sign = unicodedata.category(letter) in ("So", "Sk") and letter >= "\u2190"
    return is_sign or letter in "\u200d\ufe0f\u20e3"
