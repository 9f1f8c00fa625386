"""A row of `entries.csv`, or of another program's table, as an entry: whose, when, in which version."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.activities.envelope import CoachChoice, Surroundings
from fieldlog.activities.kind import Content
from fieldlog.clock import EARLIEST_YEAR, SchoolYear, Week
from fieldlog.importing import cells
from fieldlog.importing.coaches import Coaches
from fieldlog.importing.kind_cells import SHOWN, KindCells
from fieldlog.importing.known_schools import KnownSchools
from fieldlog.importing.outcome import Gathered, Wrong
from fieldlog.importing.sheet import Row, Wanted
from fieldlog.ledger import own_lists, people
from fieldlog.ledger.columns import Columns
from fieldlog.ledger.entry_cells import ENVELOPE

# What other programs call them. What follows from the others is known, so that nobody is told that it is not
# read: the week and year of a day, the names and places of schools, what is late.
_ALSO = {
    "activity_date": ("date", "day"),
    "school_codes": ("school_code", "school", "schools"),
    "kind": ("activity", "type"),
    "shared_note": ("note", "notes"),
}
USUAL = ("date", "school", "kind", "minutes", "coach")
ACTIVE, WITHDRAWN = "active", "withdrawn"
EDITED = "edited"


class Given(NamedTuple):
    """What a row says of one entry; an id or moments that it does not say are None."""

    row: int
    entry_id: uuid.UUID | None
    revision: int
    status: str
    coach_id: int
    content: Content
    received_at: dt.datetime | None
    changed_at: dt.datetime | None

    @property
    def said(self) -> tuple[str, int, Content]:
        """What two rows of one version have to agree on."""
        return self.status, self.coach_id, self.content


def wanted() -> Wanted:
    """The columns of `entries.csv` as this program has them."""
    names = (*ENVELOPE, "coach_email", *Columns(own_lists.now()).header)
    needed = ("activity_date", "kind", "school_codes", "minutes")
    return Wanted({name: _ALSO.get(name, ()) for name in names}, needed, USUAL)


@dataclass(frozen=True)
class EntryRows:
    zone: ZoneInfo
    now: dt.datetime

    def read(self, row: Row) -> Given:
        """Raises WrongRow with all that is wrong in it."""
        wrong = Gathered()
        kind = wrong.tried(self._kind, row)
        coach_id = wrong.tried(self.coaches.one, _said(row, "coach"), _said(row, "coach_email"))
        entry_id, revision = wrong.tried(_id, row), wrong.tried(_revision, row)
        status, received_at = wrong.tried(_status, row), wrong.tried(self._received_at, row)
        content = self._content(row, kind, wrong) if kind else None
        wrong.refuse()
        assert content
        changed_at = self._changed_at(row, content, received_at)
        return Given(row.number, entry_id, revision, status, coach_id, content, received_at, changed_at)

    def codes(self, school_ids: Sequence[int]) -> list[str]:
        return [self.school_codes[each] for each in school_ids]

    @cached_property
    def coaches(self) -> Coaches:
        return Coaches()

    @cached_property
    def school_codes(self) -> Mapping[int, str]:
        return {school.id: school.code for school in self._known_schools}

    @cached_property
    def _known_schools(self) -> KnownSchools:
        return KnownSchools()

    def _content(self, row: Row, kind: KindCells, wrong: Gathered) -> Content | None:
        form_version = wrong.tried(_form_version, row, kind)
        envelope: dict[str, Any] = {
            "schools": wrong.tried(self._schools, row),
            "activity_date": _said(row, "activity_date"),
            "minutes": kind.fields["minutes"].read({"minutes": cells.whole(_said(row, "minutes"))}),
            "start_time": _said(row, "start_time"),
            "co_coaches": wrong.tried(self._co_coaches, row),
            "shared_note": row.cells.get("shared_note", ""),
        }
        content = kind.content(row, envelope, wrong)
        return replace(content, form_version=form_version) if content else None

    @cached_property
    def _kinds(self) -> Mapping[str, KindCells]:
        """By code and by label. Everywhere and with everybody: who worked where has changed since."""
        around = Surroundings(
            today=self.now.astimezone(self.zone).date(),
            oldest_day=SchoolYear(EARLIEST_YEAR).first_day,
            schools=tuple(self._known_schools),
            coaches=tuple(CoachChoice(each.id, each.name) for each in people.known().values()),
        )
        header = Columns(own_lists.now()).header
        found = [KindCells.of(kind, around, header) for kind in own_lists.kinds().values()]
        return {name.casefold(): each for each in found for name in (each.kind.label, each.kind.code)}

    def _kind(self, row: Row) -> KindCells:
        said = _said(row, "kind")
        kind = self._kinds.get(said.casefold())
        if kind is None:
            raise Wrong("kind", f"“{said}” is no kind. One of: {', '.join(own_lists.kinds())}.")
        return kind

    def _schools(self, row: Row) -> list[str]:
        return [school.code for school in self._known_schools.several(row, "school_codes")]

    def _co_coaches(self, row: Row) -> list[str]:
        return [str(person) for person in self.coaches.others(_said(row, "co_coaches"))]

    def _received_at(self, row: Row) -> dt.datetime | None:
        said = _said(row, "received_at")
        moment = _moment(said) if said else None
        if moment and moment > self.now:
            raise Wrong("received_at", "This lies in the future.")
        return moment

    def _changed_at(self, row: Row, content: Content, received_at: dt.datetime | None) -> dt.datetime | None:
        """A file does not say when; but it says whether that was after its week was over."""
        if received_at is None or _said(row, "change") != EDITED:
            return received_at
        return max(received_at, Week.of(content.activity_date).closes(self.zone))


def _said(row: Row, column: str) -> str:
    return row.cells.get(column, "").strip()


def _id(row: Row) -> uuid.UUID | None:
    said = _said(row, "entry_id")
    try:
        return uuid.UUID(said) if said else None
    except ValueError:
        raise Wrong("entry_id", f"“{said[:SHOWN]}” is no id. Leave it empty, and it gets one.") from None


def _revision(row: Row) -> int:
    number = cells.number(row, "revision")
    if number == 0:
        raise Wrong("revision", "The first version is 1.")
    return number or 1


def _status(row: Row) -> str:
    said = _said(row, "status") or ACTIVE
    if said not in (ACTIVE, WITHDRAWN):
        raise Wrong("status", f"“{said}” is neither active nor withdrawn.")
    return said


def _form_version(row: Row, kind: KindCells) -> int:
    newest, number = kind.kind.form_version, cells.number(row, "form_version")
    if number is not None and not 1 <= number <= newest:
        raise Wrong("form_version", f"Between 1 and {newest}, please.")
    return number or newest


def _moment(said: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Wrong("received_at", f"“{said[:SHOWN]}” is no moment. Write it like 2026-11-20T12:00:00-08:00.")
    return moment
