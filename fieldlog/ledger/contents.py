"""Between what an entry says and how rows keep it."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row

from fieldlog.activities.kind import Content
from fieldlog.models import Entry

COLUMNS = ("kind", "form_version", "activity_date", "minutes", "start_time", "shared_note", "private_note")


def entry_values(content: Content) -> dict[str, Any]:
    """The columns of `entry` that say what the content says."""
    return {name: getattr(content, name) for name in COLUMNS} | {
        "focus": list(content.focus),
        "details": _plain(content.details),
    }


def content_of(
    entry: Entry | Row[Any], school_ids: Collection[int], co_coach_ids: Collection[int]
) -> Content:
    return Content(
        **{name: getattr(entry, name) for name in COLUMNS},
        school_ids=tuple(sorted(school_ids)),
        co_coach_ids=tuple(sorted(co_coach_ids)),
        focus=tuple(entry.focus),
        details=entry.details,
    )


def as_json(content: Content) -> dict[str, Any]:
    """The whole content as a revision keeps it."""
    start = content.start_time
    return entry_values(content) | {
        "activity_date": content.activity_date.isoformat(),
        "start_time": start.isoformat("minutes") if start else None,
        "schools": list(content.school_ids),
        "co_coaches": list(content.co_coach_ids),
    }


def from_json(kept: Mapping[str, Any]) -> Content:
    start = kept["start_time"]
    same = ("kind", "form_version", "minutes", "shared_note", "private_note", "details")
    return Content(
        **{name: kept[name] for name in same},
        activity_date=dt.date.fromisoformat(kept["activity_date"]),
        start_time=dt.time.fromisoformat(start) if start else None,
        focus=tuple(kept["focus"]),
        school_ids=tuple(kept["schools"]),
        co_coach_ids=tuple(kept["co_coaches"]),
    )


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details exactly as they come back from the store, so that two contents can be compared."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(details)))
    return plain
