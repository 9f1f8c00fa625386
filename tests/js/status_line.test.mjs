import assert from "node:assert/strict";
import test from "node:test";

import { openStatus } from "../../static/js/ui/status_line.js";

async function shown(waiting, { trouble = null, ready = true } = {}) {
  const text = {};
  const place = { dataset: {}, querySelector: () => text };
  const status = openStatus({ querySelector: () => place }, { isReady: async () => ready });
  status.learn({ trouble });
  await status.show(waiting);
  return { hidden: place.hidden, state: place.dataset.state, text: text.textContent };
}

test("ready and nothing waits", async () => {
  assert.deepEqual(await shown(0), { hidden: false, state: "ready", text: "Ready to work offline" });
});

test("what waits is counted, one by its own word", async () => {
  assert.equal((await shown(1)).text, "Ready to work offline · 1 entry waits");
  assert.deepEqual(await shown(12, { ready: false }), { hidden: false, state: "waiting", text: "12 entries wait" });
});

test("what stands in the way is named first, never beside a promise", async () => {
  assert.deepEqual(await shown(2, { trouble: "network" }), {
    hidden: false,
    state: "trouble",
    text: "No connection · 2 entries wait",
  });
  assert.equal((await shown(0, { trouble: "something new" })).text, "Not sent yet");
});

test("with nothing to say it says nothing", async () => {
  assert.equal((await shown(0, { ready: false })).hidden, true);
});
