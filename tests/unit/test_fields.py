"""Each field on its own: what it takes, what it tells, how it is shown again, said and exported."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.activities.fields import (
    CHOOSE,
    UNSTORABLE,
    ActivityDay,
    Field,
    Flag,
    Line,
    Minutes,
    Number,
    Text,
    Time,
    Unclean,
)
from fieldlog.activities.listed import Choice, Choices, People, Schools
from fieldlog.activities.lists import fixed_list
from fieldlog.activities.per_option import Counts, Marks, PerOption
from tests.world import DAY, OLDEST

COLORS = fixed_list(red="Red", green="Green", blue="Blue")
LINE = Line(name="line", label="Line", limit=20)
TEXT = Text(name="text", label="Text")
FIELDS: dict[str, Field] = {
    "number": Number(name="number", label="Number", low=0, high=50),
    "minutes": Minutes(name="minutes", label="Minutes", low=1, high=1440, quick=(15, 30)),
    "line": LINE,
    "text": TEXT,
    "day": ActivityDay(name="day", label="Day", low=OLDEST.first_day, high=DAY),
    "time": Time(name="time", label="Time"),
    "choice": Choice(name="choice", label="Choice", options=COLORS),
    "choices": Choices(name="choices", label="Choices", options=COLORS),
    "schools": Schools(name="schools", label="Schools", options=COLORS, several=True),
    "people": People(name="people", label="People", options=COLORS),
    "flag": Flag(name="flag", label="Flag"),
    "marks": Marks(name="marks", label="Marks", options=COLORS),
    "counts": Counts(name="counts", label="Counts", options=COLORS, high=99),
}
# A browser sends a line's end as CRLF, so a lone CR never comes out of a form.
NOTE = st.text(st.characters(exclude_characters="\r")).map(lambda text: text.replace("\n", "\r\n"))
CODES = st.sampled_from([option.code for option in COLORS])
WORDS: dict[str, st.SearchStrategy[str]] = {
    "number": st.integers(-2, 60).map(str) | st.sampled_from([" 7 ", "+7", "007", "-0"]),
    "minutes": st.integers(-2, 1500).map(str),
    "text": NOTE,
    "day": st.dates(OLDEST.first_day, DAY).map(str),
    "time": st.times().map(lambda time: time.isoformat("seconds")),
    "choice": CODES,
    "choices": CODES,
    "schools": CODES,
    "people": CODES,
    "flag": st.sampled_from(["1", "on", ""]),
    "marks": st.sampled_from(["seen", "beginning", ""]),
    "counts": st.integers(-1, 101).map(str) | st.just(""),
}


def posted(field: Field, raw: Any) -> dict[str, list[str]]:
    """What a browser sends of a form that shows `raw`."""
    if isinstance(field, PerOption):
        return {f"{field.name}.{code}": [value] for code, value in raw.items()}
    if isinstance(field, Choices):
        return {field.name: raw}
    if isinstance(field, Flag):
        return {field.name: ["1"]} if raw else {}
    return {field.name: [raw]}


@st.composite
def typed_into(draw: st.DrawFn) -> tuple[Field, dict[str, list[str]]]:
    kind = draw(st.sampled_from(sorted(FIELDS)))
    field, word = FIELDS[kind], WORDS.get(kind, st.text())
    if isinstance(field, PerOption):
        return field, posted(field, draw(st.dictionaries(CODES, word)))
    if isinstance(field, Choices):
        return field, posted(field, draw(st.lists(word)))
    return field, {field.name: [draw(word)]}


def is_refused(field: Field, sent: dict[str, list[str]]) -> bool:
    try:
        field.clean(field.parse(field.take(sent)))
    except Unclean:
        return True
    return False


@given(typed_into().filter(lambda typed: not is_refused(*typed)))
def test_what_was_taken_comes_back_the_same_from_store_and_form(
    typed: tuple[Field, dict[str, list[str]]],
) -> None:
    field, sent = typed
    value = field.clean(field.parse(field.take(sent)))
    assert field.clean(value) == value
    assert field.clean(field.parse(field.take(posted(field, field.fill(value))))) == value


@given(typed_into().filter(lambda typed: not is_refused(*typed)))
def test_every_value_fills_exactly_its_columns(typed: tuple[Field, dict[str, list[str]]]) -> None:
    field, sent = typed
    for held in (field.clean(field.parse(field.take(sent))), None):
        cells = field.cells(held)
        assert len(cells) == len(field.columns()) == len(set(field.columns()))
        assert all(isinstance(cell, str | int) for cell in cells)
        assert all(isinstance(item, str) and item for item in field.say(held))


STRANGE: tuple[Any, ...] = ({"a": {"b": 1}}, ["red", ["red"]], [1], True, 1.5, float("inf"), 10**5000, b"red")


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_of_another_type_is_told_not_guessed(name: str) -> None:
    for value in STRANGE:
        if name == "flag" and value is True:
            continue
        with pytest.raises(Unclean):
            FIELDS[name].clean(value)


@pytest.mark.parametrize("name", FIELDS)
def test_nothing_given_is_nothing_kept_or_the_sentence_of_a_required_field(name: str) -> None:
    field = FIELDS[name]
    assert field.take({}) == field.fill(field.empty)
    assert field.clean(field.parse(field.take({}))) == field.clean(None) == field.empty
    assert field.say(field.empty) == []


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (Line(name="x", label="X", required=True), "Please fill this in."),
        (Number(name="x", label="X", required=True, low=1, high=9), "Please fill this in."),
        (Minutes(name="x", label="X", required=True, low=1, high=9), "How many minutes was it?"),
        (ActivityDay(name="x", label="X", required=True, low=DAY, high=DAY), "Which day was it?"),
        (Choice(name="x", label="X", required=True, options=COLORS), CHOOSE),
        (Choices(name="x", label="X", required=True, options=COLORS), "Choose at least one."),
        (
            Schools(name="x", label="X", required=True, options=COLORS, several=False),
            "At which school was it?",
        ),
    ],
)
@pytest.mark.parametrize("typed", [{}, {"x": [""]}])
def test_a_required_field_left_empty_says_so(
    field: Field, sentence: str, typed: dict[str, list[str]]
) -> None:
    with pytest.raises(Unclean, match=sentence.replace("?", r"\?")):
        field.clean(field.parse(field.take(typed)))


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000 ", "\r\n"])
def test_a_required_line_of_spaces_is_an_empty_one(blank: str) -> None:
    with pytest.raises(Unclean):
        Line(name="x", label="X", required=True).clean(blank)


@pytest.mark.parametrize("field", [LINE, TEXT], ids=["line", "text"])
@pytest.mark.parametrize("bad", ["a\x00b", "\x00", "\ud83d", "a\udc00b", "\udced\udca0\udc80"])
def test_what_no_store_keeps_is_told(field: Field, bad: str) -> None:
    with pytest.raises(Unclean, match=UNSTORABLE):
        field.clean(bad)


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_of_direction_are_refused_in_a_line_and_kept_in_a_note(mark: str) -> None:
    with pytest.raises(Unclean, match=UNSTORABLE):
        LINE.clean(f"Room {mark}4")
    assert TEXT.clean(f"Room {mark}4") == f"Room {mark}4"


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d\u200d", "\ufeff", "\u00ad \u200b"])
def test_a_line_needs_something_to_see(unseen: str) -> None:
    with pytest.raises(Unclean, match="seen"):
        LINE.clean(unseen)
    assert LINE.clean(f"a{unseen}b") == f"a{unseen}b"


@pytest.mark.parametrize("control", ["\n", "\r", "\t", "\x1b", "\x85"])
def test_a_line_is_one_line(control: str) -> None:
    with pytest.raises(Unclean, match="One line"):
        LINE.clean(f"a{control}b")


def test_a_note_of_4000_code_points_is_kept_whole_and_one_more_is_told() -> None:
    family = "👩‍👩‍👧‍👦 "
    assert len(family) == 8
    longest = family * 499 + family[:-1] + "."
    assert len(longest) == 4000
    assert TEXT.clean(TEXT.parse(longest)) == longest
    with pytest.raises(Unclean, match=r"At most 4,000 characters; this has 4,001\."):
        TEXT.clean(TEXT.parse(longest + "!"))


def test_a_lines_end_counts_once_however_it_was_sent() -> None:
    assert TEXT.clean(TEXT.parse("ab\r\n" * 1333)) == "ab\n" * 1333
    assert TEXT.clean(TEXT.parse("\r\n \r\n")) == ""


def test_a_line_is_measured_without_the_space_around_it() -> None:
    assert LINE.clean(" " * 40 + "x" * 20 + " " * 40) == "x" * 20
    with pytest.raises(Unclean, match="this has 21"):
        LINE.clean("x" * 21)


@pytest.mark.parametrize("raw", ["1 0", "1_0", "0x1", "１", "Ⅷ", "NaN", "1e999", "--1", "9" * 5000])  # noqa: RUF001
def test_what_only_looks_like_a_number_is_told(raw: str) -> None:
    for field in (FIELDS["number"], FIELDS["minutes"]):
        with pytest.raises(Unclean):
            field.clean(field.parse(raw))
    counts = FIELDS["counts"]
    with pytest.raises(Unclean):
        counts.clean(counts.parse({"red": raw}))


def test_a_day_is_between_the_first_open_year_and_the_last_one_allowed() -> None:
    day = FIELDS["day"]
    assert day.clean("2020-07-01") == "2020-07-01"
    assert day.clean(DAY.isoformat()) == DAY.isoformat()
    with pytest.raises(Unclean, match="2020-07-01"):
        day.clean("2020-06-30")
    with pytest.raises(Unclean, match="future"):
        day.clean("2026-11-21")
    for bad in ("2026-02-30", "0000-01-01", "2026-11-20 ", "20261120", "2026-W01-1", "٢٠٢٦-11-20"):
        with pytest.raises(Unclean, match="no such day"):
            day.clean(bad)


@pytest.mark.parametrize("name", ["choices", "people", "schools"])
def test_choices_are_kept_once_each_in_the_order_offered(name: str) -> None:
    field = FIELDS[name]
    assert field.clean(["blue", "red", "blue"]) == ("red", "blue")
    for bad in (["red", "pink"], ["Red"], ["red "], [None], [["red"]], {"red": 1}, "red"):
        with pytest.raises(Unclean):
            field.clean(bad)


def test_one_school_where_one_is_asked_for() -> None:
    one = Schools(name="schools", label="School", options=COLORS, several=False)
    assert one.clean(["red", "red"]) == ("red",)
    with pytest.raises(Unclean, match="Choose one school"):
        one.clean(["red", "blue"])
    with pytest.raises(Unclean, match="from your schools"):
        one.clean(["pink"])


@pytest.mark.parametrize(
    ("typed", "taken"),
    [([], False), ([""], False), (["1"], True), (["on"], True), (["0"], "0"), (["true"], "true")],
)
def test_a_flag_is_on_only_by_the_word_a_browser_sends(typed: list[str], taken: Any) -> None:
    flag = FIELDS["flag"]
    assert flag.take({"flag": typed}) == taken
    if isinstance(taken, str):
        with pytest.raises(Unclean):
            flag.clean(flag.parse(taken))


def test_of_each_option_only_what_was_said_is_kept() -> None:
    counts, marks = FIELDS["counts"], FIELDS["marks"]
    sent = {"counts.blue": ["3"], "counts.red": [" "], "counts.green": ["0"], "countsred": ["9"]}
    assert counts.take(sent) == {"blue": "3", "green": "0"}
    assert counts.clean(counts.parse(counts.take(sent))) == {"blue": 3}
    assert marks.clean({"blue": "seen", "red": "beginning"}) == {"red": "beginning", "blue": "seen"}


@pytest.mark.parametrize("code", ["", "pink", "__class__", "red.red", "red ", "RED", "\ud800", "\x00"])
def test_an_option_that_is_not_offered_is_told(code: str) -> None:
    for field, said in ((FIELDS["counts"], "1"), (FIELDS["marks"], "seen")):
        with pytest.raises(Unclean, match=CHOOSE):
            field.clean(field.parse(field.take({f"{field.name}.{code}": [said]})))


@pytest.mark.parametrize(
    ("name", "typed", "twice"),
    [
        ("number", {"number": ["1", "2"]}, True),
        ("number", {"number": ["1", "1"]}, False),
        ("minutes", {"minutes.other": ["1", "2"]}, True),
        ("minutes", {"minutes": ["15"], "minutes.other": ["20"]}, False),
        ("marks", {"marks.red": ["seen", "beginning"]}, True),
        ("marks", {"marks.red": ["seen"], "marks.blue": ["beginning"]}, False),
        ("counts", {"counts.pink": ["1", "2"]}, True),
        ("choices", {"choices": ["red", "blue"]}, False),
    ],
)
def test_a_field_knows_what_it_was_given_more_than_once(
    name: str, typed: dict[str, list[str]], twice: bool
) -> None:
    assert any(len(set(values)) > 1 for values in FIELDS[name].given(typed)) is twice


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ({"minutes": ["15"]}, "15"),
        ({"minutes": ["15"], "minutes.other": ["20"]}, "20"),
        ({"minutes": ["15"], "minutes.other": [" "]}, "15"),
        ({"minutes": ["15"], "minutes.other": ["many"]}, "many"),
        ({"minutes.other": ["20"]}, "20"),
    ],
)
def test_minutes_typed_beside_the_chips_win(typed: dict[str, list[str]], taken: str) -> None:
    assert FIELDS["minutes"].take(typed) == taken


SAID: list[tuple[str, Any, list[str], list[str | int]]] = [
    ("number", 0, ["0"], [0]),
    ("line", "=1+1", ["=1+1"], ["=1+1"]),
    ("flag", True, ["Yes"], [1]),
    ("flag", False, [], [0]),
    ("choice", "red", ["Red"], ["red"]),
    ("choice", "gone", ["gone"], ["gone"]),
    ("choices", ("red", "blue"), ["Red", "Blue"], ["red;blue", 1, 0, 1]),
    ("choices", (), [], ["", 0, 0, 0]),
    (
        "marks",
        {"red": "seen", "blue": "beginning"},
        ["Red: seen", "Blue: beginning"],
        ["red:seen;blue:beginning", 1, 0, 1],
    ),
    ("counts", {"green": 4}, ["Green: 4"], ["", 4, ""]),
]


@pytest.mark.parametrize(("name", "value", "said", "cells"), SAID)
def test_a_value_is_said_in_words_and_exported_in_codes(
    name: str, value: Any, said: list[str], cells: list[str | int]
) -> None:
    assert FIELDS[name].say(value) == said
    assert FIELDS[name].cells(value) == cells


def test_the_columns_of_a_field_are_named_by_its_options() -> None:
    each = [f".{option.code}" for option in COLORS]
    assert FIELDS["line"].columns() == ["line"]
    assert FIELDS["choices"].columns() == ["choices", *(f"choices{code}" for code in each)]
    assert FIELDS["marks"].columns() == ["marks", *(f"marks{code}" for code in each)]
    assert FIELDS["counts"].columns() == [f"counts{code}" for code in each]
