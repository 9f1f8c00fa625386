"""A tablet for the tests: the words of `sync/1`, spoken by a signed-in browser of the test client."""

import json
import uuid
from typing import Any

from flask.testing import FlaskClient

from tests.world import DAY

Json = dict[str, Any]


def new_id() -> str:
    return str(uuid.uuid4())


def create(school: int, kind: str = "classroom_visit", **other: Any) -> Json:
    """A create operation; what is named replaces a part of it, `fields` are added to."""
    fields = {"minutes": 15} | other.pop("fields", {})
    return {
        "op": new_id(),
        "entry": new_id(),
        "type": "create",
        "kind": kind,
        "form": 1,
        "schools": [school],
        "activity_date": DAY.isoformat(),
        "saved_ms": 1_790_000_000_000,
        "fields": fields,
    } | other


def update(entry: str, fields: Json, was: Json, **other: Any) -> Json:
    return {
        "op": new_id(),
        "entry": entry,
        "type": "update",
        "form": 1,
        "saved_ms": 1_790_000_001_000,
        "fields": fields,
        "was": was,
    } | other


def withdraw(entry: str, head: str, reason: str = "logged twice", **other: Any) -> Json:
    return {
        "op": new_id(),
        "entry": entry,
        "type": "withdraw",
        "head": head,
        "reason": reason,
        "saved_ms": 1_790_000_002_000,
    } | other


class Tablet:
    """One signed-in browser that says hello and sends batches."""

    def __init__(self, browser: FlaskClient, device: str = "tablet-1"):
        self.browser = browser
        self.device = device
        self.hello = browser.get("/api/hello").json

    def envelope(self, *ops: Any, **other: Any) -> Json:
        return {
            "fieldlog": "sync/1",
            "batch": new_id(),
            "device": self.device,
            "user": self.hello["user"],
            "epoch": self.hello["epoch"],
            "build": "2026.11.1",
            "now_ms": 1_790_000_000_000,
            "tz": "America/Los_Angeles",
            "pending": {"count": len(ops), "oldest_ms": 0, "others": []},
            "ops": list(ops),
        } | other

    def post(self, body: Any, **headers: str) -> Any:
        """The raw answer to a body: bytes as they are, anything else as JSON."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        every = {"X-CSRFToken": self.hello["csrf"], "Content-Type": "application/json"} | headers
        return self.browser.post("/api/sync", data=sent, headers=every)

    def send(self, *ops: Any, **other: Any) -> list[Json]:
        """The results of one batch that must be taken."""
        batch = self.envelope(*ops, **other)
        answer = self.post(batch)
        assert answer.status_code == 200, answer.text
        assert (answer.json["fieldlog"], answer.json["batch"]) == ("sync/1", batch["batch"])
        results: list[Json] = answer.json["results"]
        assert [result["op"] for result in results] == [op.get("op") for op in ops]
        return results

    def changes(self, *cursors: str) -> Json:
        answer = self.browser.get(f"/api/changes?s={','.join(cursors)}")
        assert answer.status_code == 200, answer.text
        told: Json = answer.json
        return told
