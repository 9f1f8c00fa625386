"""A real server with the demo program, a real Chromium, and pages that tell whatever goes wrong in them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from fieldlog import clock
from fieldlog.demo.load import load
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import write_transaction
from scripts import chromium
from tests.bench.served import served

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
PHONE, PORTRAIT, LANDSCAPE, DESKTOP = (390, 844), (768, 1024), (1024, 768), (1280, 800)
# Every violation of the policy is kept in the page, so that a test can read it at the end.
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.violations.push(`${violatedDirective} ${blockedURI}`));"""
# What a test does on purpose is no trouble: an answer that refuses, a network that is cut.
REFUSALS = ("the server responded with a status of", "net::ERR_")


class Trouble(list[str]):
    """What went wrong in the pages of one test."""

    def watch(self, page: Page, home: str) -> None:
        page.on("pageerror", lambda error: self.append(f"error: {error}"))
        page.on("console", self._console)
        page.on("request", lambda request: self._request(request, home))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(refusal in message.text for refusal in REFUSALS):
            self.append(f"console: {message.text}")

    def _request(self, request: Request, home: str) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            self.append(f"a request elsewhere: {request.url}")


@pytest.fixture(scope="session")
def demo_app(make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'demo.sqlite3'}")
    zone = app.config["FIELDLOG"].time_zone
    with app.app_context(), write_transaction():
        load(clock.today(zone), zone)
    return app


@pytest.fixture(scope="session")
def home(demo_app: Flask) -> Iterator[str]:
    with served(demo_app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    assert found, chromium.MISSING
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def state_of(browser: Browser, home: str) -> Callable[[str], Any]:
    """The cookies of someone who signed in through the form, once for all tests."""
    states: dict[str, Any] = {}

    def state(who: str) -> Any:
        if who not in states:
            context = browser.new_context()
            context.set_default_timeout(10_000)
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
def open_page(browser: Browser, home: str, state_of: Callable[[str], Any]) -> Iterator[Callable[..., Page]]:
    """A page for someone ("" is nobody), in a size, a scheme, with or without JavaScript."""
    trouble, contexts = Trouble(), list[BrowserContext]()

    def open_(who: str = "", path: str = "/", size: tuple[int, int] = PORTRAIT, **options: Any) -> Page:
        context = browser.new_context(
            base_url=home,
            viewport={"width": size[0], "height": size[1]},
            storage_state=state_of(who) if who else None,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        trouble.watch(page, home)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        for page in context.pages:
            if page.url.startswith("http") and page.evaluate("typeof window.violations") == "object":
                trouble += page.evaluate("window.violations")
        context.close()
    assert trouble == []
