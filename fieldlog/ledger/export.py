"""Entries as rows of `entries.csv`, as far as their reader may see them, in flat memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import SchoolYear, Week
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger import csv_cells, own_lists, people, schools
from fieldlog.ledger.columns import Cells, Columns
from fieldlog.ledger.entries import Filters, is_late, is_read_by, narrowed_to_school
from fieldlog.ledger.named import co_coaches_of, schools_of
from fieldlog.ledger.scan import all_columns, in_chunks
from fieldlog.models import Entry
from fieldlog.models.entry import WITHDRAWN

ENVELOPE = (
    "entry_id", "revision", "status", "change", "kind", "activity_date", "iso_week", "school_year",
    "school_codes", "school_names", "district", "county", "coach", "co_coaches", "minutes", "start_time",
    "focus", "grade_band", "shared_note", "received_at", "late", "form_version",
)  # fmt: skip


class WeekCount(NamedTuple):
    week: Week
    entries: int


def header() -> list[str]:
    return [*ENVELOPE, *Columns(own_lists.now()).header]


def csv_lines(actor: Actor, filters: Filters, zone: ZoneInfo) -> Iterator[str]:
    """The whole file, line by line, in order of day and id; the first line is its header."""
    yield csv_cells.BYTE_ORDER_MARK + csv_cells.line(header())
    for cells in rows(actor, filters, zone):
        yield csv_cells.line(cells)


def rows(actor: Actor, filters: Filters, zone: ZoneInfo) -> Iterator[Cells]:
    if not access.may_export(actor):
        raise NotFound
    places, columns = schools.places(), Columns(own_lists.now())
    for entries in _chunks(actor, filters):
        yield from _chunk_rows(actor, entries, places, columns, zone)


def of_week(week: Week) -> Filters:
    return Filters(first=week.monday, last=week.sunday)


def weeks_with_entries(actor: Actor, newest: Week, how_many: int) -> list[WeekCount]:
    """The last weeks, newest first, and how many entries this reader finds in each."""
    weeks = [newest]
    while len(weeks) < how_many:
        weeks.append(weeks[-1].before())
    query = (
        select(Entry.activity_date, func.count())
        .where(is_read_by(actor), Entry.activity_date.between(weeks[-1].monday, newest.sunday))
        .group_by(Entry.activity_date)
    )
    counts = dict.fromkeys(weeks, 0)
    for day, count in db.session.execute(query):
        counts[Week.of(day)] += count
    return [WeekCount(week, count) for week, count in counts.items()]


def _chunks(actor: Actor, filters: Filters) -> Iterator[Sequence[Row[Any]]]:
    query = narrowed_to_school(all_columns().where(is_read_by(actor)), filters)
    if filters.first:
        query = query.where(Entry.activity_date >= filters.first)
    if filters.last:
        query = query.where(Entry.activity_date <= filters.last)
    if filters.kind:
        query = query.where(Entry.kind == filters.kind)
    return in_chunks(query.order_by(Entry.activity_date, Entry.id))


def _chunk_rows(
    actor: Actor,
    entries: Sequence[Row[Any]],
    places: dict[tuple[int, int], tuple[str, str]],
    columns: Columns,
    zone: ZoneInfo,
) -> Iterator[Cells]:
    ids = [entry.id for entry in entries]
    named, helpers = schools_of(ids), co_coaches_of(ids)
    school_names = schools.by_id({school for each in named.values() for school in each})
    coach_names = people.names(
        {entry.coach_id for entry in entries} | {person for each in helpers.values() for person in each}
    )
    for entry in entries:
        seen = [
            school_names[school]
            for school in named[entry.id]
            if access.may_name_school(actor, entry.coach_id, school)
        ]
        year = SchoolYear.of(entry.activity_date)
        located = [places.get((school.id, year.start), ("", "")) for school in seen]
        yield [
            *_what(entry, zone, year),
            ";".join(school.code for school in seen),
            ";".join(school.name for school in seen),
            _joined(district for district, _ in located),
            _joined(county for _, county in located),
            coach_names[entry.coach_id],
            ";".join(coach_names[person] for person in helpers[entry.id]),
            *_how(entry, zone),
            *columns.cells(entry.kind, _own(actor, entry, columns, {school.code for school in seen})),
        ]


def _what(entry: Row[Any], zone: ZoneInfo, year: SchoolYear) -> Cells:
    return [
        str(entry.id),
        entry.revision,
        entry.status,
        _change(entry, zone),
        entry.kind,
        entry.activity_date.isoformat(),
        Week.of(entry.activity_date).code,
        year.code,
    ]


def _how(entry: Row[Any], zone: ZoneInfo) -> Cells:
    return [
        entry.minutes,
        entry.start_time.isoformat("minutes") if entry.start_time else "",
        ";".join(entry.focus),
        entry.details.get("grade_band", ""),
        entry.shared_note,
        entry.received_at.astimezone(zone).isoformat(timespec="seconds"),
        int(is_late(entry, zone)),
        entry.form_version,
    ]


def _own(actor: Actor, entry: Row[Any], columns: Columns, schools: Collection[str]) -> Mapping[str, Any]:
    """What the entry says in its kind's own fields, as far as its reader may see it."""
    is_author = access.may_read_unshared(actor, entry.coach_id)
    return columns.kinds[entry.kind].visible(entry.details, to_author=is_author, schools=schools)


def _change(entry: Row[Any], zone: ZoneInfo) -> str:
    """What happened to the entry since its week's file was made, as far as something did."""
    if entry.status == WITHDRAWN:
        return "withdrawn"
    if is_late(entry, zone):
        return "late"
    closes = Week.of(entry.activity_date).closes(zone)
    return "edited" if entry.revision > 1 and entry.changed_at >= closes else "new"


def _joined(names: Iterator[str]) -> str:
    return ";".join(dict.fromkeys(name for name in names if name))
