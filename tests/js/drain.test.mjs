import assert from "node:assert/strict";
import test from "node:test";

import { openDrain } from "../../static/js/outbox/drain.js";
import { openTransport } from "../../static/js/outbox/transport.js";
import { openHere } from "../../static/js/outbox/here.js";
import { create, update, withdraw } from "./operations.mjs";
import { memoryStorages, openPage } from "./storage.mjs";

const ME = { user: 42, device: "tablet" };
const HELLO = { fieldlog: "hello/1", user: 42, csrf: "token", epoch: "e1", schools: [], forms: {} };

// A server of a few lines: `answers` is asked for each batch and may throw, refuse, or say nothing.
function opened({ hello = () => ({ body: HELLO }), answer = applied } = {}) {
  const storages = memoryStorages();
  const { store, custody, queue, receipts } = openPage(storages);
  const caughtUp = [];
  const catchUp = async (hello, isDue) => void caughtUp.push(isDue);
  const settled = ({ sent }) => caughtUp.push(`${sent} sent`);
  const batches = [];
  const transport = {
    hello: async () => hello(),
    send: async (batch, csrf) => {
      batches.push({ ...batch, csrf });
      return answer(batch, batches.length);
    },
  };
  const here = openHere(store, storages.caches, storages.locks, () => "tablet");
  const meta = { get: (key) => store.get("meta", key), put: (v) => store.change(["meta"], (s) => s.meta.put(v)), remove: (k) => store.change(["meta"], (s) => s.meta.remove(k)) };
  const drain = openDrain({ queue, receipts, custody, catchUp, settled, transport, locks: storages.locks, meta, here, build: "b" });
  return { drain, queue, batches, caughtUp, meta, transport, start: async () => {} };
}

const results = (batch, st) => batch.ops.map(({ op }) => ({ op, st, rev: 1, head: op }));
function applied(batch) {
  return { body: { batch: batch.batch, results: results(batch, "applied"), next_ms: 0 } };
}

async function fill(queue, count, more) {
  const bodies = Array.from({ length: count }, () => create(more));
  for (const body of bodies) await queue.save(body, ME);
  return bodies;
}

test("everything goes out oldest first, in batches of twenty-five", async () => {
  const { drain, queue, batches, start } = opened();
  await start();
  const bodies = await fill(queue, 30);
  assert.deepEqual(await drain(), { trouble: null, sent: 30, user: 42 });
  assert.deepEqual(batches.map((batch) => batch.ops.length), [25, 5]);
  assert.deepEqual(batches.flatMap((batch) => batch.ops), bodies);
  assert.equal(batches[0].csrf, "token");
  assert.deepEqual(await queue.rows(42), []);
});

test("a batch is no longer than 128 KB", async () => {
  const { drain, queue, batches, start } = opened();
  await start();
  await fill(queue, 4, { fields: { shared_note: "x".repeat(60_000) } });
  await drain();
  assert.deepEqual(batches.map((batch) => batch.ops.length), [2, 2]);
});

test("nothing leaves the tablet unless its own result came", async () => {
  for (const answer of [
    () => ({ trouble: "network" }),
    () => ({ trouble: "portal" }),
    () => ({ trouble: "sign_in" }),
    () => ({ trouble: "busy", wait: 2000 }),
    (batch) => ({ body: { batch: batch.batch, results: [] } }),
    (batch) => ({ body: { batch: batch.batch, results: [{ op: "another", st: "applied" }] } }),
    (batch) => ({ body: { batch: batch.batch, results: results(batch, "retry") } }),
  ]) {
    const { drain, queue, start } = opened({ answer });
    await start();
    const [body] = await fill(queue, 1);
    const outcome = await drain();
    assert.ok(outcome.trouble);
    assert.deepEqual((await queue.rows(42)).map((row) => [row.body, row.state]), [[body, "queued"]]);
  }
});

test("one bad operation is set aside and the rest goes on", async () => {
  const answer = (batch) => {
    const said = results(batch, "applied");
    said[0] = { op: batch.ops[0].op, st: "held", code: "invalid", errors: {} };
    return { body: { batch: batch.batch, results: said } };
  };
  const { drain, queue, start } = opened({ answer });
  await start();
  await fill(queue, 3);
  // What is held was not received, and must not be said to be.
  assert.deepEqual(await drain(), { trouble: null, sent: 2, user: 42 });
  assert.deepEqual((await queue.rows(42)).map((row) => row.state), ["held"]);
});

