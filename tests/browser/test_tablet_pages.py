"""The tablet's own pages tell whose entries wait, why, and what can be done; and nobody sees another's."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, func, select

from fieldlog import access, clock
from fieldlog.clock import SchoolYear
from fieldlog.demo.program import PASSWORD
from fieldlog.extensions import db, write_transaction
from fieldlog.ledger import passwords, people
from fieldlog.models import Entry, PersonSchool, School
from tests.browser.conftest import Arrived, OpenPage, at
from tests.browser.steps import NOTE, ready, save, sent, signed_in, waits, write
from tests.conftest import signed_in as client_of
from tests.cut import Wire
from tests.tablet import Json, Tablet, create, update

ALL_KEPT = """(names) => new Promise((told) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = async () => {
    const all = (name) => new Promise((done) => {
      const listed = asked.result.transaction(name).objectStore(name).getAll();
      listed.onsuccess = () => done(listed.result);
    });
    const kept = await Promise.all(names.map(all));
    asked.result.close();
    told(kept);
  };
})"""
PUT = """(row) => new Promise((done) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const put = asked.result.transaction("outbox", "readwrite");
    put.objectStore("outbox").put(row);
    put.oncomplete = () => (asked.result.close(), done());
  };
})"""


@pytest.fixture
def own(open_page: OpenPage, wire: Wire) -> Page:
    """The coach at a tablet behind the wire, with a session that may end here."""
    return signed_in(open_page("", "/sign-in", base_url=at(wire), service_workers="allow"))


def sign_in(page: Page, who: str) -> None:
    page.get_by_label("E-mail", exact=True).fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".who-is")).to_be_visible()


def test_signing_out_in_one_tab_sends_the_others_to_sign_in(own: Page) -> None:
    other = own.context.new_page()
    other.goto("/entries")
    own.get_by_role("button", name="Sign out").click()
    for page in (own, other):
        expect(page).to_have_url(re.compile(r"/sign-in"))


def test_a_page_of_the_last_person_goes_when_somebody_else_is_here(own: Page) -> None:
    write(own, "Seen by nobody else")
    sent(own)
    own.goto("/entries")
    expect(own.get_by_text("Seen by nobody else")).to_be_visible()
    other = own.context.new_page()
    own.context.clear_cookies()
    other.goto("/sign-in")
    sign_in(other, "coach2")
    own.evaluate("window.dispatchEvent(new Event('online'))")
    expect(own.locator(".who-is")).to_contain_text("Jonah")
    expect(own.get_by_text("Seen by nobody else")).to_have_count(0)


@pytest.mark.parametrize("connected", [True, False], ids=["with a connection", "without"])
def test_back_shows_nothing_of_who_signed_out(own: Page, wire: Wire, connected: bool) -> None:
    note = f"Not shown by Back {connected}"
    write(own, note)
    sent(own)
    own.goto("/entries")
    expect(own.get_by_text(note)).to_be_visible()
    own.goto("/")
    own.get_by_role("button", name="Sign out").click()
    expect(own).to_have_url(re.compile(r"/sign-in"))
    if not connected:
        wire.cut()
    heading = "Good to see you" if connected else "Sign in once with a connection"
    for _ in range(2):
        own.go_back()
        expect(own.locator("h1:visible")).to_have_text(heading)
        expect(own.get_by_text(note)).to_have_count(0)


@pytest.mark.parametrize("place", ["/offline", "a page that is open"])
def test_signing_out_without_a_connection_ends_the_session_before_anything_is_sent(
    own: Page, wire: Wire, arrived: Arrived, place: str
) -> None:
    write(own, f"Received before, {place}")
    sent(own)
    own.goto("/")
    wire.cut()
    other = own.context.new_page()
    write(other, f"Left behind, {place}")
    other.close()
    if place == "/offline":
        own.goto(place)
        own.get_by_role("button", name="Sign out of this tablet").click()
    else:
        own.get_by_role("button", name="Sign out").click()
    expect(own.get_by_role("heading", name="Sign in once with a connection")).to_be_visible()
    recent, drafts, unsent = own.evaluate(ALL_KEPT, ["recent", "drafts", "outbox"])
    assert (recent, drafts, len(unsent)) == ([], [], 1)

    # The page that is left may have signed out already, the moment the line is back.
    wire.mend()
    own.goto("/")
    expect(own).to_have_url(re.compile(r"/sign-in"))
    own.goto("/entries")
    expect(own).to_have_url(re.compile(r"/sign-in"))
    assert arrived("Left behind, " + place) == []
    sign_in(own, "coach")
    sent(own)
    assert arrived("Left behind, " + place) == ["Left behind, " + place]
    own.goto("/entries")
    expect(own.get_by_text("Left behind, " + place)).to_have_count(1)


def test_a_principal_is_offered_no_form_without_a_connection(open_page: OpenPage, wire: Wire) -> None:
    page = ready(open_page("principal", "/outbox", base_url=at(wire), service_workers="allow"))
    wire.cut()
    page.goto("/")
    expect(page.get_by_role("heading", name="There is no connection")).to_be_visible()
    expect(page.locator(".door").filter(visible=True)).to_have_count(0)
    page.goto("/log/classroom_visit")
    expect(page.locator("[data-status-text]")).to_contain_text("No connection")
    expect(page.locator("form.entry-form").filter(visible=True)).to_have_count(0)


SHELL_IS_COMPLETE = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.match("/shell/ready"))) await new Promise((later) => setTimeout(later, 20));
}"""


