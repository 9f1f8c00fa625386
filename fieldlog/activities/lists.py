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
SETTING = options(
    classroom="Classroom",
    class_meeting="Class meeting or circle",
    playground="Playground",
    lunchroom="Lunchroom",
    hallway="Hallway",
    advisory="Advisory",
    support_room="Support room",
    office="Office",
    virtual="Virtual",
)
CONTENT_AREA = options(
    language_arts="Language arts",
    math="Math",
    science="Science",
    social_studies="Social studies",
    sel_advisory="SEL or advisory",
    arts="Arts",
    pe_health="PE and health",
    world_language="World language",
    cte="CTE",
    special_education="Special education",
    language_development="Language development",
    other="Other",
)
TIER = options(tier_1="Tier 1: everyone", tier_2="Tier 2: some", tier_3="Tier 3: individual")
ACTION_STATUS = options(open="Open", done="Done", changed="Changed", dropped="Dropped")
ATTRIBUTION = options(named="With the name", role_only="Role only", anonymous="Anonymous")
ACTION_NOW = options(done="Done", open="Not yet", changed="Changed", dropped="Dropped")
