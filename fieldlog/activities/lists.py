"""The value lists that forms offer: codes are stored, labels are shown.

A `value_list` is a program's to make its own: an admin renames, orders, adds and retires. The codes of a
`fixed_list` mean something to the code itself.
"""

from typing import NamedTuple


class Option(NamedTuple):
    code: str
    label: str


Options = tuple[Option, ...]


class ValueList(Options):
    """Choices that a program may make its own, in the order in which they are offered.

    `retired` are offered no more and stay valid. `declared` are the codes that every program has, `own`
    those it added, as they came: the order in which several of them are kept, whatever the order shown.
    """

    code: str
    label: str
    retired: Options
    declared: tuple[str, ...]
    own: tuple[str, ...]

    @classmethod
    def of(
        cls,
        code: str,
        label: str,
        offered: Options,
        retired: Options = (),
        *,
        declared: tuple[str, ...] = (),
        own: tuple[str, ...] = (),
    ) -> "ValueList":
        made = cls(offered)
        made.code, made.label, made.retired, made.declared, made.own = code, label, retired, declared, own
        return made


def value_list(code: str, label: str, /, **labels: str) -> ValueList:
    """`code` names the list in addresses and in the store, `label` to an admin."""
    return ValueList.of(code, label, fixed_list(**labels), declared=tuple(labels))


def fixed_list(**labels: str) -> Options:
    return tuple(Option(code, label) for code, label in labels.items())


def known(choices: Options) -> Options:
    """Every choice that may be said, offered or not."""
    return (*choices, *choices.retired) if isinstance(choices, ValueList) else choices


def label_of(choices: Options, code: str) -> str:
    """The label, or the code itself for a choice that nobody knows."""
    return next((option.label for option in known(choices) if option.code == code), code)


def codes_of(choices: Options) -> tuple[str, ...]:
    """Every code that may be said, in the order in which several are kept."""
    return (*declared_codes(choices), *(choices.own if isinstance(choices, ValueList) else ()))


def declared_codes(choices: Options) -> tuple[str, ...]:
    """The codes that every program has."""
    return choices.declared if isinstance(choices, ValueList) else tuple(option.code for option in choices)


GRADE_BAND = value_list(
    "grade_band",
    "Grade band",
    prek="PreK",
    k_2="K–2",
    grades_3_5="3–5",
    grades_6_8="6–8",
    grades_9_12="9–12",
    mixed="Mixed",
    whole_school="Whole school",
)
FOCUS = value_list(
    "focus",
    "Focus",
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
STAFF_ROLE = value_list(
    "staff_role",
    "Role of staff",
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
SETTING = value_list(
    "setting",
    "Setting",
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
CONTENT_AREA = value_list(
    "content_area",
    "Content area",
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
TIER = value_list(
    "tier", "Tier", tier_1="Tier 1: everyone", tier_2="Tier 2: some", tier_3="Tier 3: individual"
)
ACTION_STATUS = fixed_list(open="Open", done="Done", changed="Changed", dropped="Dropped")
ATTRIBUTION = fixed_list(named="With the name", role_only="Role only", anonymous="Anonymous")
ACTION_NOW = fixed_list(done="Done", open="Not yet", changed="Changed", dropped="Dropped")
