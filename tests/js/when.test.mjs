import assert from "node:assert/strict";
import test from "node:test";

import { whenToSend } from "../../static/js/outbox/when.js";

function opened(outcomes, { random = () => 1, told = () => {} } = {}) {
  const listeners = {};
  const on = (name, work) => (listeners[name] = work);
  const document = { visibilityState: "visible", addEventListener: on };
  const timers = [];
  const clock = {
    setTimeout: (work, ms) => timers.push({ work, ms }),
    clearTimeout: (id) => id && (timers[id - 1].isCleared = true),
  };
  const heard = [];
  const hear = (outcome) => {
    heard.push(outcome.trouble);
    told(outcome);
  };
  let drains = 0;
  const drain = async () => outcomes[Math.min(drains++, outcomes.length - 1)]();
  const afresh = whenToSend(drain, hear, { page: { document, addEventListener: on }, clock, random });
  return { afresh, listeners, timers, heard, document, drains: () => drains };
}

const fails = () => ({ trouble: "network" });
const works = () => ({ trouble: null });
const asksToWait = () => ({ trouble: "busy", wait: 30_000 });
const WAKES = ["online", "pageshow", "visibilitychange"];
const settled = () => new Promise((done) => setImmediate(done));

test("trouble waits ever longer, at most a minute", async () => {
  const { afresh, timers } = opened([fails]);
  await afresh();
  for (let n = 0; n < 8; n += 1) await timers.at(-1).work();
  assert.deepEqual(timers.map(({ ms }) => ms), [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
});

test("what another tab is sending is looked after once more, soon", async () => {
  const { afresh, timers, drains } = opened([() => ({ trouble: null, isElsewhere: true }), works]);
  await afresh();
  assert.deepEqual(timers.map(({ ms }) => ms), [1000]);
  await timers[0].work();
  assert.deepEqual([drains(), timers.length], [2, 1]);
});

test("the wait is drawn by lot, between a second and the longest of its turn", async () => {
  for (const [lot, waits] of [[0, [1000, 1000, 1000]], [0.5, [1500, 2500, 4500]], [1, [2000, 4000, 8000]]]) {
    const { afresh, timers } = opened([fails], { random: () => lot });
    await afresh();
    for (let n = 0; n < 2; n += 1) await timers.at(-1).work();
    assert.deepEqual(timers.map(({ ms }) => ms), waits);
  }
});

test("a server that says how long to wait is obeyed, and waited for longer when it is the tablet's turn to", async () => {
  const { afresh, timers } = opened([asksToWait]);
  await afresh();
  for (let n = 0; n < 6; n += 1) await timers.at(-1).work();
  assert.deepEqual(timers.map(({ ms }) => ms), [30_000, 30_000, 30_000, 30_000, 32_000, 60_000, 60_000]);
});

test("while the server's wait runs, neither network nor page nor sight cut it short", async () => {
  const { afresh, listeners, timers, drains } = opened([asksToWait, works]);
  await afresh();
  for (const name of WAKES) await listeners[name]({ persisted: true });
  assert.equal(drains(), 1);
  await timers[0].work();
  assert.equal(drains(), 2);
  for (const name of WAKES) {
    await listeners[name]({ persisted: true });
    await settled();
  }
  assert.equal(drains(), 5);
});

test("a tap cuts every wait short, and begins the waiting anew", async () => {
  for (const [outcome, first] of [[fails, 2000], [asksToWait, 30_000]]) {
    const { afresh, timers, drains } = opened([outcome]);
    await afresh();
    for (let n = 0; n < 5; n += 1) await timers.at(-1).work();
    await afresh();
    assert.deepEqual([drains(), timers.at(-1).ms], [7, first]);
    assert.deepEqual(timers.map(({ isCleared = false }) => isCleared), [...Array(6).fill(true), false]);
  }
});

test("nothing is timed when all is sent or only a sign-in helps", async () => {
  for (const trouble of [null, "sign_in", "wrong_user"]) {
    const { afresh, timers } = opened([() => ({ trouble })]);
    await afresh();
    assert.equal(timers.length, 0, String(trouble));
  }
});

test("after a success the waiting begins anew", async () => {
  const { afresh, timers, listeners } = opened([fails, fails, fails, works, fails]);
  await afresh();
  for (let n = 0; n < 3; n += 1) await timers.at(-1).work();
  assert.equal(timers.length, 3);
  listeners.online();
  await settled();
  assert.equal(timers.at(-1).ms, 2000);
});

for (const name of WAKES) {
  test(`${name} sends at once, and begins the waiting anew`, async () => {
    const { afresh, listeners, timers, drains } = opened([fails]);
    await afresh();
    await timers.at(-1).work();
    await listeners[name]({ persisted: true });
    await settled();
    assert.deepEqual([drains(), timers.map(({ ms }) => ms)], [3, [2000, 4000, 2000]]);
    assert.ok(timers[1].isCleared);
  });
}

test("a page that was just opened is not sent for beside its start", async () => {
  const { listeners, drains } = opened([works]);
  listeners.pageshow({ persisted: false });
  await settled();
  assert.equal(drains(), 0);
});

test("a page that is hidden sends nothing at that, and at once when it is seen again", async () => {
  const { listeners, document, drains } = opened([works]);
  document.visibilityState = "hidden";
  listeners.visibilitychange();
  await settled();
  assert.equal(drains(), 0);
  document.visibilityState = "visible";
  listeners.visibilitychange();
  await settled();
  assert.equal(drains(), 1);
});

test("the network's return sends even from a hidden page: a tablet in its bag may have it for a moment only", async () => {
  const { listeners, document, drains } = opened([works]);
  document.visibilityState = "hidden";
  listeners.online();
  await settled();
  assert.equal(drains(), 1);
});

test("a hidden page whose wait is over sends nothing until it is seen, then at once", async () => {
  const { afresh, listeners, timers, document, drains } = opened([asksToWait, works]);
  await afresh();
  document.visibilityState = "hidden";
  for (let n = 0; n < 3; n += 1) await timers.at(-1).work();
  assert.equal(drains(), 1);
  document.visibilityState = "visible";
  listeners.visibilitychange();
  await settled();
  assert.equal(drains(), 2);
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
  await settled();
  assert.equal(drains(), 2);
});

test("who asks while it sends hears how the next sending went", async () => {
  let release;
  const slow = () => new Promise((done) => (release = () => done({ trouble: "network" })));
  const { afresh } = opened([slow, works]);
  const first = afresh();
  const second = afresh();
  release();
  assert.equal((await first).trouble, "network");
  assert.equal((await second).trouble, null);
});

test("a tablet's own error is told, and tried again", async () => {
  const { afresh, heard, timers } = opened([() => Promise.reject(new Error("storage"))]);
  await afresh();
  assert.deepEqual([heard, timers.length], [["tablet"], 1]);
});

test("a page that stumbles over what it is told can still send", async () => {
  const stumble = () => {
    throw new Error("drawing");
  };
  const { afresh, drains } = opened([works], { told: stumble });
  await assert.rejects(afresh(), { message: "drawing" });
  await assert.rejects(afresh(), { message: "drawing" });
  assert.equal(drains(), 2);
});
