"""What a coach waits for on a tablet, beside the least that a page could be: `make bench ARGS=tablet`."""

import re
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple

from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from scripts import chromium
from tests.bench import bare
from tests.bench.served import served
from tests.bench.slow_tablet import SlowTablet

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
FORM = "/log/classroom_visit?school=S01"
HOME = re.compile(r"/$")
ROUNDS, TURNS, SAVES, QUEUED, ROUND_TRIP_S = 6, 4, 10, 25, 0.4
# From the keys to the Save button.
HAND_MS = 1000


class Wait(NamedTuple):
    """How long something took each time, and the same of the bare page, in ms."""

    name: str
    ours: list[float]
    limit: list[float]
    goal: str
    is_reached: bool


class Bench:
    """A browser, FieldLog and the bare page; every method makes the rows of one part."""

    def __init__(self, browser: Browser, home: str, beside: str, state: Any, way: "LongWay"):
        self._browser, self._home, self._beside, self._state = browser, home, beside, state
        self._way = way

    def starts(self) -> list[Wait]:
        """A first visit to a form and the next ones, in turn with the bare page."""
        cold, warm, bare_cold, bare_warm = list[float](), list[float](), list[float](), list[float]()
        for _ in range(ROUNDS):
            # One after the other is gone: a browser that still opens the next one would slow this one.
            tablet = self._tablet()
            cold.append(tablet.open(FORM))
            _until_ready(tablet)
            warm.extend(tablet.open(FORM) for _ in range(3))
            tablet.close()
            other = SlowTablet(self._browser, self._beside)
            bare_cold.append(other.open("/"))
            bare_warm.extend(other.open("/") for _ in range(3))
            other.close()
        return [
            _beside("cold start of a form / bare page", cold, bare_cold, 1.3),
            _beside("warm start of a form / bare page", warm, bare_warm, 1.2),
        ]

    def saves(self) -> list[Wait]:
        """Save with a connection, in turn with one strict value on the bare page."""
        ours, limit = list[float](), list[float]()
        for _ in range(TURNS):
            tablet = self._tablet()
            tablet.open(FORM)
            _until_ready(tablet)
            ours.extend(_save(tablet, f"saved {number}") for number in range(SAVES))
            # A slowed page keeps a processor busy even at rest, which no tablet's neighbour does.
            tablet.close()
            other = SlowTablet(self._browser, self._beside)
            limit.extend(_save_bare(other, f"saved {number}") for number in range(SAVES))
            other.close()
        return [_within("Save to “Saved on this tablet” / bare put", ours, limit, 60)]

    def offline(self) -> list[Wait]:
        """A form opened and saved without the network, again and again; then the network comes back."""
        opened, saved, asked, received = list[float](), list[float](), list[float](), list[float]()
        for _ in range(2):
            tablet = self._tablet()
            tablet.open(FORM)
            _until_ready(tablet)
            tablet.cut()
            for number in range(QUEUED):
                opened.append(tablet.open(FORM, until="filled"))
                saved.append(_save(tablet, f"offline {number}", opens=False))
            tablet.page.goto("/outbox")
            expect(tablet.page.locator("[data-outbox] .entry")).to_have_count(QUEUED)
            self._way.seconds = ROUND_TRIP_S
            first, last = _reconnect(tablet)
            self._way.seconds = 0
            asked.append(first)
            received.append(last)
            tablet.close()
        return [
            _within("a form opened offline", opened, [], 1000),
            _within("Save offline, up to 25 waiting", saved, [], 60),
            _within("first attempt after the network is back", asked, [], 2000),
            _within("25 received, 400 ms round trip", received, [], 3000),
        ]

    def _tablet(self) -> SlowTablet:
        return SlowTablet(self._browser, self._home, self._state)


class LongWay:
    """Lets every request wait before the app has it, as a slow line would."""

    def __init__(self, app: Callable[..., Any]):
        self._app = app
        self.seconds = 0.0

    def __call__(self, *request: Any) -> Any:
        time.sleep(self.seconds)
        return self._app(*request)


def waits(app: Flask, email: str, password: str) -> list[Wait]:
    app.wsgi_app = way = LongWay(app.wsgi_app)  # type: ignore[method-assign]
    with ExitStack() as stack:
        home = f"http://127.0.0.1:{stack.enter_context(served(app))}"
        beside = f"http://127.0.0.1:{stack.enter_context(served(bare.page()))}"
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        stack.callback(browser.close)
        bench = Bench(browser, home, beside, _signed_in(browser, home, email, password), way)
        return [*bench.starts(), *bench.saves(), *bench.offline()]


def table(rows: list[Wait]) -> str:
    head = f"{'on a tablet, CPU slowed 4 times':<46} {'p50 ms':>7} {'p95 ms':>7} {'bare':>7} {'p95':>7}  goal"
    return "\n".join([head, *map(_line, rows)])


def _line(row: Wait) -> str:
    times = [*_p50_p95(row.ours), *_p50_p95(row.limit)]
    told = " ".join(f"{ms:>7.0f}" if ms else " " * 7 for ms in times)
    return f"{row.name:<46} {told}  {row.goal}: {'reached' if row.is_reached else 'NOT REACHED'}"


def _p50_p95(times: list[float]) -> tuple[float, float]:
    return (statistics.median(times), sorted(times)[int(len(times) * 0.95)]) if times else (0, 0)


def _within(name: str, ours: list[float], limit: list[float], most_ms: float) -> Wait:
    return Wait(name, ours, limit, f"p95 at most {most_ms:,.0f} ms", _p50_p95(ours)[1] <= most_ms)


def _beside(name: str, ours: list[float], limit: list[float], most: float) -> Wait:
    times = statistics.median(ours) / statistics.median(limit)
    return Wait(name, ours, limit, f"{times:.2f} times, at most {most}", times <= most)


def _signed_in(browser: Browser, home: str, email: str, password: str) -> Any:
    context = browser.new_context(base_url=home)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(HOME)
    state = context.storage_state()
    context.close()
    return state


def _until_ready(tablet: SlowTablet) -> None:
    expect(tablet.page.locator("[data-status-text]")).to_contain_text("Ready to work offline", timeout=60_000)


def _save(tablet: SlowTablet, note: str, opens: bool = True) -> float:
    """Fill the form and tap Save; afterwards the tablet is home again."""
    if opens:
        # Nor before the page that was just opened has asked what is new.
        with tablet.page.expect_response("**/api/hello"):
            tablet.open(FORM)
        _until_ready(tablet)
    tablet.page.get_by_label("Shared with the school").fill(note)
    # Nobody taps within the half second in which the draft is kept, nor while the page is still opening.
    expect(tablet.page.locator("[data-draft-time]")).to_contain_text("Draft kept")
    tablet.page.wait_for_timeout(HAND_MS)
    taken = tablet.tap_save()
    tablet.page.wait_for_url(HOME)
    return taken


def _save_bare(page: SlowTablet, note: str) -> float:
    page.open("/")
    page.page.get_by_role("textbox").fill(note)
    page.page.wait_for_timeout(HAND_MS)
    return page.tap_save()


def _reconnect(tablet: SlowTablet) -> tuple[float, float]:
    """ms from the network's return to the first question asked, and until nothing waits any more."""
    begun = time.perf_counter()
    with tablet.page.expect_request("**/api/**"):
        tablet.cut(False)
    first = time.perf_counter()
    expect(tablet.page.locator("[data-outbox] .entry")).to_have_count(0, timeout=60_000)
    return 1000 * (first - begun), 1000 * (time.perf_counter() - begun)
