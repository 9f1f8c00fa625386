// When to send: at once when asked, when the network or the page comes back, and on a timer that waits ever longer.
const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;
const IDLE = [null, "sign_in", "wrong_user"];

// `drain` resolves to `{ trouble, wait, isElsewhere }`; `told` is handed each outcome. `page` and `clock` are window-like.
export function whenToSend(drain, told, { page, clock, random = Math.random }) {
  let timer = null;
  let failures = 0;
  let running = null;
  let next = null;
  let isAskedToWait = false;

  // Asked while one runs, it runs once more afterwards, and that is what is waited for: what was saved meanwhile is
  // not in the one that runs.
  function now() {
    if (running) return (next ??= running.catch(() => {}).then(begin));
    return begin();
  }

  function begin() {
    next = null;
    clock.clearTimeout(timer);
    isAskedToWait = false;
    return (running = once().finally(() => (running = null)));
  }

  async function once() {
    const outcome = await drain().catch((error) => ({ trouble: "tablet", error }));
    failures = outcome.trouble ? failures + 1 : 0;
    told(outcome);
    if (outcome.isElsewhere || !IDLE.includes(outcome.trouble)) later(outcome.wait ?? 0);
    return outcome;
  }

  // Full jitter: tablets that lost the same network do not all come back at the same moment.
  function later(least) {
    const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
    const wait = Math.max(least, SHORTEST_MS + random() * (longest - SHORTEST_MS));
    isAskedToWait = least > 0;
    timer = clock.setTimeout(() => (isSeen() ? now() : later(0)), wait);
  }

  const isSeen = () => page.document.visibilityState === "visible";

  function afresh() {
    failures = 0;
    return now();
  }

  // Only a person may be faster than the server asked for.
  const woken = () => {
    if (!isAskedToWait) afresh();
  };
  page.addEventListener("online", woken);
  // A page that was just opened sends at its start, once what was lost is put back.
  page.addEventListener("pageshow", ({ persisted }) => persisted && woken());
  page.document.addEventListener("visibilitychange", () => isSeen() && woken());
  return afresh;
}
