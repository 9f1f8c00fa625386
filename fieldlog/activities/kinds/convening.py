"""The yearly convening that brings partner schools together."""

from collections.abc import Mapping
from typing import Any

from fieldlog.activities.fields import Day, Line, Number, Text
from fieldlog.activities.follow_ups import Return
from fieldlog.activities.kind import Content, Kind, Measure
from fieldlog.activities.listed import Choice, OneSchool
from fieldlog.activities.lists import STAFF_ROLE, fixed_list
from fieldlog.activities.parts import Parts
from fieldlog.activities.per_option import Counts
from fieldlog.activities.reach import people_reached

AGREEMENT = fixed_list(new="New", kept="Kept", changed="Changed")
CARRIED = fixed_list(kept="Kept", changed="Changed", dropped="Let go")


def _rule(values: Mapping[str, Any]) -> dict[str, str]:
    if sum(values["counts_by_role"].values()) > values["participants"]:
        return {"counts_by_role": "The roles add up to more than the participants."}
    if any(plan["school"] not in values["schools"] for plan in values["plans"]):
        return {"plans": "A plan is for one of the schools that this convening names."}
    return {}


def _participants(content: Content) -> int:
    return int(content.details["participants"])


KIND = Kind(
    code="convening",
    label="Convening",
    plural="Convenings",
    order=4,
    several_schools=True,
    told_apart_by=("title",),
    usual_minutes=360,
    quick_minutes=(120, 180, 240, 360, 480),
    fields=(
        Line(name="title", label="Title", required=True, carried="always"),
        Number(name="participants", label="Participants", required=True, low=1, high=10000),
        Line(name="place", label="Place", names_staff=True, carried="always"),
        Line(name="co_hosts", label="Co-hosts", limit=200, names_staff=True, carried="always"),
        Counts(name="counts_by_role", label="Who came", options=STAFF_ROLE, high=10000),
        Parts(
            name="shared_agreements",
            label="Shared agreements",
            singular="Agreement",
            begins="agreement",
            fields=(
                Line(name="text", label="We agree", required=True, limit=300),
                Choice(name="state", label="From last year", options=AGREEMENT),
            ),
        ),
        Text(name="reflections", label="Reflections"),
        Text(name="celebrations", label="Celebrations"),
        Parts(
            name="plans",
            label="A plan per school",
            singular="Plan",
            begins="plan",
            fields=(
                OneSchool(name="school", label="School", required=True),
                Line(name="goal", label="Goal", required=True, limit=300),
                Line(name="first_step", label="First step", limit=300),
                Line(name="owner", label="Who", limit=80, names_staff=True),
                Line(name="support_needed", label="Support needed", limit=300),
                Day(name="check_date", label="Check on"),
            ),
        ),
    ),
    comes_back_to=(Return("agreement", "Agreements so far", CARRIED),),
    rule=_rule,
    titled_by=("title",),
    measures=(
        Measure(
            "convenings",
            "Convenings",
            "Each convening counts 1 in the program and 1 at each school it names.",
            lambda _content: 1,
            headline=True,
        ),
        Measure(
            "convening_participants",
            "Convening participants",
            "The people who took part in each convening.",
            _participants,
        ),
        people_reached(_participants),
    ),
    examples=(
        {"title": "Spring convening", "participants": 25},
        {
            "title": "Dream big",
            "participants": 25,
            "place": "Jacksonville",
            "co_hosts": "Education service district",
            "counts_by_role": {"teacher": 12, "principal": 8},
            "shared_agreements": ({"id": "g1", "text": "Greet every student by name", "state": "new"},),
            "reflections": "We talk less about rules.",
            "celebrations": "Removals fell by half.",
            "plans": (
                {
                    "id": "c1",
                    "school": "S01",
                    "goal": "A circle in every class",
                    "first_step": "Train the aides",
                    "owner": "Principal",
                    "support_needed": "A day of modelling",
                    "check_date": "2026-12-11",
                },
            ),
        },
    ),
)
