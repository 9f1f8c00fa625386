"""In airplane mode everything opens, saves and lists; then it arrives, once, under the right name."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.conftest import OpenPage, kill
from tests.browser.pages import KINDS
from tests.browser.steps import kept, ready, save, sent
from tests.browser.test_coach import sign_in_again, visits_of

# Between what is said and what is to be tapped.
ROOM = """() => document.querySelector(".doors").getBoundingClientRect().top
  - document.querySelector("[data-no-connection]").getBoundingClientRect().bottom"""
ROOM_PX = 20


@pytest.fixture
def coach(open_page: OpenPage) -> Page:
    return ready(open_page("coach", "/?school=S01", service_workers="allow"))


# Tells when the page has found that its shell is complete.
COMPLETE = """const { match } = Cache.prototype;
Cache.prototype.match = async function (asked) {
  const found = await match.call(this, asked);
  const later = (work) => requestAnimationFrame(() => requestAnimationFrame(work));
  if (asked === "/shell/ready" && found) later(() => window.complete());
  return found;
};"""


def test_a_tablet_is_not_ready_before_it_knows_its_schools(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank", service_workers="allow")
    complete, asked = list[bool](), list[Route]()
    page.expose_function("complete", lambda: complete.append(True))
    page.add_init_script(COMPLETE)
    page.route("**/api/hello", lambda route: asked.append(route))
    page.goto("/")
    while not complete or not asked:
        page.wait_for_timeout(20)
    expect(page.locator("[data-status-text]")).not_to_contain_text("Ready to work offline", timeout=1)
    asked[0].continue_()
    ready(page)


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


def test_colleagues_and_the_chosen_school_are_there_offline(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/offline")
    school = coach.get_by_label("School for the next entry")
    expect(school).to_have_value("S01")
    school.select_option("Madrone Elementary")
    coach.get_by_role("link", name="Quick support").click()
    expect(coach.locator("#f-schools")).to_have_value("S02")
    coach.get_by_text("More", exact=True).click()
    coach.get_by_role("checkbox", name="Jonah Whitaker").check()
    save(coach, "with a colleague")
    coach.goto("/outbox")
    coach.get_by_role("link", name="Open").click()
    expect(coach.get_by_label("Shared with the school")).to_have_value("with a colleague")
    save(coach, "with a colleague, said again")
    coach.context.set_offline(False)
    sent(coach)
    coach.goto("/entries")
    coach.locator(".entry", has_text="with a colleague, said again").get_by_role("link").click()
    expect(coach.locator(".facts")).to_contain_text("Jonah Whitaker")


def test_two_deletions_are_undone_together_and_leave_no_draft_behind(coach: Page) -> None:
    coach.context.set_offline(True)
    for note in ("first to go", "second to go"):
        coach.goto("/log/quick_support?school=S01")
        save(coach, note)
    coach.goto("/outbox")
    coach.get_by_role("link", name="Open").first.click()
    note = coach.get_by_label("Shared with the school")
    expect(note).to_have_value("first to go")
    expect(coach.locator("[data-draft-time]")).to_have_text("")
    note.fill("typed over it")
    kept(coach)
    coach.goto("/outbox")
    for left in (1, 0):
        coach.get_by_role("button", name="Delete").first.click()
        expect(coach.locator("[data-outbox] .entry")).to_have_count(left)
    expect(coach.get_by_text("2 deleted from this tablet.")).to_be_in_viewport()
    coach.get_by_role("button", name="Undo").click()
    expect(coach.locator("[data-outbox] .entry")).to_have_count(2)
    expect(coach.locator("[data-status-text]")).to_contain_text("2 entries wait")
    for left in (1, 0):
        coach.get_by_role("button", name="Delete").first.click()
        expect(coach.locator("[data-outbox] .entry")).to_have_count(left)
    expect(coach.get_by_text("Nothing waits")).to_be_visible()
    coach.goto("/log/quick_support?school=S01")
    expect(coach.locator("form[data-held]")).to_be_visible()
    expect(note).to_have_value("")


def test_home_offline_says_what_works_and_what_waits(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/quick_support?school=S01")
    save(coach, "seen on home")
    expect(coach).to_have_url(re.compile(r"/$"))
    expect(coach.get_by_role("heading", level=1)).to_have_text("Maya, you can go on working")
    expect(coach.locator("[data-waiting-list] .entry-note")).to_have_text("seen on home")
    assert coach.evaluate(ROOM) >= ROOM_PX
    coach.context.set_offline(False)
    expect(coach.locator("[data-waiting]")).to_be_hidden()


def test_a_lost_answer_is_asked_for_again_and_counts_once(coach: Page) -> None:
    before = visits_of(coach, "S01")
    brought = []

    def lose_first(route: Route) -> None:
        if has_entries(route.request):
            brought.append(route.request)
            if len(brought) == 1:
                route.fetch()
                route.abort()
                return
        route.continue_()

    coach.route("**/api/sync", lose_first)
    coach.goto("/log/classroom_visit?school=S01")
    with coach.expect_event("requestfailed", has_entries):
        save(coach, "answer lost")
    # Until the tablet has its answer, the next page would ask once more.
    expect(coach.locator(".flash.received")).to_be_visible()
    sent(coach)
    assert len(brought) == 2
    assert visits_of(coach, "S01") == before + 1


def has_entries(request: Request) -> bool:
    """Whether it is a batch with something in it: one without tells only what is unsent on this tablet."""
    return request.url.endswith("/api/sync") and bool(request.post_data_json["ops"])


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
    sent(coach)


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
    sent(coach)


def test_what_is_missing_is_said_before_anything_is_kept(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.goto("/log/pd_session?school=S01")
    coach.get_by_role("spinbutton", name="Other").fill("1441")
    coach.get_by_role("button", name="Save").click()
    expect(coach.locator("[data-error-summary]")).to_be_focused()
    expect(coach.locator("#e-participants")).to_have_text("Please fill this in.")
    expect(coach.locator("#e-minutes")).to_have_text("Between 1 and 1440.")
    sent(coach)
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
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)
    coach.context.set_offline(False)
    expect(coach.locator("[data-status-text]")).to_contain_text("Ready to work offline")
    coach.goto("/entries")
    expect(coach.get_by_text("deleted and back")).to_have_count(0)


def test_a_draft_stands_there_again_and_is_gone_after_saving(coach: Page) -> None:
    coach.goto("/log/data_team_meeting?school=S01")
    coach.get_by_label("Shared with the school").fill("Half a sentence")
    coach.locator("label", has_text="Removals or referrals").first.click()
    kept(coach)
    coach.goto("/")
    page = coach.context.new_page()
    page.goto("/log/data_team_meeting?school=S01")
    expect(page.get_by_label("Shared with the school")).to_have_value("Half a sentence")
    save(page, "Half a sentence, and the rest")
    page.goto("/log/data_team_meeting?school=S01")
    expect(page.locator("form[data-held]")).to_be_visible()
    expect(page.get_by_label("Shared with the school")).to_have_value("")


def test_two_tabs_with_the_same_form_write_two_entries(coach: Page) -> None:
    coach.goto("/log/quick_support?school=S01")
    coach.get_by_label("Shared with the school").fill("Written in the first tab")
    kept(coach)
    page = coach.context.new_page()
    page.goto("/log/quick_support?school=S01")
    expect(page.locator("form[data-held]")).to_be_visible()
    expect(page.get_by_label("Shared with the school")).to_have_value("")
    save(page, "Written in the second tab")
    save(coach, "Written in the first tab")
    coach.goto("/outbox")
    expect(coach.get_by_text("Nothing waits")).to_be_visible()
    coach.goto("/entries")
    for place in ("first", "second"):
        expect(coach.get_by_text(f"Written in the {place} tab")).to_have_count(1)


# Another tab holds the tablet's store, as a slow tablet would, until it lets go.
HOLD_STORE = """() => new Promise((held) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const all = asked.result.objectStoreNames;
    const store = asked.result.transaction(all, "readwrite").objectStore("meta");
    const hold = () => { if (!window.hasLetGo) store.count().onsuccess = hold; };
    store.count().onsuccess = () => { hold(); held(); };
  };
})"""
LET_GO = "window.hasLetGo = true"

# As soon as the note is there, and before any module of the page has begun.
TYPED_AT_ONCE = """new MutationObserver((_, observer) => {
  const note = document.querySelector('[name="shared_note"]');
  if (!note) return;
  observer.disconnect();
  note.value = 'Of today';
}).observe(document, { childList: true, subtree: true });"""


def test_a_form_saved_before_the_tablet_is_ready_is_kept_as_soon_as_it_is(coach: Page) -> None:
    coach.context.set_offline(True)
    coach.evaluate(HOLD_STORE)
    page = coach.context.new_page()
    page.goto("/log/quick_support?school=S01")
    page.get_by_label("Shared with the school").fill("Quicker than the tablet")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Saving…")).to_be_visible()
    coach.evaluate(LET_GO)
    expect(page).to_have_url(re.compile(r"/$"))
    page.close()
    coach.goto("/outbox")
    expect(coach.locator("[data-outbox] .entry-note")).to_have_text("Quicker than the tablet")
    coach.context.set_offline(False)
    expect(coach.locator("[data-outbox] .entry")).to_have_count(0)


def test_a_form_saved_on_a_new_tablet_before_the_first_answer_is_kept_there(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    held, is_open = list[Route](), list[bool]()
    page.route("**/api/sync", lambda route: route.abort())
    page.route("**/api/hello", lambda route: route.continue_() if is_open else held.append(route))
    page.goto("/log/quick_support?school=S01")
    page.get_by_label("Shared with the school").fill("Quicker than the first answer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Saving…")).to_be_visible()
    is_open.append(True)
    for route in held:
        route.continue_()
    expect(page.locator(".flash")).to_contain_text("Saved on this tablet")
    expect(page).to_have_url(re.compile(r"/$"))
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry-note")).to_have_text("Quicker than the first answer")


def test_a_draft_that_comes_late_does_not_replace_what_is_being_typed(coach: Page) -> None:
    note = "Shared with the school"
    coach.goto("/log/convening?school=S01")
    coach.get_by_label(note).fill("Of yesterday")
    kept(coach)
    coach.goto("/")
    coach.evaluate(HOLD_STORE)
    page = coach.context.new_page()
    page.goto("/log/convening?school=S01")
    page.get_by_label(note).fill("Of today")
    coach.evaluate(LET_GO)
    expect(page.locator("[data-draft-time]")).to_contain_text("Draft kept")
    expect(page.get_by_label(note)).to_have_value("Of today")


def test_an_entry_that_is_opened_late_does_not_replace_what_is_typed_over_it(coach: Page) -> None:
    note = "Shared with the school"
    coach.context.set_offline(True)
    coach.goto("/log/data_team_meeting?school=S01")
    coach.locator("label", has_text="Removals or referrals").first.click()
    save(coach, "As it was saved")
    coach.goto("/outbox")
    address = coach.get_by_role("link", name="Open").get_attribute("href")
    coach.evaluate(HOLD_STORE)
    page = coach.context.new_page()
    page.goto(f"{address}")
    page.get_by_label(note).fill("As it was changed")
    coach.evaluate(LET_GO)
    expect(page.locator("label", has_text="Removals or referrals").first.locator("input")).to_be_checked()
    expect(page.get_by_label(note)).to_have_value("As it was changed")
    save(page, "As it was changed")
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry-note")).to_have_text("As it was changed")


def test_what_is_typed_before_the_page_has_its_scripts_stays(coach: Page) -> None:
    note = "Shared with the school"
    coach.goto("/log/convening?school=S01")
    coach.get_by_label(note).fill("Of yesterday")
    kept(coach)
    coach.goto("/")
    page = coach.context.new_page()
    page.add_init_script(TYPED_AT_ONCE)
    page.goto("/log/convening?school=S01")
    expect(page.locator("[data-draft-time]")).to_contain_text("Draft kept")
    expect(page.get_by_label(note)).to_have_value("Of today")


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
    expect(coach).to_have_url(re.compile("/sign-in"))
    expect(coach.get_by_label("E-mail", exact=True)).to_be_visible()
    coach.unroute("**/api/sync")  # not while the page loads: what is paused by a route then never goes on
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
        assert path.startswith(
            ("/static/", "/shell/", "/offline", "/outbox", "/install", "/copies/", "/here")
        ), path
        assert "Maya" not in text, path
        assert "csrf_token" not in text.replace('"csrf_token"', "") or path.startswith("/static/"), path


def test_what_was_saved_is_there_after_the_browser_was_killed(
    profile: Callable[[str], BrowserContext], home: str, tmp_path: Path
) -> None:
    first = profile(home)
    page = first.pages[0]
    page.goto("/sign-in")
    sign_in_again(page)
    ready(page)
    first.set_offline(True)
    page.goto("/log/quick_support?school=S01")
    save(page, "survives the kill")
    kill(tmp_path / "profile")
    second = profile(home)
    second.set_offline(True)
    page = second.pages[0]
    page.goto("/outbox")
    expect(page.locator("[data-outbox] .entry-note")).to_have_text("survives the kill")
    second.set_offline(False)
    page.goto("/sign-in")  # the cookie may have died with the browser; the entry did not
    if page.url.endswith("/sign-in"):
        sign_in_again(page)
    sent(page)
