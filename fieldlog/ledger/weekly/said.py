"""What a version of an entry says, field by field, as text that a file can hold and give back."""

import json
from collections.abc import Mapping
from typing import Any

from fieldlog.activities.kind import Content, Kind

STATUS = "status"


def said(
    content: Content, kind: Kind, school_codes: Mapping[int, str], names: Mapping[int, str]
) -> dict[str, str]:
    """Field -> text of all that is said and that others than the author may read."""
    start = content.start_time
    values = {
        "activity_date": content.activity_date.isoformat(),
        "schools": [school_codes[school] for school in content.school_ids],
        "minutes": content.minutes,
        "start_time": start.isoformat("minutes") if start else "",
        "co_coaches": [names[person] for person in content.co_coach_ids],
        "focus": list(content.focus),
        "shared_note": content.shared_note,
        **kind.visible(content.details, to_author=False, schools=None),
    }
    return {name: text for name, value in values.items() if (text := as_text(value))}


def as_text(value: Any) -> str:
    """Text as it is, numbers in digits, codes joined by `;`, parts as JSON; nothing said is empty."""
    if value in (None, "", (), [], {}, False):
        return ""
    if value is True:
        return "1"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
