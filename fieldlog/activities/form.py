"""One filling-in of a kind's form: what was typed, what is wrong with it, and what it says."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

from fieldlog.activities import follow_ups
from fieldlog.activities.bound import BoundField, Suggestion
from fieldlog.activities.envelope import SchoolChoice, Surroundings, fields_of
from fieldlog.activities.fields import Field, Line, Typed, Unclean
from fieldlog.activities.kind import Content, Kind
from fieldlog.activities.parts import Parts

TWICE = "This was given twice. Choose one."


class Open(Protocol):
    """A thread that an earlier entry began; `key` is how a follow-up names it."""

    @property
    def key(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def text(self) -> str: ...


class Form:
    """`id` is the entry's identity from the first touch; `message` stands above all fields.

    `inherited` is the focus of its school, `filled_from` the day of the entry that it was filled from.
    """

    def __init__(
        self,
        kind: Kind,
        around: Surroundings,
        entry_id: uuid.UUID,
        raw: dict[str, Any],
        also: Iterable[Field] = (),
    ):
        """`also`: what is asked beside what an entry says."""
        self.kind = kind
        self.id = entry_id
        self.is_new = False
        self.message: str | None = None
        self.errors: dict[str, list[str]] = {}
        self.suggestions: Mapping[str, tuple[Suggestion, ...]] = {}
        self.inherited: tuple[str, ...] | None = None
        self.filled_from: dt.date | None = None
        self.threads: Mapping[str, Open] = {}
        self._around = around
        self._fields = fields_of(kind, around) | {field.name: field for field in also}
        self._raw = raw
        self._left_out: frozenset[str] = frozenset()

    @classmethod
    def empty(cls, kind: Kind, around: Surroundings, school: str = "", focus: Collection[str] = ()) -> "Form":
        """A new form with day, minutes and (when one is likely) school and its focus filled in."""
        start: dict[str, Any] = {
            "activity_date": around.today.isoformat(),
            "minutes": str(kind.usual_minutes),
            "schools": [school] if school else [],
        }
        form = cls(kind, around, uuid.uuid4(), start)
        form.is_new = True
        form.inherited = form._fields["focus"].offered(focus)
        form._raw["focus"] = list(form.inherited or ())
        return form

    @classmethod
    def posted(cls, kind: Kind, around: Surroundings, typed: Typed) -> "Form":
        form = cls(kind, around, uuid.uuid4(), {})
        form._raw = {name: field.take(typed) for name, field in form._fields.items()}
        form._find_doubles(typed)
        form._take_id(typed)
        return form

    def __getitem__(self, name: str) -> BoundField:
        field = self._fields[name]
        raw = self._raw.get(name, field.fill(field.empty))
        bound = BoundField(field, raw, self.errors.get(name, []), self.suggestions.get(name, ()))
        if name in self._left_out:
            bound.widget, bound.value = "", None
        return bound

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[BoundField]:
        return (self[name] for name in self._fields)

    def change_parts(self, order: str) -> None:
        """`add <field>` or `remove <field> <id>`, as the buttons of a page without JavaScript say."""
        what, _, rest = order.partition(" ")
        name, _, part_id = rest.partition(" ")
        if not isinstance(self._fields.get(name), Parts):
            return
        if what == "add":
            self._raw[name] = [*self._raw[name], {"id": str(uuid.uuid4())}]
        elif what == "remove":
            self._raw[name] = [part for part in self._raw[name] if part["id"] != part_id]

    def resemble(self, before: Mapping[str, Any], opened: "Form", *, is_there: bool) -> None:
        """Put in what is carried of an earlier entry, said as for `fill`, where this stands as it was opened.

        `is_there`: that entry is of the school that this form names.
        """
        stays = {"schools"} if self._has_its_school else set()
        for name in self.carried(is_there=is_there):
            field = self._fields[name]
            if name not in stays and self[name].value == opened[name].value:
                self._raw[name] = field.fill(field.offered(before.get(name, field.empty)))

    def carried(self, *, is_there: bool) -> list[str]:
        """The fields that "Same as last time" brings."""
        brought = ("always", "there") if is_there else ("always",)
        return [name for name, field in self._fields.items() if field.carried in brought]

    @property
    def has_inherited(self) -> bool:
        """Whether the focus that stands here is the one of its school, as far as that is known."""
        return bool(self.inherited) and tuple(self["focus"].value) == self.inherited

    def pick(self, order: str) -> None:
        """`<field> <words>`, as the tiles of a page without JavaScript say; once more takes it back."""
        name, _, words = order.partition(" ")
        field = self._fields.get(name)
        if not isinstance(field, Line):
            return
        self._raw[name] = "" if self._raw[name] == words else words
        if field.shared_by:
            known = {each.text for each in self.suggestions.get(name, ()) if each.is_shared}
            self._raw[field.shared_by] = self._raw[name] in known

    def come_back_to(self, threads: Iterable[Open]) -> None:
        """Ask how these go on, beside what is said of some already."""
        if not self.kind.comes_back_to:
            return
        self.threads = {thread.key: thread for thread in threads}
        said = list(self[follow_ups.NAME].value)
        known = {part["id"] for part in said}
        asked = [thread for thread in self.threads.values() if thread.key not in known]
        unsaid = [{"id": each.key, "what": each.what, "text": each.text} for each in asked]
        self._raw[follow_ups.NAME] = [*said, *unsaid]

    def take(self, typed: Typed) -> None:
        """What was typed over what stands here, but for what is left out."""
        self._find_doubles(typed)
        taken = {name: field.take(typed) for name, field in self._fields.items()}
        self._raw |= {name: raw for name, raw in taken.items() if name not in self._left_out}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put in all that an entry says, as clean values: codes of schools, days and times as text."""
        asked = {name: self._fields[name] for name in self.asked}
        self._raw |= {name: field.fill(values.get(name, field.empty)) for name, field in asked.items()}

    def keep(self, other: "Form", names: Iterable[str]) -> None:
        """What stands in these fields of another filling-in of the same form."""
        self._raw |= {name: other._raw[name] for name in names if name in other._raw}

    def leave_out(self, names: Iterable[str]) -> None:
        """These are neither shown nor taken; what they say stays as it is."""
        self._left_out = frozenset(names)

    def say(self, name: str, value: Any) -> list[str]:
        """What a field says by that value, in its reader's words."""
        return self._fields[name].say(value)

    @property
    def own(self) -> list[BoundField]:
        """The program's own questions; a retired one only where it was answered."""
        bound = [self[field.name] for field in self.kind.own]
        return [each for each in bound if not each.retired or each.value]

    @property
    def retired_questions(self) -> list[BoundField]:
        """Those that are not asked here, for a draft that answers one."""
        return [self[field.name] for field in self.kind.own if field.retired and not self[field.name].value]

    @property
    def retired_choices(self) -> dict[str, dict[str, str]]:
        """Field -> code -> label of what is not offered any more, for a draft that says it."""
        found = {
            name: dict(each.retired)
            for field in self._fields.values()
            for name, own in _named(field)
            for each in own.lists
        }
        return {name: retired for name, retired in found.items() if retired}

    @property
    def schools(self) -> tuple[SchoolChoice, ...]:
        return self._around.schools

    @property
    def asked(self) -> list[str]:
        return [name for name in self._fields if name not in self._left_out]

    def renew(self, message: str) -> None:
        """Give what was typed an identity of its own."""
        self.id = uuid.uuid4()
        self.message = message

    def content(self) -> Content | None:
        """What the form says, or None when something is wrong; then `errors` tells what."""
        parsed = {name: field.parse(self._raw[name]) for name, field in self._fields.items()}
        values, errors = clean(self._fields, parsed)
        for name, sentences in (errors or rule_errors(self.kind, values)).items():
            self.errors.setdefault(name, sentences)
        return None if self.errors else content_of(self.kind, self._around, values)

    @property
    def _has_its_school(self) -> bool:
        return not self.kind.several_schools and bool(self["schools"].value)

    def _find_doubles(self, typed: Typed) -> None:
        for name, field in self._fields.items():
            if any(len(set(values)) > 1 for values in field.given(typed)):
                self.errors[name] = [TWICE]

    def _take_id(self, typed: Typed) -> None:
        ids = set(typed.get("id", ()))
        try:
            self.id = uuid.UUID(ids.pop()) if ids else self.id
        except ValueError:
            self.errors["id"] = ["This page had lost its number and was given a new one. Save again."]
        if ids:
            self.errors["id"] = [TWICE]


