import assert from "node:assert/strict";
import test from "node:test";

import { openDrain } from "../../static/js/outbox/drain.js";
import { openHere } from "../../static/js/outbox/here.js";
import { create, update } from "./operations.mjs";
import { memoryStorages, openPage, vanish } from "./storage.mjs";

const ME = { user: 42, device: "tablet" };
const COLLEAGUE = { user: 17, device: "tablet" };
const HOUR = 3600_000;
const BEGIN = 1_790_000_000_000;

// A tablet whose server answers each operation as `answers` says, and keeps what it was told.
function opened(answers = () => "applied") {
  const storages = memoryStorages();
  const { store, custody, queue, receipts } = openPage(storages);
  const server = { at: BEGIN, user: 42, may_log: true, batches: [], isSilent: false, isWaitedFor: false };
  const transport = {
    hello: async () => ({ body: { user: server.user, may_log: server.may_log, csrf: "t", epoch: "e", server_ms: server.at, schools: [], forms: {} } }),
    send: async (batch) => {
      if (server.isSilent) return { trouble: "network" };
      server.batches.push(JSON.parse(JSON.stringify(batch)));
      return { body: { batch: batch.batch, server_ms: server.at, results: batch.ops.map((op) => ({ op: op.op, rev: 1, head: op.op, ...resultOf(answers(op)) })) } };
    },
  };
  const meta = { get: (key) => store.get("meta", key), put: (v) => store.change(["meta"], (s) => s.meta.put(v)), remove: (k) => store.change(["meta"], (s) => s.meta.remove(k)) };
  const here = openHere(store, storages.caches, storages.locks, () => "tablet");
  const catchUp = async () => server.isWaitedFor;
  const drain = openDrain({ queue, receipts, custody, catchUp, transport, locks: storages.locks, meta, here, build: "b" });
  const told = () => server.batches.map(({ ops, pending }) => [ops.length, pending.count]);
  return { server, drain, queue, receipts, storages, told };
}

const resultOf = (said) => (typeof said === "string" ? { st: said } : said);

test("that nothing is unsent is told at once, then once an hour, and again when somebody else is there", async () => {
  const { server, drain, told } = opened();
  await drain();
  assert.deepEqual(server.batches[0].pending, { count: 0, oldest_ms: null, others: [], as_of_ms: BEGIN });
  await drain();
  server.at += HOUR - 1;
  await drain();
  assert.equal(told().length, 1);
  server.at += 1;
  await drain();
  assert.deepEqual(told(), [[0, 0], [0, 0]]);
  server.user = 17;
  await drain();
  assert.deepEqual(told(), [[0, 0], [0, 0], [0, 0]]);
  assert.equal(server.batches[2].user, 17);
});

test("what was sent needs no word of its own: each batch says what it left", async () => {
  const { server, drain, queue, told } = opened();
  await drain();
  server.batches = [];
  for (let number = 0; number < 30; number += 1) await queue.save(create({ saved_ms: BEGIN + number }), ME);
  await drain();
  await drain();
  assert.deepEqual(told(), [[25, 30], [5, 5]]);
  assert.deepEqual(server.batches.map(({ pending }) => pending.oldest_ms), [BEGIN, BEGIN + 25]);
});

test("what was refused is on this tablet alone; what is held or left to a choice is not", async () => {
  const said = ["refused", "held", { st: "merged", conflicts: [{ field: "minutes", now: 5, yours: "kept" }] }, "applied"];
  const { server, drain, queue, told } = opened(() => said.shift());
  const [refused, , , received] = [create({ saved_ms: BEGIN }), create(), create(), create()];
  for (const body of [refused, create(), create(), received]) await queue.save(body, ME);
  await drain();
  assert.deepEqual(told(), [[4, 4], [0, 1]]);
  assert.equal(server.batches[1].pending.oldest_ms, BEGIN);
  await drain();
  assert.equal(told().length, 2);
  await queue.discard(refused.op);
  await drain();
  assert.deepEqual(told().at(-1), [0, 0]);
});

test("what is to be asked again is unsent still, and is told so once", async () => {
  const { drain, queue, told } = opened(() => "retry");
  await queue.save(create(), ME);
  assert.equal((await drain()).trouble, "busy");
  await drain();
  assert.deepEqual(told(), [[1, 1], [0, 1], [1, 1]]);
});

test("a change that waits behind another is unsent too", async () => {
  const { queue, receipts } = opened();
  const body = create({ saved_ms: BEGIN });
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(update(body.entry, { minutes: 20 }, { minutes: 15 }, { saved_ms: BEGIN + 1 }), ME);
  assert.deepEqual(await queue.pending(42), { count: 2, oldest_ms: BEGIN, others: [] });
});

test("of others on the same tablet their numbers are told", async () => {
  const { server, drain, queue } = opened();
  await queue.save(create(), COLLEAGUE);
  await queue.save(create(), { user: 9, device: "tablet" });
  await queue.save(create(), COLLEAGUE);
  await drain();
  assert.deepEqual(server.batches.map(({ pending }) => [pending.count, pending.others]), [[0, [{ user: 9, count: 1 }, { user: 17, count: 2 }]]]);
  server.user = 17;
  await drain();
  assert.deepEqual(server.batches[1].ops.length, 2);
  assert.deepEqual(server.batches.at(-1).pending.others, [{ user: 9, count: 1 }]);
});

test("what could not be told is told the next time, and stops nothing", async () => {
  const { server, drain, told } = opened();
  server.isSilent = true;
  assert.deepEqual(await drain(), { trouble: null, sent: 0, user: 42 });
  server.isSilent = false;
  await drain();
  assert.deepEqual(told(), [[0, 0]]);
});

test("a form that is there to be written in is not kept waiting by it", async () => {
  const { server, drain, told } = opened();
  server.isWaitedFor = true;
  await drain();
  assert.deepEqual(told(), []);
});

test("who only reads tells nothing", async () => {
  const { server, drain, told } = opened();
  server.may_log = false;
  await drain();
  assert.deepEqual(told(), []);
});

test("a database that vanished does not say that nothing is unsent", async () => {
  const { server, drain, queue, storages, told } = opened();
  server.user = 17;
  await queue.save(create(), ME);
  await queue.save(create(), COLLEAGUE);
  await drain();
  assert.deepEqual(told()[0], [1, 1]);
  await vanish(storages);
  server.at += HOUR;
  await drain();
  assert.deepEqual(server.batches.at(-1).pending.others, [{ user: 42, count: 1 }]);
});
