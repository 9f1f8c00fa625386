import assert from "node:assert/strict";
import test from "node:test";

import { whenToSend } from "../../static/js/outbox/when.js";

function opened(outcomes, { random = () => 1 } = {}) {
  const listeners = {};
  const on = (name, work) => (listeners[name] = work);
  const document = { visibilityState: "visible", addEventListener: on };
  const timers = [];
  const clock = { setTimeout: (work, ms) => timers.push({ work, ms }), clearTimeout: () => {} };
  const told = [];
  let drains = 0;
  const drain = async () => outcomes[Math.min(drains++, outcomes.length - 1)]();
  const afresh = whenToSend(drain, (o) => told.push(o.trouble), { page: { document, addEventListener: on }, clock, random });
  return { afresh, listeners, timers, told, document, drains: () => drains };
}

const fails = () => ({ trouble: "network" });
const works = () => ({ trouble: null });

test("trouble waits ever longer, at most a minute", async () => {
  const { afresh, timers } = opened([fails]);
  await afresh();
  for (let n = 0; n < 8; n += 1) await timers.at(-1).work();
  assert.deepEqual(timers.map(({ ms }) => ms), [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
});

test("the wait is drawn by lot and never below a second", async () => {
  const { afresh, timers } = opened([fails], { random: () => 0 });
  await afresh();
  assert.equal(timers[0].ms, 1000);
});

test("a server that says how long to wait is obeyed", async () => {
  const { afresh, timers } = opened([() => ({ trouble: "busy", wait: 30_000 })]);
  await afresh();
  assert.equal(timers[0].ms, 30_000);
});

test("nothing is timed when all is sent or only a sign-in helps", async () => {
  for (const trouble of [null, "sign_in", "wrong_user"]) {
    const { afresh, timers } = opened([() => ({ trouble })]);
    await afresh();
    assert.equal(timers.length, 0, String(trouble));
  }
});

test("network, page and sight each send at once and begin the waiting anew", async () => {
  const { afresh, listeners, timers, document, drains } = opened([fails]);
  await afresh();
  await timers.at(-1).work();
  for (const name of ["online", "pageshow", "visibilitychange"]) {
    await listeners[name]();
    await new Promise((done) => setImmediate(done));
    assert.equal(timers.at(-1).ms, 2000, name);
  }
  const before = drains();
  document.visibilityState = "hidden";
  await listeners.visibilitychange();
  assert.equal(drains(), before);
});

test("asked while it sends, it sends once more afterwards", async () => {
  let release;
  const slow = () => new Promise((done) => (release = () => done({ trouble: null })));
  const { afresh, drains } = opened([slow, works]);
  const first = afresh();
  afresh();
  afresh();
  release();
  await first;
  await new Promise((done) => setImmediate(done));
  assert.equal(drains(), 2);
});

test("a tablet's own error is told, and tried again", async () => {
  const { afresh, told, timers } = opened([() => Promise.reject(new Error("storage"))]);
  await afresh();
  assert.deepEqual([told, timers.length], [["tablet"], 1]);
});
