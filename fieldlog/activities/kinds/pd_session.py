"""A professional development session, at one school or for several."""

from collections.abc import Mapping
from typing import Any

from fieldlog.activities.fields import Line, Number, Text
from fieldlog.activities.kind import HOURS, Content, Kind, Measure, person_hours
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import STAFF_ROLE, value_list
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Averages
from fieldlog.activities.reach import people_reached

TOPIC = value_list(
    "pd_topic",
    "Topic of a PD session",
    relationships_workshop="Relationships workshop",
    brain_trauma="Brain science and trauma",
    regulation="Regulation",
    class_meetings="Class meetings",
    restorative_practice="Restorative practice",
    cultural_responsiveness="Cultural responsiveness",
    discipline_data="Discipline data",
    coaching_leadership="Coaching and leadership",
    other="Other",
)
PULSE = value_list(
    "exit_pulse",
    "Exit pulse",
    safe_supported="Safe and supported",
    useful="Useful",
    will_act="Will act on it",
)
FORMAT = value_list(
    "pd_format", "Format of a PD session", in_person="In person", virtual="Virtual", hybrid="Hybrid"
)


def _rule(details: Mapping[str, Any]) -> dict[str, str]:
    if not details["title"] and not details["topic"]:
        return {"title": "Give it a title, or choose a topic."}
    if (details["licensed"] or 0) + (details["classified"] or 0) > details["participants"]:
        return {"licensed": "Licensed and classified staff together are more than the participants."}
    return {}


def _participants(content: Content) -> int:
    return int(content.details["participants"])


def _facilitators(content: Content) -> int:
    return int(content.details.get("facilitators") or 1 + len(content.co_coach_ids))


KIND = Kind(
    code="pd_session",
    label="PD session",
    plural="PD sessions",
    order=3,
    several_schools=True,
    told_apart_by=("title",),
    quick_minutes=(30, 60, 90, 120, 180),
    fields=(
        Line(name="title", label="Title", hint="A title or a topic is enough.", carried="always"),
        Choice(name="topic", label="Topic", options=TOPIC),
        Number(name="participants", label="Participants", required=True, low=1, high=10000),
        Choice(name="format", label="Format", options=FORMAT),
        Number(
            name="facilitators",
            label="Facilitators",
            hint="Left empty, it is you and the coaches named with you.",
            low=1,
            high=100,
        ),
        Number(name="licensed", label="Licensed staff", low=0, high=10000),
        Number(name="classified", label="Classified staff", low=0, high=10000),
        Parts(
            name="attendance_list",
            label="Attendance list",
            singular="Person",
            most=300,
            fields=(
                Line(name="name", label="Name", required=True, limit=80, names_staff=True),
                Choice(name="role", label="Role", options=STAFF_ROLE),
                Line(name="school", label="School", limit=120, names_staff=True),
                Number(name="minutes", label="Minutes", low=1, high=1440),
            ),
        ),
        Averages(
            name="exit_pulse",
            label="Exit pulse",
            hint="Averages from 1 to 5.",
            options=PULSE,
            low=1,
            high=5,
        ),
        Text(name="takeaways", label="Takeaways", limit=2000),
        Text(name="commitment", label="Commitment", limit=2000),
    ),
    rule=_rule,
    titled_by=("title", "topic"),
    measures=(
        Measure(
            "pd_session_hours",
            "PD hours",
            "Each session's own length counts once, however many took part.",
            lambda content: content.minutes,
            HOURS,
            headline=True,
        ),
        person_hours(
            "pd_participant_hours",
            "PD participant hours",
            "Each session's length times the people who took part.",
            _participants,
        ),
        person_hours(
            "pd_facilitator_hours",
            "PD facilitator hours",
            "Each session's length times the people who led it.",
            _facilitators,
        ),
        people_reached(_participants),
    ),
    examples=(
        {"title": "Regulation first", "participants": 24},
        {
            "title": "Circles that hold",
            "topic": "class_meetings",
            "participants": 30,
            "format": "hybrid",
            "facilitators": 2,
            "licensed": 20,
            "classified": 10,
            "attendance_list": (
                {"id": "p1", "name": "Ana Reyes", "role": "teacher", "school": "Cedar", "minutes": 60},
            ),
            "exit_pulse": {"safe_supported": "4.6", "useful": "4.0"},
            "takeaways": "A circle needs a question.",
            "commitment": "One circle a week.",
        },
    ),
)
