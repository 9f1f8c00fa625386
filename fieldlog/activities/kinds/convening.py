"""The yearly convening that brings partner schools together."""

from collections.abc import Mapping
from typing import Any

from fieldlog.activities.fields import Counts, Line, Number
from fieldlog.activities.kind import Kind, Measure
from fieldlog.activities.lists import STAFF_ROLE


def _rule(details: Mapping[str, Any]) -> dict[str, str]:
    if sum(details["counts_by_role"].values()) > details["participants"]:
        return {"counts_by_role": "The roles add up to more than the participants."}
    return {}


KIND = Kind(
    code="convening",
    label="Convening",
    plural="Convenings",
    order=4,
    several_schools=True,
    usual_minutes=360,
    quick_minutes=(120, 180, 240, 360, 480),
    fields=(
        Line(name="title", label="Title", required=True),
        Number(name="participants", label="Participants", required=True, low=1, high=10000),
        Line(name="place", label="Place"),
        Line(name="co_hosts", label="Co-hosts", limit=200),
        Counts(name="counts_by_role", label="Who came", options=STAFF_ROLE, high=10000),
    ),
    rule=_rule,
    title=lambda details: str(details.get("title", "")),
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
            lambda content: int(content.details["participants"]),
        ),
    ),
    examples=(
        {"title": "Spring convening", "participants": 25},
        {
            "title": "Dream big",
            "participants": 25,
            "place": "Jacksonville",
            "co_hosts": "Education service district",
            "counts_by_role": {"teacher": 12, "principal": 8},
        },
    ),
)
