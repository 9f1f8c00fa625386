"""In airplane mode everything opens, saves and lists; then it arrives, once, under the right name."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from scripts import chromium
from tests.browser.conftest import FLAGS
from tests.browser.test_coach import sign_in_again, visits_of

OpenPage = Callable[..., Page]
KINDS = ("classroom_visit", "data_team_meeting", "pd_session", "convening", "quick_support")


def ready(page: Page) -> Page:
    """Wait until the tablet itself says that it is ready to work offline."""
    expect(page.locator("[data-status-text]")).to_contain_text("Ready to work offline", timeout=20_000)
    return page


def save(page: Page, note: str) -> None:
    page.get_by_label("Shared with the school").fill(note)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash")).to_contain_text("Saved on this tablet")
    expect(page).to_have_url(re.compile(r"/$"))


@pytest.fixture
def coach(open_page: OpenPage) -> Page:
    return ready(open_page("coach", "/?school=S01", service_workers="allow"))


def test_every_form_opens_and_saves_after_a_cold_start_offline_and_arrives(coach: Page) -> None:
    before = visits_of(coach, "S01")
    coach.context.set_offline(True)
    for kind in KINDS:
        page = coach.context.new_page()
        page.goto(f"/log/{kind}?school=S01")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if kind in ("pd_session", "convening"):
            expect(page.get_by_role("checkbox", name="Cedar Elementary")).to_be_checked()
            page.get_by_label("Title").fill("Offline title")
            page.get_by_role("spinbutton", name="Participants").fill("12")
        save(page, f"offline {kind}")
        page.close()
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry")).to_have_count(5)
    expect(coach.locator("[data-outbox] .state").first).to_have_text("Saved on this tablet")
    expect(coach.locator("[data-status-text]")).to_contain_text("5 entries wait")
    coach.context.set_offline(False)
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)
    expect(coach.get_by_text("Nothing waits")).to_be_visible()
    assert visits_of(coach, "S01") == before + 1
    coach.goto("/entries")
    for kind in KINDS:
        expect(coach.get_by_text(f"offline {kind}")).to_have_count(1)


def test_home_offline_says_what_works_and_what_waits(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/quick_support?school=S01")
    save(coach, "seen on home")
    expect(coach).to_have_url(re.compile(r"/$"))
    expect(coach.get_by_role("heading", level=1)).to_have_text("You can go on working")
    expect(coach.locator("[data-waiting-list] .entry-note")).to_have_text("seen on home")
    coach.context.set_offline(False)
    expect(coach.locator("[data-waiting]")).to_be_hidden()


def test_a_lost_answer_is_asked_for_again_and_counts_once(coach: Page) -> None:
    before = visits_of(coach, "S01")
    lost = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    coach.route("**/api/sync", lose, times=1)
    coach.goto("/log/classroom_visit?school=S01")
    save(coach, "answer lost")
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)
    assert len(lost) == 1
    assert visits_of(coach, "S01") == before + 1


PORTALS = {
    "a page": {"status": 200, "body": "<html>Accept the terms</html>", "content_type": "text/html"},
    "an empty object": {"status": 200, "body": "{}", "content_type": "application/json"},
    "511": {"status": 511, "body": "sign in", "content_type": "text/html"},
    "a redirect": {"status": 302, "headers": {"Location": "/portal"}},
}


@pytest.mark.parametrize("name", PORTALS)
def test_a_sign_in_page_of_the_network_is_named_and_nothing_is_lost(coach: Page, name: str) -> None:
    coach.route("**/api/**", lambda route: route.fulfill(**PORTALS[name]))  # type: ignore[arg-type]
    coach.goto("/log/quick_support?school=S01")
    save(coach, "behind a portal")
    expect(coach.locator("[data-status-text]")).to_contain_text("A sign-in page of the network is in the way")
    coach.unroute("**/api/**")
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)


def test_what_the_server_finds_wrong_is_said_in_the_form_or_in_the_outbox(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/pd_session?school=S01")
    coach.get_by_label("Title").fill("Circles")
    coach.get_by_role("spinbutton", name="Participants").fill("10")
    coach.get_by_role("spinbutton", name="Licensed staff").fill("11")
    save(coach, "more than came")
    coach.context.set_offline(False)
    coach.goto("/outbox")
    expect(coach.locator(".state.held")).to_have_text("Needs fixing")
    expect(coach.locator("[data-why-text]")).to_contain_text(
        "Licensed: Licensed and classified staff together"
    )
    coach.get_by_role("link", name="Open").click()
    expect(coach.get_by_label("Shared with the school")).to_have_value("more than came")
    coach.get_by_role("spinbutton", name="Licensed staff").fill("4")
    coach.get_by_role("button", name="Save").click()
    expect(coach.locator(".flash.received")).to_be_visible()
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)


def test_what_is_missing_is_said_before_anything_is_kept(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/pd_session?school=S01")
    coach.get_by_role("spinbutton", name="Other").fill("1441")
    coach.get_by_role("button", name="Save").click()
    expect(coach.locator("[data-error-summary]")).to_be_focused()
    expect(coach.locator("#e-participants")).to_have_text("Please fill this in.")
    expect(coach.locator("#e-minutes")).to_have_text("Between 1 and 1440.")
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)
    coach.context.set_offline(False)


def test_deleting_from_the_outbox_can_be_undone(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/quick_support?school=S01")
    save(coach, "deleted and back")
    coach.goto("/outbox")
    coach.get_by_role("button", name="Delete").click()
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)
    coach.get_by_role("button", name="Undo").click()
    expect(coach.locator("[data-outbox] .entry-note")).to_have_text("deleted and back")
    coach.get_by_role("button", name="Delete").click()
    coach.context.set_offline(False)
    coach.get_by_role("button", name="Send now").click()
    coach.goto("/entries")
    expect(coach.get_by_text("deleted and back")).to_have_count(0)


def test_a_draft_stands_there_again_and_is_gone_after_saving(coach: Page) -> None:
    coach.goto("/log/data_team_meeting?school=S01")
    coach.get_by_label("Shared with the school").fill("Half a sentence")
    coach.locator("label", has_text="Started").first.click()
    expect(coach.locator("[data-draft-time]")).to_contain_text("Draft kept")
    page = coach.context.new_page()
    page.goto("/log/data_team_meeting?school=S01")
    expect(page.get_by_label("Shared with the school")).to_have_value("Half a sentence")
    save(page, "Half a sentence, and the rest")
    page.goto("/log/data_team_meeting?school=S01")
    expect(page.locator("[data-status]")).to_be_visible()
    expect(page.get_by_label("Shared with the school")).to_have_value("")


def test_the_next_person_sees_that_entries_wait_but_not_their_words(coach: Page) -> None:
    coach.context.clear_cookies()  # a session of its own, since this one ends here
    coach.goto("/sign-in")
    sign_in_again(coach)
    expect(coach.get_by_role("heading", level=1)).to_contain_text("Maya")
    coach.route("**/api/sync", lambda route: route.abort())
    coach.goto("/log/quick_support?school=S01")
    save(coach, "canary-word of the first")
    coach.goto("/")
    coach.get_by_role("button", name="Sign out").click()
    coach.unroute("**/api/sync")
    coach.get_by_label("E-mail", exact=True).fill("coach2@demo.example")
    coach.get_by_label("Password", exact=True).fill("demo-fieldlog")
    coach.get_by_role("button", name="Sign in").click()
    expect(coach.get_by_role("heading", level=1)).to_contain_text("Jonah")
    coach.goto("/outbox")
    expect(coach.locator("[data-others]")).to_have_text(
        "One entry of someone else waits here until they sign in."
    )
    assert "canary-word" not in coach.content()
    kept = coach.evaluate("""async () => {
      const open = indexedDB.open("fieldlog", 1);
      await new Promise((done) => (open.onsuccess = done));
      const all = (name) => new Promise((done) => {
        const asked = open.result.transaction(name).objectStore(name).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      return JSON.stringify([await all("recent"), await all("drafts")]);
    }""")
    assert "canary-word" not in kept
    coach.goto("/")
    coach.get_by_role("button", name="Sign out").click()
    sign_in_again(coach)
    expect(coach.locator(".flash.received")).to_be_visible()
    coach.goto("/entries")
    expect(coach.get_by_text("canary-word of the first")).to_have_count(1)


def test_nothing_dynamic_and_nobodys_data_is_in_the_shell(coach: Page) -> None:
    coach.goto("/entries")
    coach.goto("/schools/S01")
    kept = coach.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          found.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
        }
      }
      return found;
    }""")
    assert kept
    for path, text in kept:
        assert path.startswith(("/static/", "/shell/", "/offline", "/outbox", "/copies/")), path
        assert "Maya" not in text, path
        assert "csrf_token" not in text.replace('"csrf_token"', "") or path.startswith("/static/"), path


@pytest.fixture
def profile(browser: Browser, home: str, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """A browser on one and the same profile, each time it is called: as after a restart."""
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium.find(), args=list(FLAGS), base_url=home
        )
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def kill(folder: Path) -> None:
    """End the browser on this profile as a dead battery would: without a word."""
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        if f"--user-data-dir={folder}".encode() in status.read_bytes().split(b"\0"):
            os.kill(int(status.parent.name), signal.SIGKILL)


def test_what_was_saved_is_there_after_the_browser_was_killed(
    profile: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    first = profile()
    page = first.pages[0]
    page.goto("/sign-in")
    sign_in_again(page)
    ready(page)
    first.set_offline(True)
    page.goto("/log/quick_support?school=S01")
    save(page, "survives the kill")
    kill(tmp_path / "profile")
    second = profile()
    second.set_offline(True)
    page = second.pages[0]
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry-note")).to_have_text("survives the kill")
    second.set_offline(False)
    page.goto("/sign-in")  # the cookie may have died with the browser; the entry did not
    if page.url.endswith("/sign-in"):
        sign_in_again(page)
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry")).to_have_count(0)
