"""What happens by itself while a server runs: the weekly files made and delivered, once, however many servers
there are."""

import datetime as dt
import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeVar

from flask import Flask

from fieldlog import clock, delivering, handing_out
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import leases
from fieldlog.ledger.weekly.draft import Draft

log = logging.getLogger("fieldlog.ticker")

EVERY_S = 20
# A machine that dies while it makes them is not waited for any longer.
LONGEST = dt.timedelta(minutes=10)
WEEKLY = "weekly files"
# After so many deliveries it looks again whether a week is due.
AT_ONCE = 10
Done = TypeVar("Done")


class Ticker:
    """One thread of one process; `holder` is this process's own word."""

    def __init__(self, app: Flask, every_s: float = EVERY_S):
        self._app, self._every_s = app, every_s
        self._holder = secrets.token_hex(16)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fieldlog-ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            with self._app.app_context():
                tried = self._tick()
            self._is_over.wait(0 if tried == AT_ONCE else self._every_s)

    def _tick(self) -> int | None:
        """How many deliveries were tried."""
        _safely(lambda: tick(self._app, self._holder), "made")
        return _safely(lambda: deliver(self._app), "delivered")


def _safely(work: Callable[[], Done], what: str) -> Done | None:
    try:
        return work()
    except Exception:
        # Whatever it is, the next tick tries again; a ticker that ended would end in silence.
        log.exception("the weekly files were not %s", what)
        return None
    finally:
        db.session.remove()


def tick(app: Flask, holder: str) -> list[str]:
    """Make what is due, unless another process is at it; returns the weeks that were made."""
    settings, now = app.config["FIELDLOG"], clock.now()
    if not handing_out.due(now, settings.time_zone):
        return []
    with write_transaction():
        if not leases.take(WEEKLY, holder, now, now + LONGEST):
            return []
    try:
        return _told(handing_out.make_due(now, settings))
    finally:
        with write_transaction():
            leases.give_back(WEEKLY, holder, clock.now())


def _told(made: Iterable[Draft]) -> list[str]:
    weeks = []
    for draft in made:
        log.info("made the files of %s", draft.week.code)
        weeks.append(draft.week.code)
    return weeks


def deliver(app: Flask) -> int:
    """Try what is due to leave; returns how many were tried."""
    tried = 0
    for each in islice(delivering.deliver_due(app.config["FIELDLOG"]), AT_ONCE):
        tried += 1
        if each.said:
            log.warning("%s was not delivered to %s: %s", each.week, each.target, each.said)
        else:
            log.info("delivered %s to %s", each.week, each.target)
    return tried


def from_first_request(app: Flask) -> None:
    """Start with the first request: commands never ask one, and a server that forks has forked by then."""
    once = threading.Lock()
    answer = app.wsgi_app

    def ticking(*request: Any) -> Any:
        if once.acquire(blocking=False):
            Ticker(app).start()
        return answer(*request)

    app.wsgi_app = ticking  # type: ignore[method-assign, assignment]
