"""Which words name somebody or a school, and which only sound like it."""

import pytest

from fieldlog.yearbook.naming import known, names_somebody, people_in

ORDINARY = {"principal", "counselor", "library", "the", "team", "teachers"}
LINES = ("Ms. Alder", "Room 4", "Library", "Priya Natarajan", "the aides", "Principal", "Delgado")
KNOWN = known(
    ["Maya Torres", "José Núñez", "Will Young", *people_in(LINES, ORDINARY)],
    ["Cedar Elementary", "Table Rock Middle", "Oak School"],
    ["beatriz"],
)


@pytest.mark.parametrize(
    "text",
    [
        "Maya sat down with us.",
        "Thanks to Torres, we began.",
        "maya torres said so.",
        "MAYA said so.",
        "It is Maya’s circle.",
        "It was Torres-Young who began.",
        "Jose helped us.",
        "We thank Nuñez.",
        "Ms. Somebody helped.",
        "mr Nobody, too",
        "I told Alder so.",
        "Delgado began it.",
        "Will came.",
        "Young teachers ask.",
        "Beatriz asks for the circle.",
        "we asked beatriz",
        "At Cedar we start calmer.",
        "cedar elementary is calm.",
        "At Table Rock it is loud.",
        "\uff2d\uff41\uff59\uff41 came.",
    ],
)
def test_it_names_somebody(text: str) -> None:
    assert names_somebody(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "We start the day calmer now.",
        "It will be a young team.",
        "Students ask for the circle.",
        "Our principal joined in the library.",
        "Principal and counselor came along.",
        "Under the table, a rock.",
        "We sit under an old cedar.",
        "Middle school is loud; elementary is not.",
        "Room 4 is calm.",
        "",
    ],
)
def test_it_names_nobody(text: str) -> None:
    assert not names_somebody(text, KNOWN)


def test_of_the_lines_for_staff_only_what_may_be_a_name_is_one() -> None:
    assert list(people_in(LINES, ORDINARY)) == [
        "ms alder",
        "",
        "priya natarajan",
        "",
        "delgado",
    ]
