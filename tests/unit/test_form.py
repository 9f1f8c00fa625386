"""Forms over anything that can be typed: never an error of ours, never a word lost, clean stays clean."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.activities import KINDS
from fieldlog.activities.envelope import CoachChoice, SchoolChoice, Surroundings, fields_of
from fieldlog.activities.fields import Flag, Line, Minutes, Number, Text, Time, Unclean
from fieldlog.activities.form import TWICE, Form, clean
from fieldlog.activities.kind import Content
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import fixed_list
from fieldlog.activities.per_option import Counts, Marks
from tests.world import DAY, OLDEST, as_typed

AROUND = Surroundings(
    today=DAY,
    oldest_day=OLDEST.first_day,
    schools=(SchoolChoice(7, "S01", "Cedar Elementary"), SchoolChoice(9, "S02", "Madrone Middle")),
    coaches=(CoachChoice(3, "Jonah Whitaker"),),
)
COLORS = fixed_list(red="Red", blue="Blue")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def names_of(kind: str) -> list[str]:
    form = Form.empty(KINDS[kind], AROUND)
    suffixes = ["", ".other", ".way_in", ".teacher", ".nonsense", "."]
    return ["id", *(field.name + suffix for field in form for suffix in suffixes)]


@st.composite
def anything_typed(draw: st.DrawFn) -> tuple[str, dict[str, list[str]]]:
    kind = draw(st.sampled_from(list(KINDS)))
    values = st.text() | st.sampled_from(
        ["S01", "2026-11-20", "15", "seen", "k_2", "1", "on", "\ud800", "\x00"]
    )
    names = st.sampled_from(names_of(kind)) | st.text(max_size=8)
    return kind, draw(st.dictionaries(names, st.lists(values, min_size=1, max_size=3), max_size=12))


@given(anything_typed())
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_gives_content_or_sentences(typed: tuple[str, dict[str, list[str]]]) -> None:
    form = Form.posted(KINDS[typed[0]], AROUND, typed[1])
    content = form.content()
    assert (content is None) == bool(form.errors)
    assert all(isinstance(sentence, str) and sentence for each in form.errors.values() for sentence in each)
    json.dumps([field.value for field in form], ensure_ascii=False).encode("utf-8")


@given(st.sampled_from(list(KINDS)), st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_comes_as_json_is_cleaned_or_told_and_clean_stays_clean(
    kind: str, data: st.DataObject
) -> None:
    form = Form.empty(KINDS[kind], AROUND)
    fields = form._fields
    said = {name: data.draw(JSON) for name in data.draw(st.sets(st.sampled_from(sorted(fields)), max_size=5))}
    cleaned, errors = clean(fields, said)
    assert cleaned.keys() | errors.keys() == fields.keys()
    again, more = clean(fields, json.loads(json.dumps(cleaned)))
    assert {name: again[name] for name in cleaned} == cleaned
    assert more.keys() <= errors.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_an_examples_values_survive_the_form(kind: str) -> None:
    for example in KINDS[kind].every_example:
        for field in fields_of(KINDS[kind], AROUND).values():
            value = example.get(field.name)
            if value is not None:
                raw = field.fill(value)
                assert field.clean(field.parse(raw)) == value


def test_a_form_says_what_was_typed() -> None:
    entry_id = str(uuid.uuid4())
    typed = as_typed(
        "pd_session", id=entry_id, schools=["S02", "S01"], title=" Circles ", shared_note="a\r\nb"
    )
    form = Form.posted(KINDS["pd_session"], AROUND, typed)
    content = form.content()
    assert isinstance(content, Content)
    assert str(form.id) == entry_id
    assert (content.school_ids, content.minutes, content.shared_note) == ((7, 9), 15, "a\nb")
    assert content.details == {"title": "Circles", "participants": 24}


def test_everything_typed_stays_beside_an_error() -> None:
    typed = as_typed(minutes="many", shared_note="kept", purpose="model", schools="S02")
    form = Form.posted(KINDS["classroom_visit"], AROUND, typed)
    assert form.content() is None
    assert form.errors == {"minutes": ["A whole number, please."]}
    assert [form[name].value for name in ("minutes", "shared_note", "purpose", "schools")] == [
        "many",
        "kept",
        "model",
        ["S02"],
    ]


@pytest.mark.parametrize(
    "name", ["minutes", "activity_date", "shared_note", "grade_band", "id", "what_we_noticed.way_in"]
)
def test_one_thing_given_twice_is_told(name: str) -> None:
    typed = as_typed() | {name: ["seen", "beginning"]}
    form = Form.posted(KINDS["classroom_visit"], AROUND, typed)
    assert form.content() is None
    assert [TWICE] in form.errors.values()


def test_rules_between_fields_are_told_beside_one_of_them() -> None:
    typed = as_typed("pd_session", participants="10", licensed="8", classified="3")
    form = Form.posted(KINDS["pd_session"], AROUND, typed)
    assert form.content() is None
    assert list(form.errors) == ["licensed"]
    untitled = Form.posted(KINDS["pd_session"], AROUND, as_typed("pd_session", title=""))
    assert untitled.content() is None
    assert list(untitled.errors) == ["title"]


NUMBER = Number(name="n", label="N", low=1, high=10)
GOOD: list[tuple[Any, Any, Any]] = [
    (NUMBER, " 7 ", 7),
    (NUMBER, "", None),
    (Line(name="l", label="L", limit=3), " ab ", "ab"),
    (Text(name="t", label="T", limit=3), "a\r\nb", "a\nb"),
    (Text(name="t", label="T"), "  \n ", ""),
    (Text(name="t", label="T", limit=4000), "👩🏽‍🏫" * 1000, "👩🏽‍🏫" * 1000),
    (Time(name="t", label="T"), "09:15", "09:15"),
    (Time(name="t", label="T"), "09:15:30", "09:15"),
    (Choice(name="c", label="C", options=COLORS), "red", "red"),
    (Flag(name="f", label="F"), True, True),
    (
        Marks(name="m", label="M", options=COLORS),
        {"blue": "seen", "red": "beginning"},
        {"red": "beginning", "blue": "seen"},
    ),
    (Counts(name="m", label="M", options=COLORS), {"blue": "2", "red": "0"}, {"blue": 2}),
]


@pytest.mark.parametrize(("field", "raw", "value"), GOOD)
def test_a_field_takes_what_it_asks_for(field: Any, raw: Any, value: Any) -> None:
    assert field.clean(field.parse(raw)) == value


BAD: list[tuple[Any, Any]] = [
    *((NUMBER, value) for value in (0, 11, True, 1.5, "7", [7], {"a": 1}, 10**30)),
    *((NUMBER, NUMBER.parse(raw)) for raw in ("seven", "7.0", "1e1", "٣", "99999999999999999999")),
    *(
        (Line(name="l", label="L", limit=3), value)
        for value in ("abcd", "a\nb", "a\x00", "\u202ea", "\u200b", 7, ["a"])
    ),
    *(
        (Text(name="t", label="T", limit=3), value)
        for value in ("abcd", "a\x00", "\ud800", 7, None.__class__)
    ),
    (Text(name="t", label="T", limit=4000), "😀" * 4001),
    *((Time(name="t", label="T"), value) for value in ("24:00", "9:15", "09:60", 915, "noon")),
    *(
        (Choice(name="c", label="C", options=COLORS), value)
        for value in ("green", "Red", 1, ["red"], {"red": 1})
    ),
    *((Flag(name="f", label="F"), value) for value in ("yes", 1, [True])),
    *(
        (Marks(name="m", label="M", options=COLORS), value)
        for value in ({"green": "seen"}, {"red": "no"}, ["red"], {"red": 1})
    ),
    *(
        (Counts(name="m", label="M", options=COLORS), value)
        for value in ({"red": -1}, {"red": 1001}, {"red": True}, {"red": "x"})
    ),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_field_tells_what_it_does_not_take(field: Any, value: Any) -> None:
    with pytest.raises(Unclean):
        field.clean(value)


def test_a_number_typed_beside_the_chips_counts_before_them() -> None:
    minutes = Minutes(name="minutes", label="Minutes", low=1, high=1440, quick=(15,))
    assert minutes.take({"minutes": ["15"], "minutes.other": ["25"]}) == "25"
    assert minutes.take({"minutes": ["15"], "minutes.other": [" "]}) == "15"
