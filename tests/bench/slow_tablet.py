"""A tablet with a slow processor: one Chromium profile with one page, timed in the page itself."""

import time
from typing import Any

from playwright.sync_api import Browser

SLOWED = 4
PATIENCE_S = 30
# Tells ms up to the frame in which the thing is seen: `ready` from the navigation until all was loaded and
# ran, `filled` until a form kept for offline was filled, `saved` from the tap on Save until the sentence
# stands there, on whichever page: without a connection home may come before the frame does.
WATCH = """(() => {
  const seen = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  });
  let isTold = false;
  let isFilled = false;
  addEventListener("click", ({ target, timeStamp }) => {
    const isSave = target.closest?.("button[type=submit]");
    if (isSave) sessionStorage.setItem("tapped", performance.timeOrigin + timeStamp);
  }, { capture: true });
  addEventListener("load", () => seen((now) => window.tellBench("ready", now)));
  // Looks for as little as it can: what it costs, it costs the longer page more.
  const isTapped = () => sessionStorage.getItem("tapped");
  const isSaid = () => isTapped() && document.querySelector(".flash.kept, .flash.received");
  new MutationObserver((records) => {
    if (!isTold && isSaid()) {
      isTold = true;
      seen((now) => {
        window.tellBench("saved", performance.timeOrigin + now - sessionStorage.getItem("tapped"));
        sessionStorage.removeItem("tapped");
        isTold = false;
      });
    }
    if (!isFilled && records.some(({ type }) => type === "attributes")) {
      isFilled = true;
      seen((now) => window.tellBench("filled", now));
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-filled"] });
})();"""


class SlowTablet:
    """Nothing is cached at first; `state` are the cookies of who is signed in."""

    def __init__(self, browser: Browser, home: str, state: Any = None):
        self._context = browser.new_context(
            base_url=home, storage_state=state, viewport={"width": 768, "height": 1024}
        )
        self._told: dict[str, float] = {}
        self._context.expose_binding("tellBench", lambda _source, what, ms: self._told.update({what: ms}))
        self._context.add_init_script(WATCH)
        self.page = self._context.new_page()
        devtools = self._context.new_cdp_session(self.page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})

    def open(self, path: str, until: str = "ready") -> float:
        """Go there; ms until it is there, all of it, and seen."""
        self._told.clear()
        self.page.goto(path)
        return self._wait_for(until)

    def tap_save(self) -> float:
        """ms from the tap until the tablet says that the entry is kept."""
        self._told.clear()
        self.page.get_by_role("button", name="Save").click()
        return self._wait_for("saved")

    def cut(self, is_cut: bool = True) -> None:
        """The network is gone, for the page and its worker, or back."""
        self._context.set_offline(is_cut)

    def close(self) -> None:
        self._context.close()

    def _wait_for(self, what: str) -> float:
        patience = time.monotonic() + PATIENCE_S
        while what not in self._told:
            if time.monotonic() > patience:
                raise TimeoutError(f"{self.page.url} never told “{what}”")
            # Playwright hands over what the page told only while it is waited for.
            self.page.wait_for_timeout(5)
        return self._told[what]
