"""What is printed in the tests: the minutes of a usual meeting, and a month with far too much in it."""

import datetime as dt
import uuid
from typing import Any

from fieldlog.access import Actor
from tests.browser.corners import LONG_NOTE
from tests.world import DAY, log

NOTE = (
    "We began with the chart of referrals by hour and looked at the half hour after lunch, in which most of "
    "them happen. Three classes come in from the yard by one door, and whoever is last waits in the rain. "
)
# What is tried, of which type, by whom, and by what it is measured, from what to what.
SOLUTIONS = (
    ("Two doors after lunch", "prevent", "Ana Reyes", "Referrals 12:30 to 1:00", "9", "3"),
    ("Teach the way in as a routine, with a song", "teach_skill", "Lower grades", "Minutes", "11", "4"),
    ("A minute of quiet breathing first", "practise_regulation", "All rooms", "Rooms that do it", "2", "12"),
)
ACTIONS = (
    ("Ask the custodian for the key of the ramp door", "Principal", 3),
    ("Draw the way in for each class and hang it up", "Ms Okafor", 6),
    ("Choose the song with the second grade", "Music", 7),
    ("Count referrals by hour again", "Counselor", 21),
    ("Tell the whole staff on Wednesday", "Ana Reyes", 2),
)


def usual_meeting(coach: Actor) -> uuid.UUID:
    """At S01: three solutions, five action items, a note of a thousand characters."""
    fields: dict[str, Any] = {
        "minutes": 45,
        "attendance.teacher": 6, "attendance.principal": 1, "attendance.counselor": 1,
        "data_reviewed": ["removals_referrals", "time_of_day", "location"],
        "agreements_looked_at": "Greet every student by name. It holds in the morning, less so after lunch.",
        "roles.facilitator": "Ana Reyes", "roles.recorder": "Ms Okafor",
        "pattern.what": "Pushing at the door", "pattern.where": "Yard door", "pattern.when": "12:30 to 1:00",
        "cause": "system_routine",
        "shared_with_staff": "1",
        "meeting_check.good_use_of_time": "yes", "meeting_check.did_agreed": "partly",
        "next_date": (DAY + dt.timedelta(days=28)).isoformat(),
        "shared_note": (NOTE * 5)[:1000],
    }  # fmt: skip
    for number, (text, type_, owner, measure, baseline, goal) in enumerate(SOLUTIONS):
        part = f"solutions.s{number}."
        said = {"text": text, "type": type_, "owner": owner, "measure": measure, "baseline": baseline}
        said |= {"goal": goal, "due": (DAY + dt.timedelta(days=14)).isoformat()}
        fields |= {part + name: value for name, value in said.items()}
        fields[part + "check"] = ["related", "respectful", "reasonable", "helpful"]
    for number, (text, owner, days) in enumerate(ACTIONS):
        part = f"action_items.a{number}."
        due = (DAY + dt.timedelta(days=days)).isoformat()
        fields |= {part + "text": text, part + "owner": owner, part + "due": due}
    return log(coach, "data_team_meeting", **fields)


def full_month(coach: Actor, school: str, entries: int) -> None:
    """In October 2026, so many visits with notes as long as they may be, each beginning with its number."""
    for number in range(entries):
        note = NOTE * 20 if number % 10 else LONG_NOTE
        day = dt.date(2026, 10, 1 + number % 30)
        log(
            coach,
            schools=school,
            activity_date=day,
            grade_band="k_2",
            focus=["equity", "data_use"],
            shared_note=f"No. {number}: {note}"[:4000],
            at=dt.datetime.combine(day, dt.time(20), dt.UTC),
        )
