"""A school's data team meeting that a coach sat in on."""

from fieldlog.activities.fields import Choice, Choices, Counts
from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.lists import STAFF_ROLE, options

DATA_REVIEWED = options(
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
SOLUTION_STATUS = options(
    not_started="Not started", started="Started", in_place="In place", stopped="Stopped"
)
SOLUTION_EFFECT = options(
    worse="Worse", same="Same", better="Better", goal_met="Goal met", too_early="Too early"
)

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
        Choice(name="solution_status", label="Last solution: where it stands", options=SOLUTION_STATUS),
        Choice(name="solution_effect", label="Last solution: effect so far", options=SOLUTION_EFFECT),
    ),
    measures=(
        Measure(
            "data_team_meetings",
            "Data team meetings",
            "Each meeting counts 1, however many coaches and people were there.",
            lambda _content: 1,
            headline=True,
        ),
    ),
    examples=(
        {},
        {
            "attendance": {"teacher": 4, "principal": 1},
            "data_reviewed": ("removals_referrals", "location"),
            "solution_status": "started",
            "solution_effect": "too_early",
        },
    ),
)
