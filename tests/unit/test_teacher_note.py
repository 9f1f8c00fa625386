"""What a note to a teacher says before its coach changes a word."""

import pytest

from fieldlog.activities import KINDS
from fieldlog.activities.teacher_note import LONGEST_NOTE

VISIT = KINDS["classroom_visit"]
LONGEST = dict.fromkeys(("glow", "wondering", "next_step", "note_to_teacher"), "x" * 2000)


def letter(**details: str) -> str:
    assert VISIT.letter
    return VISIT.letter(details, "Mon 23 Nov", "Maya Torres")


@pytest.mark.parametrize(
    ("where", "greeting"),
    [
        ("", "Hello,"),
        ("Room 4", "Hello,"),
        ("Alder", "Hello,"),
        ("Msgr", "Hello,"),
        ("Ms.", "Hello,"),
        ("Ms. Alder", "Hello Ms. Alder,"),
        ("Ms Alder", "Hello Ms Alder,"),
        ("Mr. de la Cruz, Room 4", "Hello Mr. de la Cruz,"),
        ("Dr. Ko (library)", "Hello Dr. Ko,"),
        ("Sra. Luna", "Hello Sra. Luna,"),
    ],
)
def test_a_teacher_is_greeted_by_name_where_it_is_one(where: str, greeting: str) -> None:
    assert letter(teacher_or_room=where).splitlines()[0] == greeting


def test_what_was_not_said_leaves_no_gap() -> None:
    said = letter(wondering=" Who speaks last? \n", glow="")
    assert said == (
        "Hello,\n\nthank you for having me in your classroom on Mon 23 Nov.\n\n"
        "Something to think about together:\nWho speaks last?\n\nWarmly,\nMaya Torres"
    )


def test_the_longest_visit_fits_into_a_note() -> None:
    said = VISIT.letter and VISIT.letter(
        {**LONGEST, "teacher_or_room": "Ms. " + "x" * 76}, "x" * 15, "x" * 120
    )
    assert said
    assert len(said) < LONGEST_NOTE


def test_only_a_visit_has_a_letter() -> None:
    assert [kind.code for kind in KINDS.values() if kind.letter] == ["classroom_visit"]
