"""The network breaks at every step, two tabs save at once, the store vanishes or is full: nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrived
from tests.browser.steps import FORM, NOTE, kept, save, sent, signed_in, until, waits, write
from tests.cut import At, Wire

SEND = b"POST /api/sync"


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        (SEND, At.ANSWERED),
        (SEND, At.HALF_ASKED),
        (b'"ops":[{', At.HALF_ASKED),
        (b"GET /api/hello", At.HALF_ASKED),
        (b"GET /api/hello", At.ANSWERED),
        (b"GET /api/changes", At.ANSWERED),
    ],
    ids=["answer", "head", "body", "hello", "hello's answer", "changes"],
)
def test_a_line_that_breaks_while_an_entry_is_sent_doubles_and_loses_nothing(
    tablet: Page, wire: Wire, words: bytes, moment: At, arrived: Arrived
) -> None:
    note = f"broke at {words.decode()} {moment.name}"
    tablet.goto(FORM)
    snag = wire.snag(words, moment)
    save(tablet, note)
    assert snag.sprung.wait(10)
    sent(tablet)
    assert arrived(note) == [note]


NO_CONNECTION = "No connection · 1 entry waits"
SENDING = {
    "between Save and sending": (b"GET /api/hello", At.HALF_ASKED),
    "half sent": (b'"ops":[{', At.HALF_ASKED),
    "before its answer": (SEND, At.ANSWERED),
}


@pytest.mark.parametrize("step", ["before opening", "after opening", "while typing", *SENDING])
def test_the_network_may_go_at_any_step_of_writing_an_entry(
    tablet: Page, wire: Wire, step: str, arrived: Arrived
) -> None:
    note = f"It went {step}"
    if step == "before opening":
        wire.cut()
        tablet.goto(FORM)
    else:
        open_online(tablet)
    if step == "after opening":
        wire.cut()
    field = tablet.get_by_label(NOTE)
    field.press_sequentially(note[:8])
    if step == "while typing":
        wire.cut()
    field.press_sequentially(note[8:])
    if step in SENDING:
        wire.snag(*SENDING[step], wire.cut)
    tablet.get_by_role("button", name="Save").click()
    expect(tablet).to_have_url(re.compile(r"/$"))
    expect(tablet.locator(".flash")).to_have_text(
        "Saved on this tablet: Quick support. It will be sent by itself."
    )
    expect(tablet.locator("[data-status-text]")).to_have_text(NO_CONNECTION)
    expect(tablet.locator("[data-waiting-list] .entry-note")).to_have_text(note)
    wire.mend()
    sent(tablet)
    assert arrived("It went " + step) == [note]


def open_online(page: Page) -> None:
    """Open the form, and let it have asked who is here, so that the next to ask is Save."""
    with page.expect_response("**/api/hello"):
        page.goto(FORM)


@pytest.mark.parametrize("step", ["after opening", "while typing", "before Save"])
def test_the_network_may_come_back_at_any_step_of_writing_an_entry(
    tablet: Page, wire: Wire, step: str, arrived: Arrived
) -> None:
    note = f"It came back {step}"
    wire.cut()
    tablet.goto(FORM)
    expect(tablet.locator("[data-status-text]")).to_have_text("No connection")
    if step == "after opening":
        wire.mend()
    field = tablet.get_by_label(NOTE)
    field.press_sequentially(note[:8])
    if step == "while typing":
        wire.mend()
    field.press_sequentially(note[8:])
    if step == "before Save":
        wire.mend()
    tablet.get_by_role("button", name="Save").click()
    expect(tablet.locator(".flash.received")).to_contain_text("Quick support")
    assert arrived(note) == [note]


def test_two_tabs_that_save_at_the_same_time_send_each_entry_once(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    tabs = {"one": tablet, "other": tablet.context.new_page()}
    wire.cut()
    for number in range(8):
        save_at_once(tabs, number)
    wire.mend()
    for number in range(8, 10):
        save_at_once(tabs, number)
    sent(tablet)
    assert arrived("Of two tabs") == sorted(f"Of two tabs, {name} {n}" for name in tabs for n in range(10))


def save_at_once(tabs: dict[str, Page], number: int) -> None:
    for tab in tabs.values():
        tab.goto(FORM)
    for name, tab in tabs.items():
        tab.get_by_label(NOTE).fill(f"Of two tabs, {name} {number}")
    for tab in tabs.values():
        tab.evaluate("document.querySelector('.entry-form [type=submit]').click()")
    for tab in tabs.values():
        expect(tab).to_have_url(re.compile(r"/$"))


def forget_store(page: Page, *, kinds: str = "indexeddb") -> None:
    """The browser loses what it keeps of this site, under the open page."""
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": page.evaluate("origin"), "storageTypes": kinds})
    session.detach()


def test_entries_whose_store_vanished_come_back_from_their_copies_and_are_sent(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    wire.cut()
    for number in range(3):
        write(tablet, f"Vanished {number}")
    forget_store(tablet)
    tablet.goto("/offline")
    expect(tablet.locator("[data-status-text]")).to_contain_text("No connection")
    wire.mend()
    tablet.goto("/")
    expect(tablet.locator(".flash.received")).to_have_text("Received what waited: 3 entries")
    assert arrived("Vanished") == [f"Vanished {number}" for number in range(3)]


def test_a_coach_goes_on_without_a_network_after_the_store_vanished(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    tablet.context.clear_cookies()  # a session of its own, since this one ends here
    signed_in(tablet)
    device = tablet.evaluate(DEVICE)
    wire.cut()
    write(tablet, "All was gone: before")
    forget_store(tablet)
    tablet.goto("/")
    expect(tablet.get_by_role("heading", level=1)).to_have_text("You can go on working")
    expect(tablet.locator("[data-waiting-list] .entry-note")).to_have_text("All was gone: before")
    expect(tablet.locator("[data-my-year]")).to_be_hidden()  # it would begin at none
    tablet.goto(FORM)
    expect(tablet.get_by_label("School", exact=True)).to_have_value("S01")
    save(tablet, "All was gone: after")
    waits(tablet, 2)
    assert tablet.evaluate(DEVICE) == device
    wire.mend()
    sent(tablet)
    assert arrived("All was gone") == ["All was gone: after", "All was gone: before"]
    tablet.goto("/")
    tablet.get_by_role("button", name="Sign out").click()
    expect(tablet).to_have_url(re.compile("/sign-in"))
    until(tablet, lambda: not tablet.evaluate("caches.match('/here').then(Boolean)"))
    forget_store(tablet)
    wire.cut()
    tablet.goto("/")
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Sign in once with a connection")


# At one moment: an open page would put back either from the other.
LOSE_STORE_AND_COPIES = """() => navigator.locks.request("fieldlog-outbox", async () => {
  const copies = await caches.open("fieldlog-copies");
  for (const { url } of await copies.keys()) if (!url.endsWith("/census")) await copies.delete(url);
  const lost = indexedDB.deleteDatabase("fieldlog");
  await new Promise((done) => (lost.onsuccess = done));
})"""


def test_a_loss_of_store_and_copies_is_told_with_its_count_and_times(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    wire.cut()
    for number in range(2):
        write(tablet, f"Lost for good {number}")
    moments = tablet.evaluate(SAVED_AT)
    tablet.evaluate(LOSE_STORE_AND_COPIES)
    wire.mend()
    tablet.goto("/")
    expect(tablet.locator(".flash.problem span")).to_have_text(
        f"This tablet lost 2 unsent entries saved between {moments[0]} and {moments[1]}."
    )
    tablet.reload()
    expect(tablet.locator(".flash.problem")).to_contain_text("This tablet lost 2 unsent entries")
    tablet.get_by_role("button", name="Got it").click()
    expect(tablet.locator(".flash.problem")).to_have_count(0)
    tablet.goto("/offline")
    expect(tablet.locator("[data-status-text]")).to_contain_text("Ready to work offline")
    expect(tablet.locator(".flash.problem")).to_have_count(0)
    assert arrived("Lost for good") == []


def test_a_loss_stays_said_when_the_others_are_received(tablet: Page, wire: Wire, arrived: Arrived) -> None:
    wire.cut()
    for number in range(2):
        write(tablet, f"One of two is lost {number}")
    tablet.evaluate(LOSE_THE_FIRST)
    wire.mend()
    tablet.goto("/")
    expect(tablet.locator(".flash.received")).to_have_text("Received what waited: one entry")
    expect(tablet.locator(".flash.problem")).to_contain_text("This tablet lost one unsent entry")
    assert arrived("One of two is lost") == ["One of two is lost 1"]


LOSE_THE_FIRST = """() => navigator.locks.request("fieldlog-outbox", () => new Promise((done) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const losing = asked.result.transaction("outbox", "readwrite");
    losing.objectStore("outbox").getAll().onsuccess = async ({ target }) => {
      const [{ op }] = target.result.sort((one, other) => one.order - other.order);
      losing.objectStore("outbox").delete(op);
      losing.oncomplete = async () => {
        asked.result.close();
        await (await caches.open("fieldlog-copies")).delete(`/copies/${op}`);
        done();
      };
    };
  };
}))"""
DEVICE = """() => new Promise((told) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    asked.result.transaction("meta").objectStore("meta").get("device").onsuccess = ({ target }) => {
      asked.result.close();
      told(target.result.device);
    };
  };
})"""
SAVED_AT = """() => new Promise((told) => {
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    asked.result.transaction("outbox").objectStore("outbox").getAll().onsuccess = ({ target }) => {
      asked.result.close();
      const saved = target.result.map(({ saved_ms }) => saved_ms).sort();
      told(saved.map((moment) => new Date(moment).toLocaleString()));
    };
  };
})"""


@pytest.mark.parametrize("connected", [True, False], ids=["with a connection", "without"])
def test_saving_goes_on_after_the_store_vanished_under_the_open_form(
    tablet: Page, wire: Wire, connected: bool, arrived: Arrived
) -> None:
    if connected:
        tablet.route("**/api/sync", lambda route: route.abort())
    else:
        wire.cut()
    write(tablet, f"Before it vanished {connected}")
    tablet.goto(FORM)
    tablet.get_by_label(NOTE).fill(f"After it vanished {connected}")
    kept(tablet)
    forget_store(tablet)
    save(tablet, f"After it vanished {connected}")
    if connected:
        tablet.unroute("**/api/sync")
    else:
        wire.mend()
    sent(tablet)
    assert arrived(f"Before it vanished {connected}") + arrived(f"After it vanished {connected}") == [
        f"Before it vanished {connected}",
        f"After it vanished {connected}",
    ]


FULL = """() => {
  const { put } = IDBObjectStore.prototype;
  window.makeRoom = () => void (IDBObjectStore.prototype.put = put);
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_a_full_tablet_says_so_keeps_the_words_and_saves_once_there_is_room(
    tablet: Page, wire: Wire, arrived: Arrived
) -> None:
    wire.cut()
    tablet.goto(FORM)
    expect(tablet.locator("[data-status-text]")).to_have_text("No connection")
    tablet.evaluate(FULL)
    tablet.get_by_label(NOTE).fill("Too much for this tablet")
    tablet.get_by_role("button", name="Save").click()
    expect(tablet.locator(".flash.problem")).to_have_text(
        "This tablet could not keep the entry. Your words are still here: free some space and save again."
    )
    expect(tablet.get_by_label(NOTE)).to_have_value("Too much for this tablet")
    expect(tablet.get_by_role("button", name="Save")).to_be_enabled()
    tablet.evaluate("window.makeRoom()")
    save(tablet, "Too much for this tablet")
    wire.mend()
    sent(tablet)
    assert arrived("Too much") == ["Too much for this tablet"]