def _named(field: Field) -> Iterator[tuple[str, Field]]:
    """The field, or those of its parts, by what a browser calls them without the part's id."""
    if isinstance(field, Parts):
        yield from ((f"{field.name}.{own.name}", own) for own in field.fields)
    else:
        yield field.name, field


def clean(
    fields: Mapping[str, Field], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The one validation: clean values by field name, and sentences for those that are not."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, field in fields.items():
        try:
            cleaned[name] = field.clean(values.get(name))
        except Unclean as unclean:
            errors[name] = [str(unclean)]
    return cleaned, errors


def rule_errors(kind: Kind, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong between fields that are each right."""
    return {name: [sentence] for name, sentence in kind.rule(values).items()}


def content_of(
    kind: Kind, around: Surroundings, values: Mapping[str, Any], unknown: Mapping[str, Any] | None = None
) -> Content:
    """The content of clean values; what a later form may know is kept beside them."""
    ids = {school.code: school.id for school in around.schools}
    start_time = values["start_time"]
    return Content(
        kind=kind.code,
        form_version=kind.form_version,
        school_ids=tuple(sorted(ids[code] for code in values["schools"])),
        activity_date=dt.date.fromisoformat(values["activity_date"]),
        minutes=values["minutes"],
        start_time=dt.time.fromisoformat(start_time) if start_time else None,
        focus=values["focus"],
        co_coach_ids=tuple(sorted(int(person) for person in values["co_coaches"])),
        shared_note=values["shared_note"],
        private_note=values["private_note"],
        details=dict(unknown or {}) | _said(kind, values),
    )


def _said(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: values[field.name] for field in kind.every_field if values[field.name] != field.empty}
