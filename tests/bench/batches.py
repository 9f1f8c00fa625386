"""Batches of `sync/1` from several tablets at once: the rate, and how long the slowest wait."""

import json
import threading
import time
import uuid
from typing import Any, NamedTuple

from tests.bench.served import Visitor

FIELDS = {
    "minutes": 15,
    "focus": ["equity"],
    "grade_band": "k_2",
    "shared_note": "Students came back quickly. " * 8,
}


class Storm(NamedTuple):
    """Entries a second over all tablets; median and 99th percentile of a batch in ms."""

    rate: float
    p50_ms: float
    p99_ms: float


def storm(port: int, email: str, password: str, *, tablets: int, batches: int, size: int) -> Storm:
    visitors = [Visitor(port) for _ in range(tablets)]
    for visitor in visitors:
        visitor.sign_in(email, password)
    taken: list[float] = []
    threads = [threading.Thread(target=_send, args=(visitor, batches, size, taken)) for visitor in visitors]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    taken.sort()
    rate = tablets * batches * size / seconds
    return Storm(rate, 1000 * taken[len(taken) // 2], 1000 * taken[int(len(taken) * 0.99)])


def _send(visitor: Visitor, batches: int, size: int, taken: list[float]) -> None:
    hello = json.loads(visitor.get("/api/hello"))
    for _ in range(batches):
        body = batch(hello, size)
        begun = time.perf_counter()
        answer = visitor.post_json("/api/sync", body, hello["csrf"])
        taken.append(time.perf_counter() - begun)
        if any(result["st"] != "applied" for result in answer["results"]):
            raise RuntimeError(f"not all were applied: {answer['results'][:2]}")


def batch(hello: dict[str, Any], size: int) -> dict[str, Any]:
    """An envelope with so many creates."""
    ops = [
        {
            "op": str(uuid.uuid4()),
            "entry": str(uuid.uuid4()),
            "type": "create",
            "kind": "classroom_visit",
            "form": 1,
            "schools": [hello["schools"][0]["id"]],
            "activity_date": "2026-11-20",
            "saved_ms": 1_790_000_000_000,
            "fields": FIELDS,
        }
        for _ in range(size)
    ]
    envelope = {"fieldlog": "sync/1", "batch": str(uuid.uuid4()), "device": "bench", "user": hello["user"]}
    return envelope | {"epoch": hello["epoch"], "ops": ops}
