"""A school's data team meeting that a coach sat in on."""

from fieldlog.activities.common import ACTION_ITEMS_NOW
from fieldlog.activities.fields import Day, Flag, Line, Text
from fieldlog.activities.follow_ups import Return
from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.listed import Choice, Choices
from fieldlog.activities.lists import STAFF_ROLE, fixed_list, value_list
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Counts, Lines, Ratings
from fieldlog.activities.reach import people_reached

DATA_REVIEWED = value_list(
    "data_reviewed",
    "Data reviewed",
    removals_referrals="Removals or referrals",
    minor_incidents="Minor incidents",
    location="Location",
    time_of_day="Time of day",
    grade="Grade",
    behavior_type="Type of behavior",
    race_ethnicity="By race or ethnicity",
    iep_504="By IEP or 504",
    language="By language",
    gender="By gender",
    attendance="Attendance",
    climate_survey="Climate survey",
    student_voice="Student voice",
    staff_input="Staff input",
    adult_practice="Adult practice",
)
SOLUTION_STATUS = fixed_list(
    not_started="Not started", started="Started", in_place="In place", stopped="Stopped"
)
SOLUTION_EFFECT = fixed_list(
    worse="Worse", same="Same", better="Better", goal_met="Goal met", too_early="Too early"
)
MEETING_ROLE = value_list(
    "meeting_role",
    "Roles in a meeting",
    facilitator="Facilitator",
    recorder="Recorder",
    timekeeper="Timekeeper",
    data_lead="Data lead",
)
PATTERN = value_list(
    "pattern",
    "Pattern in the data",
    what="What",
    where="Where",
    when="When",
    who="Who",
    how_often="How often",
)
CAUSE = value_list(
    "cause",
    "Likely cause",
    system_routine="System or routine",
    environment_schedule="Environment or schedule",
    adult_skill="Adult skill to build",
    student_skill="Student skill to build",
    relationship_harm="Relationship or harm to repair",
    unclear="Unclear",
)
SOLUTION_TYPE = value_list(
    "solution_type",
    "Type of a solution",
    prevent="Prevent",
    teach_skill="Teach a skill",
    practise_regulation="Practise regulation",
    class_meeting="Class meeting",
    adult_learning="Adult learning",
    connect="Connect",
    repair_reentry="Repair or re-entry",
    more_data="Gather more data",
)
FOUR_R = value_list(
    "solution_check",
    "Check of a solution",
    related="Related",
    respectful="Respectful",
    reasonable="Reasonable",
    helpful="Helpful",
)
CHECK = value_list(
    "meeting_check",
    "Meeting check",
    good_use_of_time="A good use of time",
    did_agreed="We did what we agreed",
    is_working="It is working",
)
ANSWER = fixed_list(yes="Yes", partly="Partly", no="No")
HOLDING = fixed_list(holding="Holding", slipping="Slipping", changed="Changed")

KIND = Kind(
    code="data_team_meeting",
    label="Data team meeting",
    plural="Data team meetings",
    order=2,
    usual_minutes=45,
    quick_minutes=(30, 45, 60, 75, 90),
    fields=(
        Counts(name="attendance", label="Who was there", options=STAFF_ROLE, high=200),
        Choices(name="data_reviewed", label="Data reviewed", options=DATA_REVIEWED),
        Choice(
            name="solution_status",
            label="Last solution: where it stands",
            options=SOLUTION_STATUS,
            carried="never",
        ),
        Choice(
            name="solution_effect",
            label="Last solution: effect so far",
            options=SOLUTION_EFFECT,
            carried="never",
        ),
        Text(name="agreements_looked_at", label="Agreements looked at", limit=2000),
        Lines(
            name="roles",
            label="Roles in the meeting",
            options=MEETING_ROLE,
            limit=80,
            names_staff=True,
            carried="there",
        ),
        Lines(
            name="pattern",
            label="Pattern in the data",
            hint="Groups and places, never a student.",
            options=PATTERN,
            limit=200,
        ),
        Choice(name="cause", label="Likely cause", options=CAUSE, carried="never"),
        Parts(
            name="solutions",
            label="Solutions",
            singular="Solution",
            hint="What the team will try. Visits look for it, and the next meeting asks how it goes.",
            begins="solution",
            fields=(
                Line(name="text", label="What we try", required=True, limit=300),
                Choice(name="type", label="Type", options=SOLUTION_TYPE),
                Choices(name="check", label="Is it …", options=FOUR_R),
                Line(name="owner", label="Who", limit=80, names_staff=True),
                Day(name="due", label="By when"),
                Line(name="measure", label="Measure", limit=120),
                Line(name="baseline", label="Baseline", limit=60),
                Line(name="goal", label="Goal", limit=60),
            ),
        ),
        Flag(name="shared_with_staff", label="Shared with the whole staff"),
        Ratings(name="meeting_check", label="Meeting check", options=CHECK, answers=ANSWER),
        Day(name="next_date", label="Next meeting"),
    ),
    comes_back_to=(
        ACTION_ITEMS_NOW,
        Return("solution", "Solutions so far", SOLUTION_STATUS, SOLUTION_EFFECT),
        Return("agreement", "Shared agreements", HOLDING),
        Return("plan", "The school’s plan", HOLDING),
    ),
    measures=(
        Measure(
            "data_team_meetings",
            "Data team meetings",
            "Each meeting counts 1, however many coaches and people were there.",
            lambda _content: 1,
            headline=True,
            short="Meetings",
        ),
        people_reached(lambda content: sum((content.details.get("attendance") or {}).values())),
    ),
    examples=(
        {},
        {
            "attendance": {"teacher": 4, "principal": 1},
            "data_reviewed": ("removals_referrals", "location"),
            "solution_status": "started",
            "solution_effect": "too_early",
            "agreements_looked_at": "Circles every Monday: holding.",
            "roles": {"facilitator": "Ana", "recorder": "Lee"},
            "pattern": {"what": "Leaving class", "where": "Hallway", "how_often": "Weekly"},
            "cause": "system_routine",
            "solutions": (
                {
                    "id": "s1",
                    "text": "Two adults at the door after lunch",
                    "type": "prevent",
                    "check": ("related", "helpful"),
                    "owner": "Principal",
                    "due": "2026-12-04",
                    "measure": "Referrals after lunch",
                    "baseline": "12 a week",
                    "goal": "6 a week",
                },
            ),
            "shared_with_staff": True,
            "meeting_check": {"good_use_of_time": "yes", "is_working": "partly"},
            "next_date": "2026-12-18",
        },
    ),
)
