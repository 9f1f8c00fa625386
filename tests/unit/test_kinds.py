"""What holds for every kind, whoever adds one."""

import re

import pytest

from fieldlog.activities import KINDS, MEASURES
from fieldlog.activities.envelope import SchoolChoice, Surroundings, fields_of
from fieldlog.activities.fields import Day, Number, Text, Time
from fieldlog.activities.form import Form, clean, content_of, rule_errors
from fieldlog.activities.kind import Kind
from fieldlog.activities.lists import ACTION_STATUS, ATTRIBUTION, ValueList
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Averages, Counts, Marks, Ratings
from tests.world import DAY, OLDEST

AROUND = Surroundings(DAY, OLDEST.first_day, (SchoolChoice(7, "S01", "Cedar Elementary"),), ())
AVOIDED = (
    "observation",
    "evaluation",
    "score",
    "rating",
    "compliance",
    "offender",
    "consequence",
    "reward",
    "extinguish",
)
# Notes, days and clock times, what was counted, noticed, judged or agreed.
OF_ITS_DAY = (Text, Day, Time, Parts, Counts, Averages, Marks, Ratings)
CARRIED = ("never", "there", "always")
OF_EVERY_KIND = {"schools", "minutes", "co_coaches", "focus"}
CARRIED_BY = {
    "classroom_visit": OF_EVERY_KIND
    | {
        "teacher_or_room",
        "share_teacher_or_room",
        "grade_band",
        "purpose",
        "setting",
        "content_area",
        "tier",
    },
    "data_team_meeting": OF_EVERY_KIND | {"data_reviewed", "roles"},
    "pd_session": OF_EVERY_KIND | {"title", "topic", "format"},
    "convening": OF_EVERY_KIND | {"title", "place", "co_hosts"},
    "quick_support": OF_EVERY_KIND | {"tag"},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
class TestKind:
    def test_its_codes_can_be_columns_and_addresses(self, kind: Kind) -> None:
        options = [option.code for field in kind.every_field for option in getattr(field, "options", ())]
        for code in (kind.code, *(field.name for field in kind.every_field), *options):
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code), code
        assert len({field.name for field in kind.every_field}) == len(kind.every_field)

    def test_its_code_which_counts_its_entries_is_no_measure(self, kind: Kind) -> None:
        assert kind.code not in MEASURES

    def test_its_words_are_those_of_the_field(self, kind: Kind) -> None:
        options = [option.label for field in kind.every_field for option in getattr(field, "options", ())]
        figures = [f"{measure.label} {measure.rule}" for measure in kind.all_measures]
        fields = [f"{field.label} {field.hint}" for field in kind.every_field]
        words = [kind.label, kind.plural, *fields, *options, *figures]
        assert [word for word in words if any(bad in word.lower() for bad in AVOIDED)] == []

    def test_no_two_of_its_options_or_fields_look_or_are_kept_alike(self, kind: Kind) -> None:
        for field in kind.every_field:
            options = getattr(field, "options", ())
            assert len({option.code for option in options}) == len(options), field.name
            assert len({option.label.casefold() for option in options}) == len(options), field.name
        assert len({field.label.casefold() for field in kind.every_field}) == len(kind.every_field)

    def test_its_examples_are_taken_as_they_are_and_counted_in_whole_numbers(self, kind: Kind) -> None:
        envelope = {"schools": ["S01"], "activity_date": DAY.isoformat(), "minutes": kind.usual_minutes}
        for example in kind.every_example:
            values, errors = clean(Form.empty(kind, AROUND)._fields, {**envelope, **example})
            assert (errors, rule_errors(kind, values)) == ({}, {})
            said = content_of(kind, AROUND, values)
            assert dict(said.details) == dict(example)
            amounts = kind.amounts(said)
            assert amounts.keys() == {measure.code for measure in kind.all_measures}
            assert all(type(amount) is int and amount >= 0 for amount in amounts.values())

    def test_its_measures_are_labelled_and_explained(self, kind: Kind) -> None:
        for measure in kind.all_measures:
            assert MEASURES[measure.code].label
            assert measure.rule.endswith(".")

    def test_what_is_not_shared_is_hidden_from_others(self, kind: Kind) -> None:
        for field in kind.every_field:
            if field.shared_by:
                kept = {field.name: "Ms. Alder"}
                assert kind.visible(kept, to_author=True, schools=()) == kept
                assert kind.visible(kept, to_author=False, schools=()) == {}
                assert (
                    kind.visible(kept | {field.shared_by: True}, to_author=False, schools=())[field.name]
                    == "Ms. Alder"
                )

    def test_same_as_last_time_brings_what_was_set_and_nothing_that_is_of_its_own_day(
        self, kind: Kind
    ) -> None:
        for field in fields_of(kind, AROUND).values():
            is_of_its_day = isinstance(field, OF_ITS_DAY) or type(field) is Number
            assert field.carried == "never" if is_of_its_day else field.carried in CARRIED, field.name

    def test_a_form_like_an_earlier_entry_holds_what_is_carried_and_else_nothing(self, kind: Kind) -> None:
        told = {"schools": ["S01"], "activity_date": "2026-10-01", "minutes": 7, "start_time": "09:15"}
        notes = {"focus": ("equity",), "shared_note": "Words", "private_note": "Words"}
        for example in kind.every_example:
            opened, form = Form.empty(kind, AROUND), Form.empty(kind, AROUND)
            before = {**told, **notes, **example}
            form.resemble(before, opened, is_there=True)
            brought = {f.name for f in form if f.value != opened[f.name].value}
            assert brought == {name for name in before if form[name].carried != "never"}
            assert all(form[name].value == form._fields[name].fill(before[name]) for name in brought)
            elsewhere = Form.empty(kind, AROUND)
            elsewhere.resemble(before, opened, is_there=False)
            left = {f.name for f in form if f.value != elsewhere[f.name].value}
            assert left == {name for name in brought if form[name].carried == "there"}

    def test_what_was_said_already_stays_as_it_is(self, kind: Kind) -> None:
        for example in kind.every_example:
            typed = {"schools": ["S01"], "minutes": ["99"], "focus": ["data_use"], "shared_note": ["Mine"]}
            form = Form.posted(kind, AROUND, typed)
            form.resemble(
                {"minutes": 7, "focus": ("equity",), **example}, Form.empty(kind, AROUND), is_there=True
            )
            said = form["minutes"].value, form["focus"].value, form["shared_note"].value
            assert said == ("99", ["data_use"], "Mine")


