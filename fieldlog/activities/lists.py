"""The value lists that forms offer: codes are stored, labels are shown."""

from typing import NamedTuple


class Option(NamedTuple):
    code: str
    label: str


Options = tuple[Option, ...]


def options(**labels: str) -> Options:
    return tuple(Option(code, label) for code, label in labels.items())


def label_of(choices: Options, code: str) -> str:
    """The label, or the code itself for a choice that is no longer offered."""
    return next((option.label for option in choices if option.code == code), code)


GRADE_BAND = options(
    prek="PreK",
    k_2="K–2",
    grades_3_5="3–5",
    grades_6_8="6–8",
    grades_9_12="9–12",
    mixed="Mixed",
    whole_school="Whole school",
)
FOCUS = options(
    relationships_belonging="Relationships and belonging",
    regulation_students="Regulation (students)",
    regulation_adults="Regulation (adults)",
    class_meetings_voice="Class meetings and student voice",
    routines_transitions="Routines and transitions",
    restorative_repair="Restorative response and repair",
    culturally_responsive="Culturally responsive practice",
    equity="Equity",
    data_use="Data use",
    family_partnership="Family partnership",
    adult_mindset="Adult mindset",
    leadership_systems="Leadership and systems",
)
STAFF_ROLE = options(
    teacher="Teacher",
    classified="Classified or paraeducator",
    counselor="Counselor or mental health",
    specialist="Specialist",
    principal="Principal or assistant",
    district="District",
    education_service_district="Education service district",
    family_community="Family or community",
    program_staff="Program staff",
)
