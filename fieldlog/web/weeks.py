"""A page of a log, grouped by week."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from fieldlog.clock import Week
from fieldlog.ledger.entries import EntryRow


class WeekOfEntries(NamedTuple):
    monday: dt.date
    entries: list[EntryRow]


def by_week(rows: Sequence[EntryRow]) -> list[WeekOfEntries]:
    """The rows in the order they come, which is by day."""
    grouped = groupby(rows, key=lambda row: Week.of(row.activity_date).monday)
    return [WeekOfEntries(monday, list(group)) for monday, group in grouped]