test("a batch that is too large is halved, and one that cannot be read alone is set aside", async () => {
  const answer = (batch) => (batch.ops.length > 1 ? { trouble: "too_large" } : { trouble: "envelope" });
  const { drain, queue, batches, start } = opened({ answer });
  await start();
  await fill(queue, 4);
  await drain();
  assert.deepEqual(batches.slice(0, 3).map((batch) => batch.ops.length), [4, 2, 1]);
  assert.deepEqual((await queue.rows(42)).map((row) => row.state), Array(4).fill("refused"));
});

test("a stale token is fetched anew once", async () => {
  let hellos = 0;
  const hello = () => ({ body: { ...HELLO, csrf: `token-${(hellos += 1)}` } });
  const { drain, queue, batches, start } = opened({
    hello,
    answer: (batch, count) => (count === 1 ? { trouble: "csrf" } : applied(batch)),
  });
  await start();
  await fill(queue, 1);
  assert.equal((await drain()).sent, 1);
  assert.deepEqual(batches.map((batch) => batch.csrf), ["token-1", "token-2"]);
  const stubborn = opened({ answer: () => ({ trouble: "csrf" }) });
  await stubborn.start();
  await fill(stubborn.queue, 1);
  assert.equal((await stubborn.drain()).trouble, "csrf");
});

test("a new epoch puts back what was received before it", async () => {
  let epoch = "e1";
  const { drain, queue, batches, start } = opened({ hello: () => ({ body: { ...HELLO, epoch } }) });
  await start();
  const [body] = await fill(queue, 1);
  await drain();
  epoch = "e2";
  await drain();
  assert.deepEqual(batches.map((batch) => [batch.epoch, batch.ops[0]]), [["e1", body], ["e2", body]]);
});

test("only the rows of who is signed in are sent", async () => {
  const { drain, queue, batches, start } = opened({ hello: () => ({ body: { ...HELLO, user: 17 } }) });
  await start();
  await fill(queue, 2);
  const outcome = await drain();
  assert.deepEqual([outcome.sent, batches.length, (await queue.rows(42)).length], [0, 0, 2]);
});

test("what is edited or withdrawn while it is listed for sending goes out as it then is, or not at all", async () => {
  const { drain, queue, batches, start } = opened();
  await start();
  const [edited, withdrawn] = await fill(queue, 2);
  const listed = queue.rows;
  queue.rows = async (user) => {
    queue.rows = listed;
    const rows = await listed(user);
    await queue.save(update(edited.entry, { minutes: 40 }, { minutes: 15 }), ME);
    await queue.save(withdraw(withdrawn.entry, withdrawn.op), ME);
    return rows;
  };
  assert.equal((await drain()).sent, 1);
  assert.deepEqual(batches.map(({ ops }) => ops.map(({ op, fields }) => [op, fields])), [[[edited.op, { minutes: 40 }]]]);
});

test("when all that was listed was withdrawn, nothing is sent", async () => {
  const { drain, queue, batches, start } = opened();
  await start();
  const [body] = await fill(queue, 1);
  const listed = queue.rows;
  queue.rows = async (user) => {
    queue.rows = listed;
    const rows = await listed(user);
    await queue.discard(body.op);
    return rows;
  };
  assert.deepEqual([await drain(), batches], [{ trouble: null, sent: 0, user: 42 }, []]);
});

test("a failing hello is told and nothing is tried", async () => {
  const { drain, queue, batches, start } = opened({ hello: () => ({ trouble: "network" }) });
  await start();
  await fill(queue, 1);
  assert.equal((await drain()).trouble, "network");
  assert.equal(batches.length, 0);
  assert.equal((await queue.rows(42))[0].frozen, false);
});

const answering = (status, text, headers = {}) => async () => ({
  status,
  text: async () => text,
  headers: new Headers(headers),
});

test("who left without the network is signed out with the first answer, or was so by a page that is gone", async () => {
  for (const [hello, ends, said] of [
    [{ body: HELLO }, true, { sent: 0, trouble: "sign_in", isSignedOut: true }],
    [{ body: HELLO }, false, { sent: 0, trouble: "sign_in", isSignedOut: false }],
    [{ trouble: "sign_in" }, true, { sent: 0, trouble: "sign_in", isSignedOut: true }],
  ]) {
    const { drain, queue, batches, meta, transport } = opened({ hello: () => hello });
    transport.signOut = async () => ends;
    await fill(queue, 1);
    await meta.put({ key: "leaving", user: 42 });
    assert.deepEqual(await drain(), said);
    assert.equal(Boolean(await meta.get("leaving")), !ends);
    assert.deepEqual(batches, []);
  }
});

