"""The questions that a program adds to a kind's form."""

from collections.abc import Callable

from fieldlog.activities.fields import Field, Number, Text
from fieldlog.activities.listed import Choice, Choices
from fieldlog.activities.lists import ValueList, fixed_list, label_of

TYPES = fixed_list(text="Text", number="Number", one="One of", some="Some of", yes_no="Yes or no")
WITH_CHOICES = ("one", "some")
MOST = 5
# What the field's name begins with, so that no field of a later version is ever called the same.
BEGINS = "own_"
LONGEST_ANSWER, HIGHEST_NUMBER = 2000, 1_000_000
_YES_NO = fixed_list(yes="Yes", no="No")


def question(
    kind_of_answer: str, *, name: str, label: str, hint: str, choices: ValueList, retired: bool
) -> Field:
    """The field that asks it. Never required: a tablet that was away does not know it."""
    make = _FIELDS[kind_of_answer]
    return make(choices, {"name": name, "label": label, "hint": hint, "retired": retired})


_FIELDS: dict[str, Callable[..., Field]] = {
    "text": lambda _choices, said: Text(limit=LONGEST_ANSWER, **said),
    "number": lambda _choices, said: Number(low=0, high=HIGHEST_NUMBER, **said),
    "one": lambda choices, said: Choice(options=choices, **said),
    "some": lambda choices, said: Choices(options=choices, **said),
    "yes_no": lambda _choices, said: Choice(options=_YES_NO, **said),
}


def answer_of(field: Field) -> str:
    """The label of how an own question is answered."""
    if isinstance(field, Choices):
        return label_of(TYPES, "some")
    if isinstance(field, Choice):
        return label_of(TYPES, "one" if field.lists else "yes_no")
    return label_of(TYPES, "number" if isinstance(field, Number) else "text")