def test_nobody_is_told_to_sign_in_once_with_a_connection(open_page: OpenPage, wire: Wire) -> None:
    page = open_page("", "/offline", base_url=at(wire), service_workers="allow")
    page.evaluate(SHELL_IS_COMPLETE)
    wire.cut()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in once with a connection")).to_be_visible()
    expect(page.locator(".door").filter(visible=True)).to_have_count(0)


@pytest.fixture
def elsewhere(demo_app: Flask) -> Tablet:
    """Another tablet of the same coach."""
    return Tablet(client_of(demo_app, "coach@demo.example", PASSWORD), "tablet-elsewhere")


@pytest.fixture
def entry(demo_app: Flask) -> Callable[[str], Any]:
    """An entry of the store by how its note began."""

    def find(entry_id: str) -> Any:
        with demo_app.app_context():
            return db.session.get(Entry, uuid.UUID(entry_id))

    return find


def received(page: Page, note: str) -> tuple[str, str, int]:
    """A new entry that the server has: its id, its head and whose it is."""
    write(page, note)
    sent(page)
    kept = [row for row in page.evaluate(ALL_KEPT, ["recent"])[0] if row["said"].get("shared_note") == note]
    return kept[0]["entry"], kept[0]["head"], kept[0]["user"]


def row_of(entry: str, user: int, **said: Any) -> Json:
    """A change as the tablet keeps it; no page makes one yet."""
    op = str(uuid.uuid4())
    body = {"op": op, "entry": entry, "saved_ms": 1_790_000_000_000} | said
    row = {"op": op, "entry": entry, "user": user, "device": "this", "order": 9_999, "form": []}
    return row | {
        "saved_ms": body["saved_ms"],
        "frozen": False,
        "tried": 0,
        "state": "queued",
        "in": "outbox",
        "body": body,
    }


def test_lists_that_do_not_come_hold_nothing_back_and_come_the_next_time(
    open_page: OpenPage, arrived: Arrived
) -> None:
    page = open_page("coach")
    page.route("**/api/sync", lambda route: route.abort())
    write(page, "Sent without a list")
    page.route("**/js/lists.js", lambda route: route.abort())
    page.unroute("**/api/sync")
    page.goto("/outbox")
    expect(page.locator(".flash.problem")).to_have_text(
        "The list of what waits here could not be loaded. Reload the page."
    )
    expect(page.locator("[data-status-text]")).to_be_hidden()
    assert arrived("Sent without a list") == ["Sent without a list"]
    page.unroute("**/js/lists.js")
    sent(page)


def drawn_anew(page: Page) -> None:
    """The list is drawn once more, as whenever something was sent or heard."""
    page.evaluate("document.querySelector('[data-waiting-list] > li').dataset.isOld = ''")
    page.evaluate("document.dispatchEvent(new Event('htmx:afterSettle'))")
    expect(page.locator("[data-waiting-list] > li:not([data-is-old])")).to_have_count(1)


