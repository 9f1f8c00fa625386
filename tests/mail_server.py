"""A mail server for the tests: it takes what it is told to take, and can be slow, silent, rude or broken."""

import email
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import NamedTuple, Self

from flask import Flask

CERTIFICATE = Path(__file__).parent / "certificates" / "127.0.0.2.pem"


class Taken(NamedTuple):
    sender: str
    to: list[str]
    message: EmailMessage
    raw: bytes


class MailServer:
    """`says` maps a command to its answer, or to None for a line that breaks; `before` runs before the answer
    to a command; `pace` is the pause before each byte of an answer, in seconds."""

    def __init__(self, host: str = "127.0.0.1", *, starttls: bool = False, tls: bool = False) -> None:
        self.taken: list[Taken] = []
        self.heard: list[str] = []
        self.says: dict[str, bytes | None] = {}
        self.before: dict[str, Callable[[], object]] = {}
        self.pace = 0.0
        self.starttls = starttls
        self.tls = tls
        self._host = host
        outer = self

        class Handler(_Handler):
            server_of_tests = outer

        self._server = _Server((host, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"{'smtps' if self.tls else 'smtp'}://{self._host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, *_whom: object) -> None:
        """A client that leaves is none."""


@contextmanager
def sends_with(app: Flask) -> Iterator[MailServer]:
    """The mail server that the app sends with meanwhile."""
    settings = app.config["FIELDLOG"]
    with MailServer() as server:
        app.config["FIELDLOG"] = replace(settings, smtp_url=server.url)
        try:
            yield server
        finally:
            app.config["FIELDLOG"] = settings


class _Handler(socketserver.BaseRequestHandler):
    server_of_tests: MailServer

    def handle(self) -> None:
        self.sender, self.to = "", list[str]()
        if self.server_of_tests.tls:
            self._encrypt()
        self._open()
        try:
            self._talk()
        finally:
            self.lines.close()
            # Of a line that was encrypted, the server knows only what was there before.
            self.request.close()

    def _talk(self) -> None:
        if not self._answer("CONNECT", b"220 mail of the tests"):
            return
        while line := self.lines.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            self.server_of_tests.heard.append(f"{verb.upper()} {rest}")
            if not self._obey(verb.upper(), rest):
                return

    def _obey(self, verb: str, rest: str) -> bool:
        """Whether the line stays open."""
        address = rest.partition("<")[2].partition(">")[0]
        if verb == "EHLO":
            more = b"250-STARTTLS\r\n" if self.server_of_tests.starttls else b""
            return self._answer(verb, b"250-tests\r\n" + more + b"250 AUTH PLAIN")
        if verb == "STARTTLS":
            self._answer(verb, b"220 go on")
            self.lines.close()
            self._encrypt()
            self._open()
            return True
        if verb == "MAIL":
            self.sender = address
        if verb == "RCPT":
            self.to.append(address)
        if verb == "DATA":
            return self._take()
        return self._answer(
            verb, b"221 bye" if verb == "QUIT" else b"235 ok" if verb == "AUTH" else b"250 ok"
        )

    def _take(self) -> bool:
        if not self._answer("DATA", b"354 go on"):
            return False
        if "DATA" in self.server_of_tests.says:
            return True
        raw = b""
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                return False
            raw += line.removeprefix(b".") if line.startswith(b"..") else line
        message = email.message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        self.server_of_tests.taken.append(Taken(self.sender, self.to, message, raw))
        return self._answer("TAKEN", b"250 taken")

    def _answer(self, verb: str, usual: bytes) -> bool:
        self.server_of_tests.before.get(verb, bool)()
        said = self.server_of_tests.says.get(verb, usual)
        if said is None:
            return False
        line = said + b"\r\n"
        for piece in [bytes([each]) for each in line] if self.server_of_tests.pace else [line]:
            time.sleep(self.server_of_tests.pace)
            self.request.sendall(piece)
        return True

    def _open(self) -> None:
        self.lines = self.request.makefile("rb")

    def _encrypt(self) -> None:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(CERTIFICATE)
        self.request = trust.wrap_socket(self.request, server_side=True)
