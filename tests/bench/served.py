"""An app behind a real server, and one browser that keeps its connection."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode

import waitress
from flask import Flask
from waitress import wasyncore


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port on which the app answers meanwhile."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = waitress.create_server(app, sockets=[listening], threads=4, ident=None)
    is_over = threading.Event()

    def run() -> None:
        while not is_over.is_set():
            wasyncore.loop(timeout=1, map=server._map, count=1)
        # Closed by another thread, a socket may be one that is just looked at.
        server.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        is_over.set()
        # Its thread may have seen the end already and closed.
        with suppress(OSError):
            server.pull_trigger()
        thread.join(5)


class Visitor:
    """Signed in once; every request goes over the same connection."""

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie = ""
        self._token = ""
        self._tag = ""

    def sign_in(self, email: str, password: str) -> None:
        self._token = _token(self.get("/sign-in"))
        fields = {"email": email, "password": password, "csrf_token": self._token}
        self.post("/sign-in", fields, expected=303)
        self._token = _token(self.get("/"))

    def get(self, address: str) -> str:
        return self._ask("GET", address, None, 200)

    def pieces(self, address: str) -> Iterator[bytes]:
        """A long answer as it comes."""
        self._connection.request("GET", address, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        while piece := answer.read1(1 << 16):
            yield piece

    def unchanged(self, address: str) -> Callable[[], object]:
        """Asks again with the tag of the page as it is now, and is told that it still is."""
        self.get(address)
        tag = {"If-None-Match": self._tag}
        return lambda: self._ask("GET", address, None, 304, tag)

    def post(self, address: str, fields: dict[str, str], expected: int) -> None:
        self._ask("POST", address, urlencode({"csrf_token": self._token, **fields}), expected)

    def post_json(self, address: str, body: Any, token: str) -> Any:
        more = {"Content-Type": "application/json", "X-CSRFToken": token}
        return json.loads(self._ask("POST", address, json.dumps(body), 200, more))

    def _ask(
        self, method: str, address: str, body: str | None, expected: int, more: dict[str, str] | None = None
    ) -> str:
        headers = {"Cookie": self._cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers |= more or {}
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != expected:
            raise RuntimeError(f"{method} {address} answered {answer.status}, not {expected}")
        self._tag = answer.headers.get("ETag", "")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookie = cookie.partition(";")[0]
        return text


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
