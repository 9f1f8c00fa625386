// One line that is only ever true: ready offline, what waits, what stands in the way.
import { momentOf } from "./clock_time.js";

// A browser may clear a page that nobody opens for a week.
const LONG_MS = 3 * 24 * 3600 * 1000;
const WORDS = {
  network: "No connection",
  slow: "The connection is very slow",
  portal: "A sign-in page of the network is in the way. Open it once, then come back; nothing is lost",
  sign_in: "Sign in to send",
  server: "The server does not answer right now",
  busy: "The server is busy",
  tablet: "This tablet's storage does not answer. Reload the page",
};

export function openStatus(root, { isReady }) {
  let trouble = null;

  // `waiting` entries, of which the oldest was saved then, and those that wait for their author; `asOf` is when the
  // server was last heard.
  async function show(waiting, { oldest, asOf, need = 0 } = {}) {
    const place = root.querySelector("[data-status]");
    if (!place) return;
    const parts = [];
    if (trouble) parts.push(WORDS[trouble] ?? "Not sent yet");
    else if (await isReady()) parts.push(asOf ? `Ready to work offline · refreshed ${momentOf(asOf)}` : "Ready to work offline");
    if (waiting) parts.push(waiting === 1 ? "1 entry waits" : `${waiting} entries wait`);
    if (need) parts.push(need === 1 ? "1 entry needs you" : `${need} entries need you`);
    if (waiting && Date.now() - oldest > LONG_MS) parts.push("connect before a break");
    place.hidden = parts.length === 0;
    place.dataset.state = trouble || need ? "trouble" : waiting ? "waiting" : "ready";
    place.querySelector("[data-status-text]").textContent = parts.join(" · ");
  }

  return { show, learn: (outcome) => (trouble = outcome.trouble) };
}
