"""A wire between a browser and the app, to be cut and mended: an offline that every engine understands."""

import asyncio
import contextlib
import enum
import itertools
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self

CHUNK = 65_536
# On, and for no second: what is closed then ends in a reset, and what was on its way is lost.
NO_LINGER = struct.pack("ii", 1, 0)


class At(enum.Enum):
    """When a snag acts on the line that says its words."""

    HALF_ASKED = "broken right after the words"
    ASKED = "carried on"
    ANSWERED = "broken, and nothing of the answer is carried"


class Snag:
    """Acts once, on the first line that says certain words: breaks it, or only tells; without words never."""

    def __init__(self, words: bytes = b"", at: At = At.ASKED, then: Callable[[], object] = bool) -> None:
        self.sprung = threading.Event()
        self._words, self._at, self._then = words, at, then
        self._asked_by: object = None

    def asked(self, line: object, chunk: bytes) -> int | None:
        """How many bytes of it are carried before it acts; None when it lets all of it pass."""
        if not self._words or self._words not in chunk or self._asked_by:
            return None
        self._asked_by = line
        if self._at is At.ANSWERED:
            return None
        return len(chunk) if self._at is At.ASKED else chunk.index(self._words) + len(self._words)

    def answered(self, line: object, _chunk: bytes) -> int | None:
        return 0 if self._at is At.ANSWERED and self._asked_by is line else None

    def spring(self) -> None:
        self._then()
        self.sprung.set()


class BrokenError(Exception):
    """A snag ended this line."""


class Wire:
    """Carries from `port` to another port of this machine; while it is cut, nothing gets through or in."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self._to = to
        self._snag = Snag()
        self._lines: dict[asyncio.Task[None], tuple[socket.socket, socket.socket]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.mend()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Reset what is connected and refuse who connects; harmless when it is cut already."""
        self._wait_for(self._sever())

    def mend(self) -> None:
        """Carry again, from the same port."""
        self._wait_for(self._listen())

    def lead_to(self, port: int) -> None:
        """Carry to another port; what is connected is reset."""
        self.cut()
        self._to = port
        self.mend()

    def snag(self, words: bytes, at: At, then: Callable[[], object] = bool) -> Snag:
        """Catch the next line that says these words; `then` is called before the line breaks."""
        self._snag = Snag(words, at, then)
        return self._snag

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        self._loop.add_reader(self._door, self._let_in)

    # All at once: a loop's own server forgets whom it let in just before it was closed.
    def _let_in(self) -> None:
        browser = self._door.accept()[0]
        try:
            app = socket.create_connection(("127.0.0.1", self._to))
        except ConnectionError:
            browser.close()
            return
        ends = browser, app
        for end in ends:
            end.setblocking(False)
        line = self._loop.create_task(self._carry(*ends))
        self._lines[line] = ends
        line.add_done_callback(self._close)

    async def _sever(self) -> None:
        if self._door.fileno() != -1:
            self._loop.remove_reader(self._door)
            self._door.close()
        lines, self._lines = self._lines, {}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
        for end in itertools.chain(*lines.values()):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            end.close()

    async def _carry(self, browser: socket.socket, app: socket.socket) -> None:
        line = asyncio.current_task()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._copy(browser, app, lambda chunk: self._snag.asked(line, chunk)))
                both.create_task(self._copy(app, browser, lambda chunk: self._snag.answered(line, chunk)))
        except* BrokenError:
            pass

    def _close(self, line: asyncio.Task[None]) -> None:
        for end in self._lines.pop(line, ()):
            end.close()

    async def _copy(
        self, source: socket.socket, to: socket.socket, snagged: Callable[[bytes], int | None]
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await self._loop.sock_recv(source, CHUNK):
                length = snagged(chunk)
                await self._loop.sock_sendall(to, chunk[:length])
                if length is not None:
                    # On a thread of its own, so that it may cut the wire.
                    await self._loop.run_in_executor(None, self._snag.spring)
                    if length < len(chunk):
                        raise BrokenError
        # Whoever is gone already need not be told.
        with contextlib.suppress(OSError):
            to.shutdown(socket.SHUT_WR)
