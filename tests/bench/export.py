"""A million entries as CSV over HTTP, beside what the store alone can do: `make bench ARGS=export`."""

import statistics
import time
from collections.abc import Callable

from flask import Flask

from fieldlog.cli.serve import THREADS
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import db
from tests.bench.bare_export import FLAT, bare
from tests.bench.columns import statement
from tests.bench.served import Visitor
from tests.bench.server import served_apart

FILE = "/exports/entries.csv"
A_WEEK = f"{FILE}?from=2026-11-16&to=2026-11-22"
ROUNDS, YEARS = 3, 9
LEAST = {"SQLite": 1.7, "PostgreSQL": 0.75}
LIMIT = {"SQLite": "a bare cursor into csv.writer", "PostgreSQL": "COPY TO STDOUT"}
MOST_FIRST_MS, MOST_GROWTH_MB, MOST_YEAR_MS = 50, 10, 300


def rows_of(name: str, app: Flask, url: str, email: str, entries: int) -> str:
    """Speed, first byte and memory of the whole file, in turn with the bare driver over the same columns of
    the same tables, and over a table that has the file's own cells, to which no goal is set."""
    with app.app_context():
        columns = statement(db.engine)
        db.engine.dispose()
    store, flat = bare(url), f"SELECT * FROM {FLAT}"
    with served_apart(url) as server:
        visitor = Visitor(server.port)
        visitor.sign_in(email, PASSWORD)
        # Each of its threads takes its own at first, whatever it is asked.
        for _ in range(2 * THREADS):
            visitor.get(A_WEEK)
        before = server.memory_kb()
        server.forget_most()
        store.flatten(visitor.pieces(FILE))
        poured, as_kept, as_made = list[tuple[float, float]](), list[float](), list[float]()
        for _ in range(ROUNDS):
            poured.append(_poured(visitor, FILE))
            as_kept.append(_seconds(lambda: store.rows(columns)))
            as_made.append(_seconds(lambda: store.rows(flat)))
        growth = (server.most_memory_kb() - before) / 1024
    first, whole = (statistics.median(each) for each in zip(*poured, strict=True))
    rate, kept, made = (entries / each for each in (whole, *map(statistics.median, (as_kept, as_made))))
    return "\n".join(
        [
            f"{name}: {entries:,} entries over HTTP, {rate:,.0f} rows/s",
            _told(f"  {LIMIT[name]}, {kept:,.0f} rows/s", rate / kept, "times, at least", LEAST[name]),
            f"  {LIMIT[name]} of a table with its cells, {made:,.0f} rows/s: {rate / made:.2f} times",
            _told("  first byte", -1000 * first, "ms, at most", -MOST_FIRST_MS),
            _told("  the process grew by", -growth, "MB, at most", -MOST_GROWTH_MB),
        ]
    )


def a_year(name: str, url: str, email: str, first_year: int) -> str:
    """A whole school year of the demo's size."""
    with served_apart(url) as server:
        visitor = Visitor(server.port)
        visitor.sign_in(email, PASSWORD)
        asked = f"{FILE}?from={first_year}-07-01&to={first_year + 1}-06-30"
        visitor.get(asked)
        taken = [_poured(visitor, asked)[1] for _ in range(YEARS)]
    return _told(
        f"{name}: a school year of the demo", -1000 * statistics.median(taken), "ms, at most", -MOST_YEAR_MS
    )


def _poured(visitor: Visitor, path: str) -> tuple[float, float]:
    """Seconds to the first piece, and to the last."""
    begun, pieces = time.perf_counter(), visitor.pieces(path)
    next(pieces)
    first = time.perf_counter() - begun
    for _ in pieces:
        pass
    return first, time.perf_counter() - begun


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _told(what: str, found: float, unit: str, goal: float) -> str:
    """Where less is better, both come with a minus."""
    verdict = "reached" if found >= goal else "NOT REACHED"
    return f"{what:<70} {abs(found):>6.2f} {unit} {abs(goal)}: {verdict}"
