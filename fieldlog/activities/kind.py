"""What a kind of entry is: its fields, its rules and what it adds to the tally."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldlog.activities.fields import Field

COUNT, HOURS = "count", "hours"


@dataclass(frozen=True)
class Content:
    """What an entry says, checked: the envelope in its own fields, the kind's own in `details`."""

    kind: str
    form_version: int
    school_ids: tuple[int, ...]
    activity_date: dt.date
    minutes: int
    start_time: dt.time | None
    focus: tuple[str, ...]
    co_coach_ids: tuple[int, ...]
    shared_note: str
    private_note: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """One number a kind adds to the tally, in events, people or (shown as hours) minutes.

    `rule` is the sentence that explains the number to its reader; headlines stand large and first.
    """

    code: str
    label: str
    rule: str
    amount: Callable[[Content], int]
    unit: str = COUNT
    headline: bool = False


def _no_rule(_details: Mapping[str, Any]) -> dict[str, str]:
    return {}


def _no_title(_details: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`rule` gives a sentence for each field that does not fit the others; `examples` are contents of
    `details` that every test of all kinds walks through."""

    code: str
    label: str
    plural: str
    order: int
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    examples: tuple[Mapping[str, Any], ...]
    form_version: int = 1
    several_schools: bool = False
    usual_minutes: int = 60
    quick_minutes: tuple[int, ...] = (30, 45, 60, 90, 120)
    rule: Callable[[Mapping[str, Any]], Mapping[str, str]] = _no_rule
    title: Callable[[Mapping[str, Any]], str] = _no_title

    @property
    def icon(self) -> str:
        return self.code

    @property
    def all_measures(self) -> tuple[Measure, ...]:
        return (*self.measures, COACHING_MINUTES)

    def amounts(self, content: Content) -> dict[str, int]:
        return {measure.code: measure.amount(content) for measure in self.all_measures}

    def visible(self, details: Mapping[str, Any], *, to_author: bool) -> Mapping[str, Any]:
        """The details without what the author has not shared with others."""
        hidden = set() if to_author else self.hidden(details)
        return {name: value for name, value in details.items() if name not in hidden}

    def hidden(self, details: Mapping[str, Any]) -> set[str]:
        """The fields whose author has not shared them."""
        return {field.name for field in self.fields if field.shared_by and not details.get(field.shared_by)}


COACHING_MINUTES = Measure(
    "coaching_minutes",
    "Coaching minutes",
    "The minutes of every entry that names this school, each event's own length once.",
    lambda content: content.minutes,
)


def each_measure(kinds: Iterable[Kind]) -> dict[str, Measure]:
    """Every measure of these kinds once, by code, in their order."""
    return {measure.code: measure for kind in kinds for measure in kind.measures} | {
        COACHING_MINUTES.code: COACHING_MINUTES
    }
