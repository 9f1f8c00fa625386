"""What a mail says of a question or an answer."""

import pytest

from fieldlog.activities.question import About, answered_letter, asked_letter, within

ABOUT = About("Classroom visit", "Mon 23 Nov", "Cedar Elementary")
LINK = "https://log.example/entries/1#questions"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Classroom visit", "classroom visit"),
        ("PD session", "PD session"),
        ("Élan", "élan"),
        ("A visit", "a visit"),
        ("", ""),
    ],
)
def test_a_label_stands_within_a_sentence(label: str, said: str) -> None:
    assert within(label) == said


def test_whoever_is_asked_hears_by_whom_about_what_and_where_to_answer() -> None:
    subject, text = asked_letter(ABOUT, "Elena Marsh (Principal)", LINK)
    assert subject == "A question about your classroom visit of Mon 23 Nov"
    assert text == (
        "Elena Marsh (Principal) asks about your classroom visit of Mon 23 Nov at Cedar Elementary.\n\n"
        f"Read it and answer here, so that both stay with the entry:\n{LINK}\n"
    )


def test_whoever_asked_hears_who_answered_and_where_to_read_it() -> None:
    subject, text = answered_letter(ABOUT, "Maya Torres (Coach)", LINK)
    assert subject == "An answer about the classroom visit of Mon 23 Nov"
    assert text == (
        "Maya Torres (Coach) answered what you asked about the classroom visit of Mon 23 Nov at Cedar "
        f"Elementary.\n\nRead it here, and say whether that answers it:\n{LINK}\n"
    )
