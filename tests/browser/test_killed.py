"""The browser or the server is killed: what was saved is there, and arrives once."""

import itertools
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Arrived, OpenPage, at, kill
from tests.browser.steps import FORM, NOTE, sent, signed_in, waits, write
from tests.conftest import SECRET, root
from tests.cut import At, Wire

KILLS = int(os.environ.get("TEST_KILLS", "20"))


def test_what_was_saved_is_there_however_often_the_browser_is_killed(
    profile: Callable[[str], BrowserContext], wire: Wire, tmp_path: Path, arrived: Arrived
) -> None:
    signed_in(profile(at(wire)).pages[0])
    kill(tmp_path / "profile")
    wire.cut()
    for number in range(KILLS):
        page = profile(at(wire)).pages[0]
        page.goto(FORM)
        page.get_by_label(NOTE).fill(f"killed after {number:03}")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".flash")).to_contain_text("Saved on this tablet")
        kill(tmp_path / "profile")
    page = profile(at(wire)).pages[0]
    waits(page, KILLS)
    wire.mend()
    signed_in(page)
    sent(page)
    assert arrived("killed after") == [f"killed after {number:03}" for number in range(KILLS)]


class Server:
    """`flask fieldlog serve` on a store of its own, in a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "store.sqlite3"
        self.port = free_port()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = self._run("serve", PORT=str(self.port))
        assert self._process.stdout
        said = list(itertools.takewhile(lambda line: "FieldLog is ready" not in line, self._process.stdout))
        assert self._process.poll() is None, said

    def kill(self) -> None:
        if self._process:
            self._process.kill()

    def end(self) -> None:
        """Wait until it is dead."""
        if self._process:
            self._process.communicate(timeout=10)

    def check(self) -> str:
        """What `recount --check` says; it must agree."""
        checking = self._run("recount", "--check")
        said, _ = checking.communicate(timeout=60)
        assert checking.returncode == 0, said
        return said

    def notes(self) -> list[str]:
        with sqlite3.connect(self.store) as opened:
            found = opened.execute(
                "SELECT shared_note FROM entry WHERE shared_note LIKE 'in a batch%' ORDER BY 1"
            )
            return [note for (note,) in found]

    def _run(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        own = {"FIELDLOG_DATABASE_URL": f"sqlite:///{self.store}", "FIELDLOG_SECRET_KEY": SECRET}
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "fieldlog", *words],
            cwd=root(),
            env={**os.environ, "PYTHONUNBUFFERED": "1", **own, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()
    server.end()


# Milliseconds from the batch's first byte, over the time that its transaction takes; None is at its answer.
MOMENTS = (0, 3, 10, None)
IN_A_BATCH = 4


def test_a_server_killed_while_a_batch_is_on_its_way_takes_each_entry_once(
    open_page: OpenPage, server: Server, wire: Wire
) -> None:
    wire.lead_to(server.port)
    page = signed_in(open_page("", "/sign-in", base_url=at(wire), service_workers="allow"))
    for moment in MOMENTS:
        wire.cut()
        for number in range(IN_A_BATCH):
            write(page, f"in a batch {moment} {number}")
        waits(page, IN_A_BATCH)
        die = server.kill if moment is None else threading.Timer(moment / 1000, server.kill).start
        snag = wire.snag(b"POST /api/sync", At.ANSWERED if moment is None else At.ASKED, die)
        wire.mend()
        page.goto("/outbox")
        assert snag.sprung.wait(10)
        server.end()
        server.start()
        sent(page)
    assert server.notes() == sorted(
        f"in a batch {moment} {n}" for moment in MOMENTS for n in range(IN_A_BATCH)
    )
    assert server.check() == "The tally equals the entries.\n"
