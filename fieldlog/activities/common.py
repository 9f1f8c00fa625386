"""What every kind may end with: what was agreed to be done, what somebody said; and what comes back of it."""

from collections.abc import Collection
from typing import Any

from fieldlog.activities.fields import Day, Flag, Line
from fieldlog.activities.follow_ups import Return
from fieldlog.activities.listed import Choice
from fieldlog.activities.lists import ACTION_NOW, ACTION_STATUS, ATTRIBUTION, STAFF_ROLE
from fieldlog.activities.parts import Part, Parts


class Quotes(Parts):
    """Without the speaker's consent only the author reads a quote, and the name only where it may stand."""

    def as_read(self, value: Any, _schools: Collection[str] | None) -> tuple[Part, ...]:
        return tuple(_quoted(part) for part in value if part.get("consent"))


def _quoted(part: Part) -> Part:
    hidden = {"role_only": {"speaker"}, "anonymous": {"speaker", "role"}, "named": set[str]()}
    hides = hidden.get(part.get("attribution", "anonymous"), {"speaker", "role"})
    return {name: value for name, value in part.items() if name not in hides}


ACTION_ITEMS = Parts(
    name="action_items",
    label="Action items",
    singular="Action item",
    hint="What was agreed to be done. The next visit or meeting asks how it went.",
    begins="action_item",
    fields=(
        Line(name="text", label="What", required=True, limit=300),
        Line(name="owner", label="Who", limit=80, names_staff=True),
        Day(name="due", label="By when"),
        Choice(name="status", label="Status", options=ACTION_STATUS),
    ),
)
QUOTE = Quotes(
    name="quote",
    label="Quotes",
    singular="Quote",
    hint="Words of an adult, as they were said. Shown elsewhere only with consent.",
    fields=(
        Line(name="text", label="Words", required=True, limit=500),
        Choice(name="role", label="Role of the speaker", options=STAFF_ROLE),
        Line(name="speaker", label="Name of the speaker", limit=80, names_staff=True),
        Choice(name="attribution", label="How it may be named", options=ATTRIBUTION),
        Flag(name="consent", label="The speaker agreed that it is shown"),
    ),
)
COMMON = (ACTION_ITEMS, QUOTE)
ACTION_ITEMS_NOW = Return("action_item", "Action items from before", ACTION_NOW)
EXAMPLE = {
    "action_items": (
        {"id": "a1", "text": "Bring the talking piece", "owner": "Coach", "due": "2026-12-01"},
        {"id": "a2", "text": "Share the routine", "status": "done"},
    ),
    "quote": (
        {
            "id": "q1",
            "text": "We start calmer now.",
            "role": "teacher",
            "speaker": "Ms. Alder",
            "attribution": "named",
            "consent": True,
        },
    ),
}
