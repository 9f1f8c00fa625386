"""What a kind of entry is: its fields, its rules and what it adds to the tally."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fieldlog.activities.common import COMMON
from fieldlog.activities.common import EXAMPLE as COMMON_EXAMPLE
from fieldlog.activities.fields import Field
from fieldlog.activities.follow_ups import NAME as FOLLOW_UPS
from fieldlog.activities.follow_ups import Return, example, follow_ups
from fieldlog.activities.lists import FOCUS, Options, ValueList

COUNT, HOURS = "count", "hours"

Letter = Callable[[Mapping[str, Any], str, str], str]


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

    `rule` is the sentence that explains the number to its reader; headlines stand large and first. `short` is
    its label where there is little room, if that is another. Where minutes are counted for each of some
    people, `people` says for how many.
    """

    code: str
    label: str
    rule: str
    amount: Callable[[Content], int]
    unit: str = COUNT
    headline: bool = False
    short: str = ""
    people: Callable[[Content], int] | None = None


def person_hours(code: str, label: str, rule: str, people: Callable[[Content], int]) -> Measure:
    """The length of an entry for each of these people."""
    return Measure(code, label, rule, lambda content: content.minutes * people(content), HOURS, people=people)


def _no_rule(_details: Mapping[str, Any]) -> dict[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`rule` gives a sentence for each field that does not fit the others; `examples` are contents of
    `details` that every test of all kinds walks through; `comes_back_to` are the sorts of threads of
    which an entry may say how they go on. `told_apart_by` names the fields by which one coach tells two
    events of a day apart, `titled_by` those of which the first that says something is an entry's title.
    `letter` composes a note to the teacher from `details`, the day as it is written and the coach's name,
    for a kind after which a coach writes one.

    As declared it is every program's; `laid_over` gives it as one program has it, with `own` questions.
    """

    code: str
    label: str
    plural: str
    order: int
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    examples: tuple[Mapping[str, Any], ...]
    form_version: int = 2
    several_schools: bool = False
    usual_minutes: int = 60
    quick_minutes: tuple[int, ...] = (30, 45, 60, 90, 120)
    comes_back_to: tuple[Return, ...] = ()
    told_apart_by: tuple[str, ...] = ()
    titled_by: tuple[str, ...] = ()
    rule: Callable[[Mapping[str, Any]], Mapping[str, str]] = _no_rule
    letter: Letter | None = None
    common: tuple[Field, ...] = COMMON
    focus: Options = FOCUS
    own: tuple[Field, ...] = ()

    @cached_property
    def every_field(self) -> tuple[Field, ...]:
        """The kind's fields, those that each may end with and the program's own: what `details` hold."""
        coming_back = (follow_ups(self.comes_back_to),) if self.comes_back_to else ()
        return (*self.fields, *self.common, *coming_back, *self.own)

    @cached_property
    def kept_back(self) -> frozenset[str]:
        """The fields of which others than the author may read a part only, or nothing."""
        own_way = (f for f in self.every_field if f.shared_by or type(f).as_read is not Field.as_read)
        return frozenset(field.name for field in own_way)

    def laid_over(self, lists: Mapping[str, ValueList], own: tuple[Field, ...]) -> "Kind":
        """The same kind with the lists of these codes and the own questions of one program."""
        return replace(
            self,
            fields=tuple(field.with_lists(lists) for field in self.fields),
            common=tuple(field.with_lists(lists) for field in self.common),
            focus=lists.get(FOCUS.code, self.focus),
            own=own,
        )

    @property
    def lists(self) -> tuple[ValueList, ...]:
        """The lists that a program may make its own, in the order of the form."""
        focus = (self.focus,) if isinstance(self.focus, ValueList) else ()
        return (*(each for field in self.every_field for each in field.lists), *focus)

    @property
    def every_example(self) -> tuple[Mapping[str, Any], ...]:
        """The examples; the last one fills the common fields too."""
        coming_back = {FOLLOW_UPS: example(self.comes_back_to)} if self.comes_back_to else {}
        return (*self.examples[:-1], {**self.examples[-1], **COMMON_EXAMPLE, **coming_back})

    @property
    def icon(self) -> str:
        return self.code

    @property
    def all_measures(self) -> tuple[Measure, ...]:
        return (*self.measures, COACHING_MINUTES)

    def say(self, name: str, details: Mapping[str, Any]) -> list[str]:
        """What the details say in this field, in the reader's words; nothing where the kind has none such."""
        found = (field for field in self.every_field if field.name == name)
        return [word for field in found for word in field.say(details.get(name))]

    def title(self, details: Mapping[str, Any]) -> str:
        return next((word for name in self.titled_by for word in self.say(name, details)), "")

    def amounts(self, content: Content) -> dict[str, int]:
        return {measure.code: measure.amount(content) for measure in self.all_measures}

    def visible(
        self, details: Mapping[str, Any], *, to_author: bool, schools: Collection[str] | None
    ) -> Mapping[str, Any]:
        """The details; for others than the author without what is not shared with them, who see the
        schools of these codes, or with None every school."""
        if to_author:
            return details
        read = {}
        for field in self.every_field:
            if field.name in details and (not field.shared_by or details.get(field.shared_by)):
                value = field.as_read(details[field.name], schools)
                if value not in ((), [], {}):
                    read[field.name] = value
        return read

    def not_read_whole(self, details: Mapping[str, Any]) -> set[str]:
        """The fields of which others than the author do not read all."""
        read = self.visible(details, to_author=False, schools=None)
        in_part = {name for name, value in details.items() if _listed(read.get(name)) != _listed(value)}
        return in_part | {f.name for f in self.every_field if f.shared_by and not details.get(f.shared_by)}


def _listed(value: Any) -> Any:
    """The store gives back as lists what was kept as tuples."""
    return list(value) if isinstance(value, tuple) else value


COACHING_MINUTES = Measure(
    "coaching_minutes",
    "Coaching minutes",
    "The minutes of every entry that names this school, each event's own length once.",
    lambda content: content.minutes,
)


def each_measure(kinds: Iterable[Kind]) -> dict[str, Measure]:
    """Every measure of these kinds once, by code, in their order; what several kinds count comes after."""
    each = [measure for kind in kinds for measure in kind.measures]
    shared = [code for code, times in Counter(measure.code for measure in each).items() if times > 1]
    found = {measure.code: measure for measure in each}
    return {
        **{code: found[code] for code in found if code not in shared},
        **{code: found[code] for code in shared},
        COACHING_MINUTES.code: COACHING_MINUTES,
    }