def test_no_two_kinds_share_a_code_a_label_or_a_place() -> None:
    for of in (lambda k: k.code, lambda k: k.label, lambda k: k.order):
        assert len({of(kind) for kind in KINDS.values()}) == len(KINDS)


def test_a_list_that_a_program_may_make_its_own_has_a_code_to_itself() -> None:
    found = [each for kind in KINDS.values() for each in kind.lists]
    assert len({id(each) for each in found}) == len({each.code for each in found}) == 19
    for each in found:
        assert each.declared == tuple(option.code for option in each)
        assert (each.retired, each.own) == ((), ())
        assert "." not in each.code


def test_what_the_code_itself_asks_for_is_no_program_to_change() -> None:
    """The states and effects by which threads end, what was marked: nobody may retire or reword those."""
    fixed = [
        choices
        for kind in KINDS.values()
        for each in kind.comes_back_to
        for choices in (each.states, each.effects)
    ]
    assert not [choices for choices in fixed if isinstance(choices, ValueList)]
    assert not isinstance(ACTION_STATUS, ValueList)
    assert not isinstance(ATTRIBUTION, ValueList)


@pytest.mark.parametrize("code", CARRIED_BY)
def test_same_as_last_time_carries_these_fields(code: str) -> None:
    assert {
        field.name for field in Form.empty(KINDS[code], AROUND) if field.carried != "never"
    } == CARRIED_BY[code]
