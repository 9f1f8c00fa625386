"""Entries as rows of `entries.csv`, as far as their reader may see them, in flat memory."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select

from fieldlog import access
from fieldlog.access import Actor
from fieldlog.clock import Week
from fieldlog.errors import NotFound
from fieldlog.extensions import db
from fieldlog.ledger.columns import Cells
from fieldlog.ledger.entries import Filters, is_read_by, narrowed, narrowed_to_school
from fieldlog.ledger.entry_cells import EntryCells
from fieldlog.ledger.entry_lines import EntryLines, as_text
from fieldlog.ledger.scan import all_columns, in_chunks
from fieldlog.models import Entry


class WeekCount(NamedTuple):
    week: Week
    entries: int


def csv_lines(actor: Actor, filters: Filters, zone: ZoneInfo) -> Iterator[str]:
    """The whole file, line by line, in order of day and id; the first line is its header."""
    if not access.may_export(actor):
        raise NotFound
    lines = EntryLines(actor, zone)
    yield lines.header
    for rows in _chunks(as_text(), actor, filters):
        yield from lines.of(rows)


def json_lines(actor: Actor, filters: Filters, zone: ZoneInfo) -> Iterator[str]:
    """The same as one JSON array, an entry a line, its cells by the names of their columns: text as it was
    typed, null where a cell is empty."""
    if not access.may_export(actor):
        raise NotFound
    cells, before = EntryCells(actor, zone), "["
    header = cells.header
    for entries in _chunks(all_columns(), actor, filters):
        for row in cells.of(entries):
            yield f"{before}\n{_object(header, row)}"
            before = ","
    yield "\n]\n" if before == "," else "[]\n"


def how_many(actor: Actor, filters: Filters) -> int:
    """How many entries either file has."""
    if not access.may_export(actor):
        raise NotFound
    return db.session.scalar(_of_reader(select(func.count()).select_from(Entry), actor, filters)) or 0


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


def _object(header: Sequence[str], row: Cells) -> str:
    said = {name: None if cell == "" else cell for name, cell in zip(header, row, strict=True)}
    return json.dumps(said, ensure_ascii=False)


def _chunks(
    asked: Select[*tuple[Any, ...]], actor: Actor, filters: Filters
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    query = _of_reader(asked, actor, filters)
    return in_chunks(query.order_by(Entry.activity_date, Entry.id))


def _of_reader(asked: Select[Any], actor: Actor, filters: Filters) -> Select[Any]:
    query = narrowed_to_school(asked.where(is_read_by(actor)), filters)
    return narrowed(query, filters, Entry.activity_date)