@pytest.mark.parametrize(
    ("choice", "stands"), [("You wrote", "My words"), ("Stands there now", "Their words")]
)
def test_of_two_versions_the_author_chooses_which_stands(
    tablet: Page, wire: Wire, elsewhere: Tablet, entry: Callable[[str], Any], choice: str, stands: str
) -> None:
    entry_id, _, user = received(tablet, "First words")
    wire.cut()
    elsewhere.send(update(entry_id, {"shared_note": "Their words"}, {"shared_note": "First words"}))
    mine = {"shared_note": "My words", "minutes": 25}
    was = {"shared_note": "First words", "minutes": 10}
    tablet.evaluate(PUT, row_of(entry_id, user, type="update", form=1, fields=mine, was=was))
    wire.mend()
    tablet.goto("/outbox")
    versions = tablet.locator("[data-choice] .version")
    expect(versions).to_contain_text(["Stands there now Their words", "You wrote My words"])
    versions.filter(has_text=choice).click()
    drawn_anew(tablet)
    tablet.get_by_role("button", name="Save my choice").click()
    expect(tablet.get_by_text("Nothing waits")).to_be_visible()
    assert (entry(entry_id).shared_note, entry(entry_id).minutes) == (stands, 25)


@pytest.mark.parametrize(
    ("answer", "status"), [("Withdraw it as it is now", "withdrawn"), ("Leave it", "active")]
)
def test_the_withdrawal_of_a_changed_entry_is_offered_again(
    tablet: Page, wire: Wire, elsewhere: Tablet, entry: Callable[[str], Any], answer: str, status: str
) -> None:
    entry_id, head, user = received(tablet, "To be withdrawn")
    wire.cut()
    elsewhere.send(update(entry_id, {"minutes": 20}, {"minutes": 10}))
    tablet.evaluate(PUT, row_of(entry_id, user, type="withdraw", head=head, reason="logged twice"))
    wire.mend()
    tablet.goto("/outbox")
    tablet.get_by_role("button", name=answer).click()
    expect(tablet.get_by_text("Nothing waits")).to_be_visible()
    assert (entry(entry_id).status, entry(entry_id).minutes) == (status, 20)


