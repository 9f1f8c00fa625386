"""A real server with the demo program, a real Chromium, and pages that tell whatever goes wrong in them."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)
from sqlalchemy import select

from fieldlog import clock
from fieldlog.demo.load import load
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import recount
from fieldlog.models import Entry
from scripts import chromium
from tests.bench.served import served
from tests.browser import corners
from tests.browser.steps import PATIENCE_MS, ready
from tests.cut import Wire

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
PHONE, PORTRAIT, LANDSCAPE, DESKTOP = (390, 844), (768, 1024), (1024, 768), (1280, 800)
# Told at once, so that a page left behind is heard too.
WATCH = """document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.tellViolation(`${violatedDirective} ${blockedURI}`));"""
# Refused as some browsers do; Playwright's own block answers with nothing, which no browser does.
# A tablet's clock tells the program's time, so that both have the same day around midnight.
ZONE = "America/Los_Angeles"
NO_WORKER = """if (navigator.serviceWorker) {
  navigator.serviceWorker.register = () => Promise.reject(new DOMException("not here", "SecurityError"));
}"""
# What a test does on purpose is no trouble: an answer that refuses, a network cut, a page left.
REFUSALS = ("the server responded with a status of", "net::ERR_")
CUT = ("net::ERR_ABORTED", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")
FILES = ("/static/", "/sw.js", "/manifest.webmanifest")

OpenPage = Callable[..., Page]
Arrived = Callable[[str], list[str]]


class Trouble(list[str]):
    """What went wrong in the pages of one test."""

    def __init__(self) -> None:
        super().__init__()
        # Behind a wire that the test cuts, requests may fail as they like.
        self.wires: list[str] = []

    def watch(self, context: BrowserContext, homes: tuple[str, ...]) -> None:
        context.expose_binding("tellViolation", lambda _source, told: self.append(f"policy: {told}"))
        context.add_init_script(WATCH)
        # What a sign-out leaves behind is asked; whoever tests the question listens first.
        context.on("dialog", lambda dialog: dialog.accept())
        context.on("weberror", lambda error: self.append(f"error: {error.error}"))
        context.on("console", self._console)
        context.on("request", lambda request: self._request(request, (*homes, *self.wires)))
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(refusal in message.text for refusal in REFUSALS):
            self.append(f"console: {message.text}")

    def _request(self, request: Request, homes: tuple[str, ...]) -> None:
        if not request.url.startswith((*homes, "data:", "blob:")):
            self.append(f"a request elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in CUT and not request.url.startswith(tuple(self.wires)):
            self.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        is_file = urlsplit(response.url).path.startswith(FILES)
        if response.status == 500 or (is_file and response.status >= 400):
            self.append(f"answered {response.status}: {response.url}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A signal within Playwright's loop ends the loop: whoever waits for it then, as a teardown does, waits
    for ever. So what takes too long here ends the whole run, and every thread says where it stood."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(method="thread"))


@pytest.fixture(scope="session")
def demo_store(make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo program and its corners, to be copied: to load them takes seconds."""
    file = tmp_path_factory.mktemp("browser") / "demo.sqlite3"
    app = make_app(f"sqlite:///{file}")
    zone = app.config["FIELDLOG"].time_zone
    with app.app_context(), write_transaction():
        load(clock.today(zone), zone)
        corners.add()
    return file


@pytest.fixture(scope="module")
def demo_app(
    demo_store: Path, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    copy = tmp_path_factory.mktemp("browser") / "demo.sqlite3"
    # Through SQLite, as some of it may still be in the file beside it.
    with closing(sqlite3.connect(demo_store)) as store, closing(sqlite3.connect(copy)) as new:
        store.backup(new)
    return make_app(f"sqlite:///{copy}", FIELDLOG_DELIVER_TO=corners.DELIVER_TO)


@pytest.fixture(scope="module")
def home(demo_app: Flask) -> Iterator[str]:
    with served(demo_app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def places(
    demo_app: Flask, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What stands in braces in the address of a page that only a fixture can name."""
    empty = make_app(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'empty.sqlite3'}")
    with demo_app.app_context(), write_transaction():
        found = corners.places()
    with served(empty) as port:
        yield found | {"empty": f"http://127.0.0.1:{port}"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    assert found, chromium.MISSING
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def state_of(browser: Browser, home: str) -> Callable[[str], Any]:
    """The cookies of someone who signed in through the form, once for all tests."""
    states: dict[str, Any] = {}

    def state(who: str) -> Any:
        if who not in states:
            context = browser.new_context()
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.goto(f"{home}/sign-in")
            page.get_by_label("E-mail").fill(f"{who}@demo.example")
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{home}/")
            states[who] = context.storage_state()
            context.close()
        return states[who]

    return state


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    trouble = Trouble()
    yield trouble
    assert trouble == []


@pytest.fixture
def wire(home: str, trouble: Trouble) -> Iterator[Wire]:
    """A wire to the server, to be cut; `at(wire)` is where the app is reached through it."""
    with Wire(urlsplit(home).port or 0) as wire:
        trouble.wires.append(at(wire))
        yield wire


def at(wire: Wire) -> str:
    return f"http://127.0.0.1:{wire.port}"


@pytest.fixture
def profile(browser: Browser, trouble: Trouble, tmp_path: Path) -> Iterator[Callable[[str], BrowserContext]]:
    """A browser on one and the same profile, each time it is called: as after a restart."""
    opened: list[BrowserContext] = []

    def start(home: str) -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium.find(),
            args=list(FLAGS),
            base_url=home,
            timezone_id=ZONE,
        )
        opened.append(context)
        trouble.watch(context, (home,))
        return context

    yield start
    for context in opened:
        context.close()


def kill(folder: Path) -> None:
    """End the browser on this profile as a dead battery would: without a word."""
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        if f"--user-data-dir={folder}".encode() in status.read_bytes().split(b"\0"):
            os.kill(int(status.parent.name), signal.SIGKILL)


@pytest.fixture
def open_page(
    browser: Browser, home: str, places: dict[str, str], state_of: Callable[[str], Any], trouble: Trouble
) -> Iterator[Callable[..., Page]]:
    """A page for someone ("" is nobody), in a size, a scheme, with or without JavaScript."""
    contexts = list[BrowserContext]()

    def open_(who: str = "", path: str = "/", size: tuple[int, int] = PORTRAIT, **options: Any) -> Page:
        # Filling the shell anew for each of hundreds of pages is slow; who tries the worker asks for it.
        with_worker = options.pop("service_workers", "block") == "allow"
        context = browser.new_context(
            base_url=options.pop("base_url", home),
            viewport={"width": size[0], "height": size[1]},
            storage_state=state_of(who) if who else None,
            timezone_id=options.pop("timezone_id", ZONE),
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        trouble.watch(context, (home, places["empty"]))
        if not with_worker:
            context.add_init_script(NO_WORKER)
        page = context.new_page()
        page.goto(path.format(**places))
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(open_page: OpenPage, wire: Wire) -> Page:
    """The coach at a tablet behind the wire, ready to work offline."""
    return ready(open_page("coach", "/?school=S01", base_url=at(wire), service_workers="allow"))


@pytest.fixture
def arrived(demo_app: Flask) -> Iterator[Arrived]:
    """The notes that begin so, of all entries in the store; at the end the tally is what they give."""

    def notes(beginning: str) -> list[str]:
        with demo_app.app_context():
            found = select(Entry.shared_note).where(Entry.shared_note.startswith(beginning))
            return sorted(map(str, db.session.scalars(found)))

    yield notes
    with demo_app.app_context(), write_transaction():
        assert recount.differences() == []
