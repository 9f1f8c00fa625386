import assert from "node:assert/strict";
import test from "node:test";

import { openCustody } from "../../static/js/outbox/custody.js";
import { fold } from "../../static/js/outbox/fold.js";
import { openQueue } from "../../static/js/outbox/queue.js";
import { create, memoryCopies, memoryStore, update, withdraw } from "./memory.mjs";

const ME = { user: 42, device: "tablet" };

function opened({ now = () => 1000 } = {}) {
  const [store, copies] = [memoryStore(), memoryCopies()];
  const custody = openCustody(store, copies, now);
  return { store, copies, custody, queue: openQueue(store, custody, now) };
}

test("what is saved is in the outbox, in a second copy and in the census", async () => {
  const { queue, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  assert.deepEqual((await queue.rows(42)).map((row) => row.body), [body]);
  assert.deepEqual([...copies.kept.keys()], [body.op]);
  assert.deepEqual(await copies.census(), [{ op: body.op, user: 42, saved_ms: body.saved_ms }]);
});

test("a save that cannot be read back is no save", async () => {
  const { queue, store } = opened();
  store.get = async () => undefined;
  await assert.rejects(queue.save(create(), ME), { name: "DataError" });
});

test("each person's queue is their own", async () => {
  const { queue } = opened();
  await queue.save(create(), ME);
  await queue.save(create(), { user: 17, device: "tablet" });
  assert.equal((await queue.rows(42)).length, 1);
  assert.deepEqual(await queue.others(42), [{ user: 17, count: 1 }]);
});

test("an edit of what was never tried folds into it under the same operation", async () => {
  const { queue } = opened();
  const body = create();
  await queue.save(body, ME);
  await queue.save(update(body.entry, { minutes: 40, activity_date: "2026-11-19", schools: [9] }, {}), ME);
  const [row] = await queue.rows(42);
  assert.equal(row.op, body.op);
  assert.equal(row.body.type, "create");
  assert.deepEqual([row.body.fields.minutes, row.body.activity_date, row.body.schools], [40, "2026-11-19", [9]]);
});

test("what was never tried and is withdrawn leaves nothing to send", async () => {
  const { queue, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  await queue.save(withdraw(body.entry, body.op), ME);
  assert.deepEqual(await queue.rows(42), []);
  assert.equal(copies.kept.size, 0);
});

test("an edit of what is on its way waits behind it and goes out on top of the receipt", async () => {
  const { queue } = opened();
  const body = create();
  await queue.save(body, ME);
  await queue.freeze(body.op);
  const first = update(body.entry, { minutes: 40 }, { minutes: 15 });
  const second = update(body.entry, { shared_note: "b" }, { shared_note: "" });
  await queue.save(first, ME);
  await queue.save(second, ME);
  assert.deepEqual((await queue.rows(42)).map((row) => row.op), [body.op]);
  await queue.settle(body.op, { op: body.op, st: "applied", rev: 1, head: body.op });
  const [row] = await queue.rows(42);
  assert.equal(row.body.head, body.op);
  assert.deepEqual(row.body.fields, { minutes: 40, shared_note: "b" });
  assert.deepEqual(row.body.was, { minutes: 15, shared_note: "" });
});

test("the same form saved again while it is on its way becomes a change of what was seen", async () => {
  const { queue } = opened();
  const long = "x".repeat(100);
  const body = create({ fields: { minutes: 15, shared_note: long, grade_band: "k_2" } });
  await queue.save(body, ME);
  await queue.freeze(body.op);
  await queue.save(create({ entry: body.entry, schools: [9], fields: { minutes: 15, shared_note: "short" } }), ME);
  await queue.settle(body.op, { op: body.op, st: "applied", rev: 1, head: body.op });
  const [row] = await queue.rows(42);
  assert.equal(row.body.type, "update");
  assert.deepEqual(row.body.fields, { shared_note: "short", grade_band: null, schools: [9] });
  assert.deepEqual([row.body.was.grade_band, row.body.was.schools], ["k_2", [7]]);
  const sum = "sha256:09ecb6ebc8bcefc733f6f2ec44f791abeed6a99edf0cc31519637898aebd52d8";
  assert.equal(row.body.was.shared_note, sum);
});

test("only a result that ends it lets an operation go; a new word keeps it", async () => {
  for (const [st, left, state] of [
    ["applied", 0],
    ["merged", 0],
    ["held", 1, "held"],
    ["conflict", 1, "conflict"],
    ["refused", 1, "refused"],
    ["retry", 1, "queued"],
    ["postponed", 1, "queued"],
  ]) {
    const { queue } = opened();
    const body = create();
    await queue.save(body, ME);
    await queue.settle(body.op, { op: body.op, st, rev: 1, head: body.op });
    const rows = await queue.rows(42);
    assert.equal(rows.length, left, st);
    if (left) assert.equal(rows[0].state, state, st);
  }
});

test("a result for another operation lets nothing go", async () => {
  const { queue } = opened();
  await queue.save(create(), ME);
  await queue.settle("another", { op: "another", st: "applied", rev: 1, head: "another" });
  assert.equal((await queue.rows(42)).length, 1);
});

test("what is held is mended by a new operation in its place", async () => {
  const { queue } = opened();
  const body = create({ fields: { minutes: 0 } });
  await queue.save(body, ME);
  await queue.freeze(body.op);
  await queue.settle(body.op, { op: body.op, st: "held", code: "invalid", errors: { minutes: ["Between 1 and 1440."] } });
  const mended = create({ entry: body.entry });
  await queue.save(mended, ME);
  const rows = await queue.rows(42);
  assert.deepEqual(rows.map((row) => [row.op, row.state]), [[mended.op, "queued"]]);
});

test("a vanished store is filled again from the copies", async () => {
  const { queue, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  const store = memoryStore();
  const custody = openCustody(store, copies);
  assert.deepEqual(await custody.recover(), { restored: 1, lost: [] });
  const [row] = await openQueue(store, custody).rows(42);
  assert.deepEqual([row.body, row.frozen], [body, true]);
});

test("what only the census knows is reported as lost", async () => {
  const { queue, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  copies.kept.clear();
  const { lost } = await openCustody(memoryStore(), copies).recover();
  assert.deepEqual(lost, [{ op: body.op, user: 42, saved_ms: body.saved_ms }]);
});

test("what was received is not put back from an old copy", async () => {
  const { queue, copies, custody } = opened();
  const body = create();
  const row = await queue.save(body, ME);
  await queue.settle(body.op, { op: body.op, st: "applied", rev: 1, head: body.op });
  await copies.put(row);
  assert.equal((await custody.recover()).restored, 0);
});

test("after a restore what was received goes out again under its own operation", async () => {
  const { queue, custody } = opened();
  const body = create();
  await queue.save(body, ME);
  await queue.settle(body.op, { op: body.op, st: "applied", rev: 1, head: body.op });
  await custody.heal();
  const [row] = await queue.rows(42);
  assert.deepEqual([row.op, row.body, row.frozen], [body.op, body, true]);
});

test("the journal forgets after two days, and beyond five hundred", async () => {
  const hour = 3600 * 1000;
  let time = 0;
  const { store, custody } = opened({ now: () => time });
  for (let n = 0; n < 510; n += 1) await store.change(["journal"], ({ journal }) => journal.put({ op: `${n}`, at: n }));
  await custody.tidy();
  assert.equal((await store.all("journal")).length, 500);
  time = 49 * hour;
  await custody.tidy();
  assert.deepEqual(await store.all("journal"), []);
});

test("two creates of one entry are the later one under the first's identity", () => {
  const first = create();
  const second = create({ entry: first.entry, fields: { minutes: 30 } });
  assert.deepEqual(fold(first, second), { ...second, op: first.op });
});