test("a session that ended by itself is nobody's leaving", async () => {
  const { drain, queue } = opened({ hello: () => ({ trouble: "sign_in" }) });
  await fill(queue, 1);
  assert.deepEqual(await drain(), { sent: 0, trouble: "sign_in" });
});

test("each answer is named for what it is", async () => {
  const error = (code) => JSON.stringify({ fieldlog: "error/1", code });
  for (const [answer, trouble, wait = 0] of [
    [answering(200, "<html>sign in to the network</html>"), "portal"],
    [answering(200, "{}"), "portal"],
    [answering(200, JSON.stringify({ fieldlog: "sync/1", batch: "other", results: [] })), "portal"],
    [answering(200, '{"fieldlog":"sync/1","batch":"b","resu'), "portal"],
    [answering(0, ""), "portal"],
    [answering(511, "<html></html>"), "portal"],
    [answering(500, "oops"), "server"],
    [answering(401, error("sign_in")), "sign_in"],
    [answering(403, error("csrf")), "csrf"],
    [answering(403, error("wrong_user")), "wrong_user"],
    [answering(409, error("epoch")), "epoch"],
    [answering(413, error("too_many")), "too_large"],
    [answering(400, error("envelope")), "envelope"],
    [answering(503, error("busy"), { "Retry-After": "2" }), "busy", 2000],
    [() => Promise.reject(new TypeError("failed to fetch")), "network"],
    [() => Promise.reject(new DOMException("late", "TimeoutError")), "slow"],
  ]) {
    const said = await openTransport(answer).send({ batch: "b" }, "token");
    assert.deepEqual([said.trouble, said.wait ?? 0], [trouble, wait]);
  }
  const ours = { fieldlog: "sync/1", batch: "b", results: [] };
  assert.deepEqual(await openTransport(answering(200, JSON.stringify(ours))).send({ batch: "b" }, "t"), { body: ours });
});

test("a first answer that never comes is waited for only shortly, a batch for longer", async (t) => {
  const running = setInterval(() => {}, 1000); // a timeout of a signal alone keeps no process running
  t.after(() => clearInterval(running));
  const never = (_, { signal }) => new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(signal.reason)));
  const transport = openTransport(never, { shortMs: 5, timeoutMs: 60_000 });
  const batch = transport.send({ batch: "b" }, "token");
  assert.equal((await transport.hello()).trouble, "slow");
  assert.equal(await Promise.race([batch, "still waited for"]), "still waited for");
});

test("operations that must come again keep none behind them waiting", async () => {
  const stubborn = new Set();
  const answer = (batch) => {
    const said = batch.ops.map(({ op }) => ({ op, st: stubborn.has(op) ? "retry" : "applied", rev: 1, head: op }));
    return { body: { batch: batch.batch, results: said, next_ms: 0 } };
  };
  const { drain, queue, batches, start } = opened({ answer });
  await start();
  for (const { op } of await fill(queue, 25)) stubborn.add(op);
  await fill(queue, 1);
  assert.deepEqual(await drain(), { trouble: "busy", sent: 1, user: 42 });
  assert.deepEqual(batches.map((batch) => batch.ops.length), [25, 1]);
});

test("a tablet catches up with the change that its own met", async () => {
  const answer = (batch) => ({ body: { batch: batch.batch, results: results(batch, "conflict"), next_ms: 0 } });
  const { drain, queue, caughtUp, start } = opened({ answer });
  await start();
  await fill(queue, 1);
  assert.equal((await drain()).sent, 0);
  assert.deepEqual(caughtUp, ["0 sent", true]);
});

test("a tablet catches up although something is to be asked again", async () => {
  const answer = (batch) => ({ body: { batch: batch.batch, results: results(batch, "retry"), next_ms: 0 } });
  const { drain, queue, caughtUp, start } = opened({ answer });
  await start();
  await fill(queue, 1);
  assert.equal((await drain()).trouble, "busy");
  assert.deepEqual(caughtUp, [false]);
});

test("a tablet says what was sent before it catches up, and catches up at once when something was", async () => {
  const { drain, queue, caughtUp, start } = opened();
  await start();
  await drain();
  await fill(queue, 1);
  await drain();
  assert.deepEqual(caughtUp, [false, "1 sent", true]);
});
