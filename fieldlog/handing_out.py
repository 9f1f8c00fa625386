"""Makes the weekly files: read in one moment, kept in another, so that nobody who writes waits for it."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from fieldlog.clock import Week
from fieldlog.config import Settings
from fieldlog.extensions import snapshot, write_transaction
from fieldlog.ledger.weekly import editions
from fieldlog.ledger.weekly.draft import Draft, drafted
from fieldlog.ledger.weekly.keep import keep

# Of an older week, made when it was caught up, the files are handed over and nobody is told.
NEWS_FOR = dt.timedelta(days=35)


def due(now: dt.datetime, zone: ZoneInfo) -> list[Week]:
    with snapshot():
        return editions.due(now, zone)


def make_due(now: dt.datetime, settings: Settings) -> Iterator[Draft]:
    """Each week that is over and has no files yet, in turn. Ends where somebody else makes them."""
    for week in due(now, settings.time_zone):
        made = make(week, now, settings)
        if made is None:
            return
        yield made


def make(
    week: Week, now: dt.datetime, settings: Settings, *, reason: str = "", person_id: int | None = None
) -> Draft | None:
    """What was kept; none where another edition was made meanwhile, which says the same."""
    with snapshot():
        draft = drafted(week, settings.time_zone, now, reason=reason, person_id=person_id)
    with write_transaction():
        return draft if keep(draft, _targets(draft, settings)) else None


def _targets(draft: Draft, settings: Settings) -> list[str]:
    """Whoever gets the files gets every edition; whoever is told of them, what is news."""
    is_news = draft.number > 1 or draft.at - draft.week.closes(settings.time_zone) < NEWS_FOR
    return [each.name for each in settings.carriers if is_news or not each.announces]
