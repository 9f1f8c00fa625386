"""Two things timed in turn, so that a machine whose speed drifts slows both."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

Work = Callable[[], object]


class Row(NamedTuple):
    """`ours` and `limit` in times a second (median of the rounds), and what `ours` takes in ms."""

    name: str
    ours: float
    limit: float
    p50_ms: float
    p95_ms: float

    @property
    def ratio(self) -> float:
        return self.ours / self.limit


def row(name: str, ours: Work, limit: Work, *, rounds: int = 7, times: int = 40) -> Row:
    """Each round times `ours` and then `limit`, so many times; the first round warms up."""
    rates: dict[str, list[float]] = {"ours": [], "limit": []}
    single: list[float] = []
    for number in range(rounds + 1):
        taken = [_seconds(ours) for _ in range(times)]
        limit_seconds = sum(_seconds(limit) for _ in range(times))
        if number:
            single += taken
            rates["ours"].append(times / sum(taken))
            rates["limit"].append(times / limit_seconds)
    single.sort()
    return Row(
        name,
        statistics.median(rates["ours"]),
        statistics.median(rates["limit"]),
        1000 * single[len(single) // 2],
        1000 * single[int(len(single) * 0.95)],
    )


def table(rows: list[Row]) -> str:
    head = f"{'row':<46} {'ours /s':>9} {'limit /s':>9} {'ratio':>6} {'p50 ms':>7} {'p95 ms':>7}"
    lines = [
        f"{r.name:<46} {r.ours:>9.0f} {r.limit:>9.0f} {r.ratio:>6.2f} {r.p50_ms:>7.1f} {r.p95_ms:>7.1f}"
        for r in rows
    ]
    return "\n".join([head, *lines])


def _seconds(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
