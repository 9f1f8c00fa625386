// One line that is only ever true: ready offline, what waits, what stands in the way.
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

  async function show(waiting) {
    const place = root.querySelector("[data-status]");
    if (!place) return;
    const parts = [];
    if (trouble) parts.push(WORDS[trouble] ?? "Not sent yet");
    else if (await isReady()) parts.push("Ready to work offline");
    if (waiting) parts.push(waiting === 1 ? "1 entry waits" : `${waiting} entries wait`);
    place.hidden = parts.length === 0;
    place.dataset.state = trouble ? "trouble" : waiting ? "waiting" : "ready";
    place.querySelector("[data-status-text]").textContent = parts.join(" · ");
  }

  return { show, learn: (outcome) => (trouble = outcome.trouble) };
}
