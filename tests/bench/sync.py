"""`sync/1` over HTTP beside the same rows by the bare driver, in turn: `make bench ARGS=sync`."""

import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from flask import Flask

from tests.bench.batches import Storm, batch, storm
from tests.bench.limits import bare_row, bare_writer
from tests.bench.measure import Row, row
from tests.bench.served import Visitor, served

TABLETS, BATCHES, SIZE, ROUNDS = 8, 12, 25, 5
# ODK Central's submissions a second on the same kind of machine, and its p50 from one client.
PEER_RATE, PEER_P50_MS = 150, 11.4


class Goals(NamedTuple):
    """What the rate should be, of the bare driver's and of the peer's."""

    of_bare: float
    of_peer: float


GOALS = {"PostgreSQL": Goals(0.6, 50), "SQLite": Goals(0.5, 20)}


def rows_of(name: str, app: Flask, url: str, email: str, password: str) -> str:
    """A line for each row, its goals below it."""
    with served(app) as port, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as tablets:

        def one_storm() -> Storm:
            # In a process of their own: the tablets' work must not be counted as the server's.
            work = tablets.submit(storm, port, email, password, tablets=TABLETS, batches=BATCHES, size=SIZE)
            return work.result()

        lines = _batches(name, one_storm, bare_writer(url, SIZE))
        return "\n".join([*lines, *_singles(name, port, url, email, password)])


def _batches(name: str, one_storm: Callable[[], Storm], bare: Callable[[], None]) -> list[str]:
    one_storm()
    storms, limits = list[Storm](), list[float]()
    for _ in range(ROUNDS):
        storms.append(one_storm())
        begun = time.perf_counter()
        for _ in range(TABLETS * BATCHES):
            bare()
        limits.append(TABLETS * BATCHES * SIZE / (time.perf_counter() - begun))
    rate, limit = statistics.median(each.rate for each in storms), statistics.median(limits)
    p50, p99 = (statistics.median(times) for times in zip(*(each[1:] for each in storms), strict=True))
    goals = GOALS[name]
    head = f"{name}: sync, 8 tablets, batches of 25: {rate:.0f} entries/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    return [
        head,
        _least(f"of the bare driver's {limit:.0f}", rate / limit, goals.of_bare),
        _least("of the peer's 150", rate / PEER_RATE, goals.of_peer),
        _most("p99 in ms", p99, 250),
    ]


def _singles(name: str, port: int, url: str, email: str, password: str) -> list[str]:
    visitor = Visitor(port)
    visitor.sign_in(email, password)
    hello = json.loads(visitor.get("/api/hello"))
    sent: list[dict[str, Any]] = []

    def post(body: dict[str, Any]) -> None:
        visitor.post_json("/api/sync", body, hello["csrf"])

    def fresh(size: int) -> None:
        sent.append(batch(hello, size))
        post(sent[-1])

    single = row(f"{name}: sync of 1 op / one bare row", lambda: fresh(1), bare_row(url))
    again = row(
        f"{name}: a batch of 25 again / a fresh one", lambda: post(sent[-1]), lambda: fresh(SIZE), times=20
    )
    return [
        _told(single),
        _least("of one bare row", single.ratio, 0.25),
        _most("p50 in ms", single.p50_ms, PEER_P50_MS / 3),
        _told(again),
        _least("of a fresh one", again.ratio, 1.3),
    ]


def _told(found: Row) -> str:
    return f"{found.name}: {found.ours:.0f} /s beside {found.limit:.0f} /s, p50 {found.p50_ms:.1f} ms"


def _least(what: str, found: float, goal: float) -> str:
    return f"    {found:.2f} {what}, goal at least {goal}: {_word(found >= goal)}"


def _most(what: str, found: float, goal: float) -> str:
    return f"    {found:.1f} {what}, goal at most {goal:.1f}: {_word(found <= goal)}"


def _word(is_reached: bool) -> str:
    return "reached" if is_reached else "NOT REACHED"
