"""A coach's visit to one class setting."""

from fieldlog.activities.fields import Choice, Flag, Line, Marks
from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.lists import GRADE_BAND, options

PURPOSE = options(
    look_listen="Look and listen",
    model="Model a practice",
    co_facilitate="Co-facilitate",
    requested_support="Requested support",
    follow_up="Follow-up",
    learning_walk="Learning walk",
)
LOOK_FOR = options(
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

KIND = Kind(
    code="classroom_visit",
    label="Classroom visit",
    plural="Classroom visits",
    order=1,
    usual_minutes=15,
    quick_minutes=(5, 10, 15, 20, 30, 45),
    fields=(
        Line(
            name="teacher_or_room",
            label="Teacher or room",
            limit=80,
            shared_by="share_teacher_or_room",
        ),
        Flag(name="share_teacher_or_room", label="The school may see this name"),
        Choice(name="grade_band", label="Grade band", options=GRADE_BAND),
        Marks(
            name="what_we_noticed",
            label="What we noticed",
            hint="Not tapped means nothing is said.",
            options=LOOK_FOR,
        ),
        Choice(name="purpose", label="Purpose", options=PURPOSE),
    ),
    measures=(
        Measure(
            "classroom_visits",
            "Classroom visits",
            "One coach's visit to one class setting counts 1, whoever came along.",
            lambda _content: 1,
            headline=True,
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
        },
    ),
)
