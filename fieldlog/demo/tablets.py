"""What is known of the coaches' tablets: all were heard of today, but for one that has two entries on it."""

import datetime as dt

from fieldlog import clock
from fieldlog.demo.program import Cast
from fieldlog.ledger import contacts, people

DAY = dt.timedelta(days=1)
SILENT = "the demo's silent tablet"


def tell(cast: Cast, today: dt.datetime) -> None:
    """As of that moment, or of now when it is earlier."""
    now = min(today, clock.now())
    *others, last = cast.others
    for person in (cast.first_district, cast.every_school, *others):
        contacts.hear_plain_form(people.actor_of(person), now)
    silent, waits = people.actor_of(last), {"count": 2, "oldest_ms": _ms(now - 6 * DAY)}
    contacts.hear(silent, SILENT, {"count": 0}, [], now=now - 8 * DAY)
    contacts.hear(silent, SILENT, waits, [], now=now - 5 * DAY)


def _ms(moment: dt.datetime) -> int:
    return round(moment.timestamp() * 1000)
