// One request at a time to `/api`, and what its answer means. Trouble is an answer too: `{ trouble, wait }`.
const TIMEOUT_MS = 30_000;
// A short answer that hangs on a dead connection must not keep what waits from the next try.
const SHORT_MS = 10_000;
const BY_STATUS = { 401: "sign_in", 409: "epoch", 413: "too_large", 429: "busy", 503: "busy" };
const PLAIN_POST = { method: "POST", redirect: "manual" };
const TOO_LARGE = ["too_large", "too_many"];

export function openTransport(fetch, { timeoutMs = TIMEOUT_MS, shortMs = SHORT_MS } = {}) {
  async function ask(address, options, isOurs, patienceMs = timeoutMs) {
    const patience = AbortSignal.timeout(patienceMs);
    let answer;
    let body;
    try {
      answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: patience, ...options });
      body = parsed(await answer.text());
    } catch (error) {
      return { trouble: error?.name === "TimeoutError" ? "slow" : "network" };
    }
    if (answer.status === 200 && isOurs(body)) return { body };
    return meaning(answer, body);
  }

  return {
    hello: () => ask("/api/hello", {}, (body) => body?.fieldlog === "hello/1", shortMs),
    send: (batch, csrf) =>
      ask(
        "/api/sync",
        {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
          body: JSON.stringify(batch),
        },
        (body) => body?.fieldlog === "sync/1" && body.batch === batch.batch && Array.isArray(body.results),
      ),
    // True once the session is over; the answer itself is a redirect.
    signOut: (csrf) =>
      fetch("/sign-out", { ...PLAIN_POST, signal: AbortSignal.timeout(timeoutMs), headers: { "X-CSRFToken": csrf } }).then(
        ({ type, status }) => type === "opaqueredirect" || status < 400,
        () => false,
      ),
    // `withThreads`: of every school, not only of those where something changed.
    changes: (cursors, withThreads) =>
      ask(`/api/changes?s=${cursors.map(([id, seq]) => `${id}:${seq}`).join(",")}${withThreads ? "&threads=all" : ""}`, {}, (body) => body?.fieldlog === "changes/1"),
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Only our own words are believed: a sign-in page of the school's network answers 200 as well.
function meaning(answer, body) {
  const wait = 1000 * Number(answer.headers.get("Retry-After") ?? 0) || 0;
  if (body?.fieldlog !== "error/1") {
    const isServer = answer.status >= 500 && answer.status !== 511;
    return { trouble: isServer ? "server" : "portal", wait };
  }
  if (TOO_LARGE.includes(body.code)) return { trouble: "too_large", wait };
  if (answer.status === 400) return { trouble: "envelope", wait };
  if (answer.status === 403) return { trouble: body.code, wait };
  return { trouble: BY_STATUS[answer.status] ?? "server", wait };
}
