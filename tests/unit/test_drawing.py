"""The drawing of a year: whole XML whatever people wrote, the same bytes each time, also as an image."""

import re
import struct
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fieldlog.vendored import FOLDER
from fieldlog.yearbook import letters
from fieldlog.yearbook.canvas import WIDTH
from fieldlog.yearbook.drawing import as_svg
from fieldlog.yearbook.picture import Agreement, County, Picture, Place
from fieldlog.yearbook.png import FONTS, as_png
from fieldlog.yearbook.wording import Imprint
from tests.unit.test_yearbook import fact, picture, quote

IMPRINT = Imprint("Edition 1, published Sun 5 Jul 2026", "ab" * 32)
SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3


def overfull() -> Picture:
    places = tuple(Place((LONG[:120],), 150, 70) for _ in range(3))
    return replace(
        picture(),
        program=LONG,
        facts=tuple(fact(measure, 10**12) for measure in ("classroom_visits", "schools")),
        counties=tuple(County((f"{LONG[:50]} {n}",), places) for n in range(9)),
        quotes=tuple(quote("W" * 500) for _ in range(6)),
        agreements=tuple(Agreement(LONG * 2, "New", False) for _ in range(12)),
    )


@given(WORDS, WORDS)
def test_whatever_people_wrote_it_is_whole_xml_that_fetches_nothing(words: str, others: str) -> None:
    drawn = as_svg(picture(program=others or "P", quotes=(quote(words or "Q"),)), IMPRINT)
    root = ElementTree.fromstring(drawn)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "g", "text", "path", "circle",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "class", "href", "src", "onload"}


def test_the_same_picture_is_drawn_the_same() -> None:
    assert as_svg(picture(), IMPRINT) == as_svg(picture(), IMPRINT)
    as_png.cache_clear()
    first = as_png(as_svg(picture(), IMPRINT))
    as_png.cache_clear()
    assert as_png(as_svg(picture(), IMPRINT)) == first


def test_who_does_not_see_it_is_told_all_of_it() -> None:
    root = ElementTree.fromstring(as_svg(picture(), IMPRINT))
    assert root.attrib["role"] == "img"
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert said is not None
    assert title.text == "Highlights of the year, 2025-26: Rogue Valley"
    assert "105+" in str(said.text)
    assert "“We start calmer.”" in str(said.text)
    assert "ab" * 32 in str(said.text)


@pytest.mark.parametrize("whole", [picture(), overfull()], ids=["usual", "overfull"])
def test_nothing_stands_outside_of_the_sheet(whole: Picture) -> None:
    root = ElementTree.fromstring(as_svg(whole, IMPRINT))
    height = float(root.attrib["height"])

    def walk(element: ElementTree.Element, x: float, y: float) -> None:
        moved = re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)", element.get("transform", ""))
        x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        if element.tag == f"{SVG}text":
            size = float(element.attrib["font-size"])
            left = x + float(element.attrib["x"])
            assert left + letters.width(str(element.text or ""), size) / 1.06 <= WIDTH - 30
            assert y + float(element.attrib["y"]) <= height - 30
        for child in element:
            walk(child, x, y)

    walk(root, 0, 0)


def test_it_becomes_an_image_with_fonts_of_our_own() -> None:
    image = as_png(as_svg(picture(), IMPRINT))
    assert image.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">I", image[16:20])[0] == 2 * WIDTH
    assert all(str(FOLDER) in font for font in FONTS)
    # Without words it is another picture: that they are drawn is seen by that.
    wordless = re.sub(r">[^<]+</text>", "></text>", as_svg(picture(), IMPRINT))
    assert len(image) > 2 * len(as_png(wordless))


@given(st.text(max_size=300), st.integers(60, 400), st.integers(1, 5))
def test_lines_fit_their_room_and_lose_no_word_but_behind_a_mark(text: str, room: int, most: int) -> None:
    found = letters.lines(text, room, 15, most=most)
    assert len(found) <= most
    assert all(letters.width(line, 15) <= room or len(line) <= 1 for line in found)
    if not found[-1].endswith("…"):
        assert "".join("".join(found).split()) == "".join(text.split())