def test_what_waits_is_handed_in_as_a_file_and_still_counts_once(
    tablet: Page, wire: Wire, open_page: OpenPage, arrived: Arrived, tmp_path: Path
) -> None:
    wire.cut()
    write(tablet, "Carried in a file")
    tablet.goto("/outbox")
    with tablet.expect_download() as download:
        tablet.get_by_role("button", name="Save as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.endswith(".fieldlog.json")
    admin = open_page("admin", "/unsent-file")
    for told in ("Received now 1", "Received now 0 Were here already 1"):
        admin.get_by_label("File from the tablet").set_input_files(file)
        admin.get_by_role("button", name="Hand in").click()
        expect(admin.locator(".flash.received")).to_contain_text("Handed in for Maya Torres.")
        expect(admin.locator(".tiles")).to_have_text(re.compile(r"\s*".join(told.split())))
    tablet.get_by_role("link", name="Open").click()
    save(tablet, "Carried in a file, changed since")
    wire.mend()
    sent(tablet)
    assert arrived("Carried in a file") == ["Carried in a file, changed since"]


def test_entries_wait_for_their_author_when_the_session_has_ended(
    own: Page, wire: Wire, arrived: Arrived
) -> None:
    wire.cut()
    write(own, "Waits for its author")
    own.context.clear_cookies()
    wire.mend()
    own.goto("/outbox")
    expect(own.locator("[data-status-text]")).to_have_text("Sign in to send · 1 entry waits")
    own.get_by_role("link", name="Sign in to send", exact=True).click()
    sign_in(own, "coach2")
    own.goto("/outbox")
    expect(own.locator("[data-others]")).to_have_text(
        "One entry of someone else waits here until they sign in."
    )
    assert arrived("Waits for its author") == []
    own.goto("/")
    own.get_by_role("button", name="Sign out").click()
    sign_in(own, "coach")
    sent(own)
    assert arrived("Waits for its author") == ["Waits for its author"]
    own.goto("/entries")
    expect(own.get_by_text("Waits for its author")).to_have_count(1)


@pytest.fixture
def passing_coach(demo_app: Flask) -> Iterator[Callable[[], None]]:
    """`passing@demo.example`, a coach at one school, whose school can be taken away."""
    with demo_app.app_context(), write_transaction():
        school = db.session.scalars(select(School).where(School.code == "S01")).one()
        kept = passwords.keep(PASSWORD)
        person = people.add(
            "passing@demo.example", "Pat Ing", access.COACH, school_ids=[school.id], password_hash=kept
        )
        db.session.flush()
        person_id = person.id

    def revoke() -> None:
        with demo_app.app_context(), write_transaction():
            db.session.execute(delete(PersonSchool).where(PersonSchool.person_id == person_id))

    yield revoke
    revoke()


def test_an_entry_for_a_school_taken_away_meanwhile_is_kept_with_the_reason(
    open_page: OpenPage, wire: Wire, passing_coach: Callable[[], None], arrived: Arrived
) -> None:
    page = open_page("", "/sign-in", base_url=at(wire), service_workers="allow")
    sign_in(page, "passing")
    ready(page)
    wire.cut()
    write(page, "Of a school taken away")
    passing_coach()
    wire.mend()
    page.goto("/outbox")
    for _ in range(2):
        expect(page.locator(".state.refused")).to_have_text("Only on this tablet")
        expect(page.locator("[data-why-text]")).to_have_text(
            "This school is not one of yours any more. Ask your program's admin."
        )
        expect(page.locator("[data-outbox] .entry-note")).to_have_text("Of a school taken away")
        page.reload()
    assert arrived("Of a school taken away") == []


def test_my_year_and_what_another_device_sent_are_there_without_a_connection(
    open_page: OpenPage, wire: Wire, demo_app: Flask, elsewhere: Tablet
) -> None:
    school = next(school["id"] for school in elsewhere.hello["schools"] if school["code"] == "S01")
    today = clock.today(demo_app.config["FIELDLOG"].time_zone)
    said = {"minutes": 10, "shared_note": "Sent from another device"}
    elsewhere.send(create(school, "quick_support", activity_date=today.isoformat(), fields=said))
    titled = {"minutes": 60, "title": "Reading our data", "participants": 12}
    elsewhere.send(create(school, "pd_session", activity_date=today.isoformat(), fields=titled))
    tablet = ready(open_page("coach", "/offline", base_url=at(wire), service_workers="allow"))
    sent_elsewhere = tablet.locator("[data-recent-list]").get_by_text("Sent from another device")
    expect(sent_elsewhere).to_be_visible()
    wire.cut()
    write(tablet, "Waits beside what was received")
    tablet.goto("/offline")
    expect(sent_elsewhere).to_be_visible()
    expect(tablet.locator("[data-recent-list]")).to_contain_text("PD session: Reading our data")
    tile = tablet.locator("[data-year-kinds] .tile", has_text="Quick supports")
    expect(tile.locator("data")).to_have_text(str(supports(demo_app, elsewhere.hello["user"])))
    expect(tile.locator(".tile-hint")).to_have_text("and 1 waiting")
    wire.mend()
    sent(tablet)


def supports(app: Flask, coach: int) -> int:
    """This coach's quick supports of the year, as the store counts them."""
    year = SchoolYear.of(clock.today(app.config["FIELDLOG"].time_zone))
    mine = (Entry.coach_id == coach, Entry.kind == "quick_support", Entry.status == "active")
    with app.app_context():
        count = select(func.count()).where(*mine, Entry.activity_date.between(year.first_day, year.last_day))
        return db.session.scalar(count) or 0


def test_a_tablet_four_times_slower_saves_and_sends_all_the_same(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    tablet.context.new_cdp_session(tablet).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    wire.cut()
    write(tablet, "From a slow tablet")
    waits(tablet, 1)
    wire.mend()
    sent(tablet)
    assert arrived("From a slow tablet") == ["From a slow tablet"]


def test_an_error_is_told_though_what_marks_the_fields_does_not_come(open_page: OpenPage) -> None:
    page = open_page("coach", "about:blank")
    page.route("**/form_errors.js", lambda route: route.abort())
    page.goto("/log/quick_support?school=S01")
    page.get_by_role("spinbutton", name="Other").fill("1441")
    page.get_by_label(NOTE).fill("Words that stay")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash.problem")).to_contain_text("Between 1 and 1440.")
    expect(page.get_by_label(NOTE)).to_have_value("Words that stay")
