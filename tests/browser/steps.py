"""What a coach does at a tablet, step by step, and what she waits for."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_coach import sign_in_again

FORM = "/log/quick_support?school=S01"
NOTE = "Shared with the school"
# A machine that is busy with other things takes its time; whatever is wrong is still wrong afterwards.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
HEAR = """() => {
  sessionStorage.setItem("heard", "");
  new MutationObserver(() => {
    const said = [...document.querySelectorAll(".flash")].map(({ textContent }) => textContent).join(" ");
    if (said) sessionStorage.setItem("heard", `${sessionStorage.getItem("heard")} ${said}`);
  }).observe(document, { childList: true, subtree: true });
}"""
DRAFT_HOLDS_ALL = """() => new Promise((told) => {
  const form = document.querySelector("form.entry-form");
  const typed = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  const asked = indexedDB.open("fieldlog");
  asked.onsuccess = () => {
    const kept = asked.result.transaction("drafts").objectStore("drafts").get(form.elements.id.value);
    kept.onsuccess = () => {
      asked.result.close();
      told(JSON.stringify(kept.result?.typed) === JSON.stringify(typed));
    };
  };
})"""


def ready(page: Page) -> Page:
    """Wait until the tablet itself says that it is ready to work offline."""
    expect(page.locator("[data-status-text]")).to_contain_text("Ready to work offline")
    return page


def until(page: Page, holds: Callable[[], object]) -> None:
    """Ask again until it is so. Playwright’s own wait takes the promise of an answer for the answer."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < end, "waited for in vain"
        page.wait_for_timeout(100)


def kept(page: Page) -> None:
    """All that stands in the form is kept as a draft, and the form says so."""
    until(page, lambda: page.evaluate(DRAFT_HOLDS_ALL))
    expect(page.locator("[data-draft-time]")).to_contain_text("Draft kept")


def signed_in(page: Page) -> Page:
    """Signed in as the coach, unless the tablet still knows her, and ready to work offline."""
    page.goto("/sign-in")
    if page.url.endswith("/sign-in"):
        sign_in_again(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maya")
    return ready(page)


def tap_save(page: Page, button: str = "Save") -> None:
    """Save, and be home again. With a connection the first sentence soon gives way to the receipt."""
    page.evaluate(HEAR)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))
    assert "Saved on this tablet" in page.evaluate("sessionStorage.getItem('heard')")


def save(page: Page, note: str, button: str = "Save") -> None:
    # What is put back into the form meanwhile would stand beside what is typed.
    expect(page.locator("form[data-held]")).to_be_attached()
    page.get_by_label(NOTE).fill(note)
    tap_save(page, button)


def write(page: Page, note: str) -> None:
    page.goto(FORM)
    save(page, note)


def waits(page: Page, count: int) -> None:
    """So many entries wait on this tablet, as its own page says; of none it says so in words."""
    if count == 0:
        sent(page)
    else:
        page.goto("/outbox")
        expect(page.locator("[data-outbox] .entry")).to_have_count(count)


def sent(page: Page) -> None:
    page.goto("/outbox")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
