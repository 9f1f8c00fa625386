"""Any number of parts: what is taken, told, said, exported, and read by others."""

from dataclasses import replace
from typing import Any

import pytest

from fieldlog.activities import KINDS
from fieldlog.activities.common import QUOTE
from fieldlog.activities.envelope import SchoolChoice, Surroundings
from fieldlog.activities.fields import Day, Flag, Line, Unclean
from fieldlog.activities.form import Form
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import fixed_list
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Averages, Lines, Ratings
from tests.world import DAY, OLDEST, as_typed

COLORS = fixed_list(red="Red", blue="Blue")
PARTS = Parts(
    name="steps",
    label="Steps",
    singular="Step",
    most=3,
    fields=(
        Line(name="text", label="What", required=True, limit=10),
        Choice(name="color", label="Color", options=COLORS),
        Flag(name="done", label="Done"),
    ),
)
STEP = {"id": "a", "text": "Call"}
AROUND = Surroundings(
    DAY, OLDEST.first_day, (SchoolChoice(7, "S01", "Cedar"), SchoolChoice(9, "S02", "Oak")), ()
)


def test_parts_are_taken_by_their_ids_in_the_order_of_the_form() -> None:
    typed = {
        "steps.b.text": ["Write"],
        "steps.b.done": ["1"],
        "steps.a.text": ["Call"],
        "steps.a.color": ["red"],
        "steps.c.text": [""],
        "other": ["x"],
    }
    raw = PARTS.take(typed)
    assert PARTS.clean(PARTS.parse(raw)) == (
        {"id": "b", "text": "Write", "done": True},
        {"id": "a", "text": "Call", "color": "red"},
    )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("Call", "Choose one of the choices shown."),
        (["Call"], "Choose one of the choices shown."),
        ([{"text": "Call"}], "One of these has lost its number. Remove it and add it again."),
        ([{"id": 7, "text": "Call"}], "One of these has lost its number. Remove it and add it again."),
        ([{"id": "a.b", "text": "Call"}], "One of these has lost its number. Remove it and add it again."),
        ([STEP, STEP], "Two of these have the same number. Remove one and add it again."),
        ([STEP | {"id": str(n)} for n in range(4)], "At most 3, please."),
        ([STEP, {"id": "b", "color": "red"}], "Step 2, What: Please fill this in."),
        ([STEP | {"text": "x" * 11}], "Step 1, What: At most 10 characters; this has 11."),
        ([STEP | {"color": "green"}], "Step 1, Color: Choose one of the choices shown."),
    ],
)
def test_what_is_wrong_with_a_part_is_told(value: Any, sentence: str) -> None:
    with pytest.raises(Unclean) as told:
        PARTS.clean(value)
    assert str(told.value) == sentence


def test_a_part_is_said_and_exported_in_words() -> None:
    value = ({"id": "a", "text": "Call", "color": "red"}, {"id": "b", "text": "Write", "done": True})
    assert PARTS.say(value) == ["Call, Color: Red", "Write, Done: Yes"]
    assert PARTS.columns() == ["steps", "steps.count"]
    assert PARTS.cells(value) == ["Call, Color: Red | Write, Done: Yes", 2]
    assert PARTS.cells(None) == ["", 0]


def test_the_day_of_a_part_is_read_in_words_and_exported_as_a_date() -> None:
    dated = replace(PARTS, fields=(*PARTS.fields, Day(name="due", label="By when")))
    value = ({"id": "a", "text": "Call", "due": "2026-12-15"},)
    assert dated.say(value) == ["Call, By when: Tue 15 Dec 2026"]
    assert dated.cells(value) == ["Call, By when: 2026-12-15", 1]


def test_an_average_is_kept_with_one_digit() -> None:
    pulse = Averages(name="pulse", label="Pulse", options=COLORS, low=1, high=5)
    assert pulse.clean({"red": "4,26", "blue": 5}) == {"red": "4.3", "blue": "5.0"}
    for wrong in ("0.9", "5.1", "many", "", True, "1e1", "4.3.2", None):
        with pytest.raises(Unclean, match="between 1 and 5"):
            pulse.clean({"red": wrong})


def test_lines_and_ratings_keep_what_is_said_of_each() -> None:
    lines = Lines(name="who", label="Who", options=COLORS, limit=5)
    assert lines.clean({"blue": " Ana ", "red": ""}) == {"blue": "Ana"}
    with pytest.raises(Unclean, match="At most 5"):
        lines.clean({"red": "Anabel"})
    answers = fixed_list(yes="Yes", no="No")
    ratings = Ratings(name="check", label="Check", options=COLORS, answers=answers)
    assert ratings.clean({"red": "no", "blue": ""}) == {"red": "no"}
    assert ratings.say({"red": "no"}) == ["Red: No"]
    with pytest.raises(Unclean):
        ratings.clean({"red": "maybe"})


@pytest.mark.parametrize(
    ("attribution", "read"),
    [
        ("named", {"speaker": "Ms. Alder", "role": "teacher"}),
        ("role_only", {"role": "teacher"}),
        ("anonymous", {}),
        (None, {}),
    ],
)
def test_a_quote_is_read_with_consent_and_named_as_its_speaker_allows(
    attribution: str | None, read: dict[str, str]
) -> None:
    quote = {"id": "q", "text": "Calmer now.", "role": "teacher", "speaker": "Ms. Alder"}
    quote |= {"attribution": attribution} if attribution else {}
    assert QUOTE.as_read((quote,), ()) == ()
    (seen,) = QUOTE.as_read((quote | {"consent": True},), ())
    assert {name: seen[name] for name in ("speaker", "role") if name in seen} == read
    assert seen["text"] == "Calmer now."


def test_a_plan_is_for_a_school_of_the_convening_and_read_by_that_school() -> None:
    kind = KINDS["convening"]
    typed = as_typed("convening", schools=["S01"]) | {"plans.p.school": ["S02"], "plans.p.goal": ["Circles"]}
    form = Form.posted(kind, AROUND, typed)
    assert form.content() is None
    assert form.errors == {"plans": ["A plan is for one of the schools that this convening names."]}
    form = Form.posted(kind, AROUND, typed | {"schools": ["S01", "S02"]})
    said = form.content()
    assert said is not None
    assert kind.visible(said.details, to_author=False, schools=("S01",)).get("plans") is None
    assert kind.visible(said.details, to_author=False, schools=("S02",))["plans"] == said.details["plans"]


def test_parts_are_added_and_removed_by_the_buttons_of_the_page() -> None:
    form = Form.posted(KINDS["classroom_visit"], AROUND, as_typed() | {"action_items.x.text": ["Call"]})
    form.change_parts("add action_items")
    assert [own.fields[0].value for own in form["action_items"].parts] == ["Call", ""]
    form.change_parts("remove action_items x")
    (left,) = form["action_items"].parts
    assert (left.id != "x", left.fields[0].value) == (True, "")
    for nonsense in ("", "add", "add minutes", "remove action_items", "shout action_items x"):
        form.change_parts(nonsense)
    assert len(form["action_items"].parts) == 1
