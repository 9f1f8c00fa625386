"""The lines of `entries.csv`: what `EntryCells` gives as cells, here as text, so that many are soon made.

Rows come as text, much as the store keeps it, and what many entries share is written once.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Row, Select, String, cast, func, select, type_coerce

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear, Week
from fieldlog.extensions import db
from fieldlog.ledger import csv_cells, own_lists, people, schools
from fieldlog.ledger.columns import Columns
from fieldlog.ledger.csv_cells import quoted
from fieldlog.ledger.entry_cells import ENVELOPE, change_of
from fieldlog.models import Entry, EntryCoach, EntrySchool

REMEMBERED = 1_000
NOTHING = "{}"
_read_details = msgspec.json.Decoder(dict[str, Any]).decode
_read_codes = msgspec.json.Decoder(list[str]).decode


def as_text() -> Select[*tuple[Any, ...]]:
    """Entries as `EntryLines.of` reads them."""
    named = select(func.aggregate_strings(cast(EntrySchool.school_id, String), ","))
    helped = select(func.aggregate_strings(cast(EntryCoach.person_id, String), ","))
    return select(
        _kept(Entry.id),
        Entry.kind,
        Entry.status,
        Entry.revision,
        Entry.form_version,
        _kept(Entry.activity_date),
        Entry.coach_id,
        Entry.minutes,
        _kept(Entry.start_time),
        _kept(Entry.focus),
        Entry.shared_note,
        _kept(Entry.details),
        _kept_in_utc(Entry.received_at),
        _kept_in_utc(Entry.changed_at),
        named.where(EntrySchool.entry_id == Entry.id).correlate(Entry).scalar_subquery(),
        helped.where(EntryCoach.entry_id == Entry.id).correlate(Entry).scalar_subquery(),
    )


def _kept(column: Any) -> Any:
    """As text, which is how SQLite has it anyway."""
    return cast(column, String) if _is_postgresql() else type_coerce(column, String)


def _kept_in_utc(moment: Any) -> Any:
    """`2026-11-20 20:00:00`, and what may follow of a second."""
    return _kept(func.timezone("UTC", moment) if _is_postgresql() else moment)


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


class _Day(NamedTuple):
    cells: str
    closes: str
    year: int


class _Where(NamedTuple):
    cells: str
    codes: frozenset[str]


class EntryLines:
    """The lines of one file for one reader."""

    def __init__(self, actor: Actor, zone: ZoneInfo):
        self._actor, self._zone = actor, zone
        self._columns = Columns(own_lists.now())
        self._own = self._columns.texts()
        self._schools = {school.id: school for school in schools.every()}
        self._places = schools.places()
        self._names = people.every_name()
        self._coaches = {person: quoted(name) for person, name in self._names.items()}
        remembered = lru_cache(REMEMBERED)
        self._day, self._minute = remembered(self._day_of), remembered(self._minute_of)
        self._where, self._helpers = remembered(self._where_of), remembered(self._helpers_of)
        self._focus = remembered(_focus_of)

    @property
    def header(self) -> str:
        return csv_cells.BYTE_ORDER_MARK + csv_cells.line([*ENVELOPE, *self._columns.header])

    def of(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[str]:
        """The lines of entries that `as_text` selected, in their order."""
        for row in rows:
            yield self._line(*row)

    def _line(
        self,
        entry_id: str,
        kind: str,
        status: str,
        revision: int,
        form_version: int,
        day: str,
        coach_id: int,
        minutes: int,
        start: str | None,
        focus: str,
        note: str,
        details: str,
        received: str,
        changed: str,
        school_ids: str,
        helper_ids: str | None,
    ) -> str:
        on = self._day(day)
        where = self._where(school_ids, on.year, coach_id)
        is_late = received >= on.closes
        said = _read_details(details) if details != NOTHING else {}
        change = change_of(status, revision, is_late=is_late, is_after=changed >= on.closes)
        return (
            f'"{_dashed(entry_id)}","{revision}","{status}","{change}","{kind}",{on.cells},{where.cells},'
            f'{self._coaches[coach_id]},{self._helpers(helper_ids)},"{minutes}",'
            f'"{start[:5] if start else ""}",{self._focus(focus)},"{said.get("grade_band", "")}",'
            f'{quoted(note)},"{self._received(received)}","{int(is_late)}","{form_version}"'
            f"{self._own[kind].of(self._read(kind, said, coach_id, where.codes))}\r\n"
        )

    def _read(
        self, kind_code: str, said: Mapping[str, Any], coach_id: int, codes: frozenset[str]
    ) -> Mapping[str, Any]:
        """What this reader reads of it."""
        kind = self._columns.kinds[kind_code]
        if kind.kept_back.isdisjoint(said):
            return said
        is_author = access.may_read_unshared(self._actor, coach_id)
        return kind.visible(said, to_author=is_author, schools=codes)

    def _day_of(self, text: str) -> _Day:
        day = dt.date.fromisoformat(text)
        week, year = Week.of(day), SchoolYear.of(day)
        closes = week.closes(self._zone).astimezone(dt.UTC)
        return _Day(f'"{text}","{week.code}","{year.code}"', f"{closes:%Y-%m-%d %H:%M:%S}", year.start)

    def _where_of(self, school_ids: str, year: int, coach_id: int) -> _Where:
        named = sorted(map(int, school_ids.split(",")))
        seen = [self._schools[each] for each in named if self._may_name(coach_id, each)]
        places = [self._places.get((school.id, year), ("", "")) for school in seen]
        cells = (
            ";".join(school.code for school in seen),
            ";".join(school.name for school in seen),
            *(";".join(dict.fromkeys(filter(None, names))) for names in zip(*places, strict=True)),
        )
        return _Where(",".join(map(quoted, cells)), frozenset(school.code for school in seen))

    def _may_name(self, coach_id: int, school_id: int) -> bool:
        return access.may_name_school(self._actor, coach_id, school_id)

    def _helpers_of(self, person_ids: str | None) -> str:
        named = sorted(map(int, person_ids.split(","))) if person_ids else []
        return quoted(";".join(self._names[person] for person in named))

    def _received(self, moment: str) -> str:
        before, offset = self._minute(moment[:16])
        return f"{before}{moment[16:19]}{offset}"

    def _minute_of(self, minute: str) -> tuple[str, str]:
        """What stands before the seconds in the program's zone, and the offset after them."""
        local = dt.datetime.fromisoformat(minute).replace(tzinfo=dt.UTC).astimezone(self._zone)
        text = local.isoformat(timespec="minutes")
        return text[:16], text[16:]


def _focus_of(kept: str) -> str:
    return quoted(";".join(_read_codes(kept)))


def _dashed(entry_id: str) -> str:
    """SQLite keeps the 32 digits alone."""
    if len(entry_id) > 32:
        return entry_id
    return f"{entry_id[:8]}-{entry_id[8:12]}-{entry_id[12:16]}-{entry_id[16:20]}-{entry_id[20:]}"
