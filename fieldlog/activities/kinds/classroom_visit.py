"""A coach's visit to one class setting."""

import re
from collections.abc import Mapping
from typing import Any

from fieldlog.activities.common import ACTION_ITEMS_NOW
from fieldlog.activities.fields import Flag, Line, Number, Text
from fieldlog.activities.follow_ups import Return
from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import CONTENT_AREA, GRADE_BAND, SETTING, TIER, fixed_list, value_list
from fieldlog.activities.per_option import Marks

PURPOSE = value_list(
    "purpose",
    "Purpose of a visit",
    look_listen="Look and listen",
    model="Model a practice",
    co_facilitate="Co-facilitate",
    requested_support="Requested support",
    follow_up="Follow-up",
    learning_walk="Learning walk",
)
LOOK_FOR = value_list(
    "what_we_noticed",
    "What we noticed",
    greeted_by_name="Students greeted and known by name",
    predictable_routine="Predictable routine",
    calm_down_space="Calm-down space or regulation tool in use",
    adult_regulated="Adult stays regulated and names feelings",
    connection_first="Connection before correction",
    class_meeting="Class meeting or circle",
    problem_solving="Students solve a problem together",
    student_voice="Student jobs, voice, choice",
    repair_talk="Repair or re-entry conversation",
    cultures_present="Student cultures and languages present",
    way_in="All students have a way in",
    private_redirection="Private, dignified redirection",
)
NOTICED = fixed_list(beginning="Beginning", seen="Seen")

# In the order in which they are read, each with the words that lead to it.
TOLD_TO_TEACHER = (
    ("note_to_teacher", ""),
    ("glow", "What went well:\n"),
    ("wondering", "Something to think about together:\n"),
    ("next_step", "A next step:\n"),
)
# "Room 4" is no name to greet somebody by.
_NAMED = re.compile(r"(?:Mr|Mrs|Ms|Mx|Miss|Dr|Sr|Sra|Srta)\b\.? +[^\s,;(][^,;(]*", re.IGNORECASE)


def _letter(details: Mapping[str, Any], day: str, coach: str) -> str:
    named = _NAMED.match(details.get("teacher_or_room", ""))
    told = [lead + details[name].strip() for name, lead in TOLD_TO_TEACHER if details.get(name)]
    paragraphs = (
        f"Hello {named[0].strip()}," if named else "Hello,",
        f"thank you for having me in your classroom on {day}.",
        *told,
        f"Warmly,\n{coach}",
    )
    return "\n\n".join(paragraphs)


KIND = Kind(
    code="classroom_visit",
    label="Classroom visit",
    plural="Classroom visits",
    order=1,
    usual_minutes=15,
    quick_minutes=(5, 10, 15, 20, 30, 45),
    told_apart_by=("teacher_or_room", "grade_band"),
    letter=_letter,
    fields=(
        Line(
            name="teacher_or_room",
            label="Teacher or room",
            limit=80,
            names_staff=True,
            unlisted="Someone not listed",
            shared_by="share_teacher_or_room",
            carried="there",
        ),
        Flag(name="share_teacher_or_room", label="The school may see this name", carried="there"),
        Choice(name="grade_band", label="Grade band", options=GRADE_BAND),
        Marks(
            name="what_we_noticed",
            label="What we noticed",
            hint="Not tapped means nothing is said.",
            options=LOOK_FOR,
        ),
        Choice(name="purpose", label="Purpose", options=PURPOSE),
        Choice(name="setting", label="Setting", options=SETTING),
        Choice(name="content_area", label="Content area", options=CONTENT_AREA),
        Choice(name="tier", label="Tier", options=TIER),
        Number(name="adults_present", label="Adults present", low=0, high=200),
        Number(name="students_present", label="Students present", low=0, high=2000),
        Text(name="glow", label="Glow", hint="What went well.", limit=2000),
        Text(name="wondering", label="Wondering", hint="A question to think about together.", limit=2000),
        Text(name="next_step", label="Next step", limit=2000),
        Text(
            name="note_to_teacher",
            label="Note to the teacher",
            hint="Nothing is sent by itself. Whoever reads the entry reads this too.",
            limit=2000,
        ),
    ),
    comes_back_to=(ACTION_ITEMS_NOW, Return("solution", "The team’s own solutions", NOTICED)),
    measures=(
        Measure(
            "classroom_visits",
            "Classroom visits",
            "One coach's visit to one class setting counts 1, whoever came along.",
            lambda _content: 1,
            headline=True,
            short="Visits",
        ),
    ),
    examples=(
        {},
        {
            "teacher_or_room": "Room 4",
            "share_teacher_or_room": True,
            "grade_band": "k_2",
            "what_we_noticed": {"greeted_by_name": "seen", "class_meeting": "beginning"},
            "purpose": "follow_up",
            "setting": "class_meeting",
            "content_area": "sel_advisory",
            "tier": "tier_1",
            "adults_present": 2,
            "students_present": 24,
            "glow": "The circle began on time.",
            "wondering": "Who speaks last?",
            "next_step": "Try a talking piece.",
            "note_to_teacher": "Thank you for the circle.",
        },
    ),
)
