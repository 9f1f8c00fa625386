"""Speaks with the tablets, which live in one Node process, a line of JSON at a time."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from scripts import node

SCRIPT = Path(__file__).with_name("fleet.mjs")
Json = dict[str, Any]


class Request(NamedTuple):
    """What a tablet asks of the network."""

    tablet: str
    method: str
    address: str
    headers: Json
    body: str | None


class Answer(NamedTuple):
    """What comes back; `None` in its place means that nothing does."""

    status: int
    text: str
    headers: dict[str, str]


class Killed(Exception):
    """The tablet died in the middle of what it was told to do."""


Network = Callable[[Request], Answer | None]


class Fleet:
    """Obeys one order at a time; while a tablet waits for the network, others may be given."""

    def __init__(self, network: Network):
        self._network = network
        self._number = 0
        self._done: dict[int, Json] = {}
        self._process = subprocess.Popen(
            [node.find(), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def order(self, do: str, **how: Any) -> Any:
        """Raises Killed when the tablet died over it, AssertionError when its code failed."""
        self._number += 1
        number = self._number
        self._write({"id": number, "do": do, **how})
        while number not in self._done:
            self._read()
        result = self._done.pop(number)
        if result.get("died"):
            raise Killed
        assert "error" not in result, f"{do} failed: {result['error']}"
        return result["done"]

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def _read(self) -> None:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the tablets' process ended"
        message = json.loads(line)
        if "request" not in message:
            self._done[message["id"]] = message
            return
        asked = Request(*(message.get(name) for name in Request._fields))
        answer = self._network(asked)
        self._write({"answer": message["request"], **(answer._asdict() if answer else {})})

    def _write(self, message: Json) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
