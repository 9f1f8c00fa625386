"""Makes the weekly files: read in one moment, kept in another, so that nobody who writes waits for it."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from fieldlog.clock import Week
from fieldlog.extensions import snapshot, write_transaction
from fieldlog.ledger.weekly import editions
from fieldlog.ledger.weekly.draft import Draft, drafted
from fieldlog.ledger.weekly.keep import keep


def due(now: dt.datetime, zone: ZoneInfo) -> list[Week]:
    with snapshot():
        return editions.due(now, zone)


def make_due(now: dt.datetime, zone: ZoneInfo) -> Iterator[Draft]:
    """Each week that is over and has no files yet, in turn. Ends where somebody else makes them."""
    for week in due(now, zone):
        made = make(week, now, zone)
        if made is None:
            return
        yield made


def make(
    week: Week, now: dt.datetime, zone: ZoneInfo, *, reason: str = "", person_id: int | None = None
) -> Draft | None:
    """What was kept; none where another edition was made meanwhile, which says the same."""
    with snapshot():
        draft = drafted(week, zone, now, reason=reason, person_id=person_id)
    with write_transaction():
        return draft if keep(draft) else None
