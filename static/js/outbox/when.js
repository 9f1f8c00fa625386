// When to send: at once when asked, when the network or the page comes back, and on a timer that waits ever longer.
const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;
const IDLE = [null, "sign_in", "wrong_user"];

// `drain` resolves to `{ trouble, wait }`; `told` is handed each outcome. `page` and `clock` are window-like.
export function whenToSend(drain, told, { page, clock, random = Math.random }) {
  let timer = null;
  let failures = 0;
  let running = null;
  let again = false;

  // Asked while one runs, it runs once more afterwards: what was saved meanwhile is not left behind.
  async function now() {
    if (running) {
      again = true;
      return running;
    }
    clock.clearTimeout(timer);
    running = once();
    const outcome = await running;
    running = null;
    if (again) {
      again = false;
      return now();
    }
    return outcome;
  }

  async function once() {
    const outcome = await drain().catch((error) => ({ trouble: "tablet", error }));
    failures = outcome.trouble ? failures + 1 : 0;
    told(outcome);
    if (!IDLE.includes(outcome.trouble)) later(outcome.wait ?? 0);
    return outcome;
  }

  // Full jitter: tablets that lost the same network do not all come back at the same moment.
  function later(least) {
    const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
    const wait = Math.max(least, SHORTEST_MS + random() * (longest - SHORTEST_MS));
    timer = clock.setTimeout(() => (page.document.visibilityState === "visible" ? now() : later(least)), wait);
  }

  const afresh = () => {
    failures = 0;
    return now();
  };
  page.addEventListener("online", afresh);
  page.addEventListener("pageshow", afresh);
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "visible") afresh();
  });
  return afresh;
}
