import assert from "node:assert/strict";
import test from "node:test";

import { fold } from "../../static/js/outbox/fold.js";
import { openChoices } from "../../static/js/outbox/choices.js";
import { create, update, withdraw } from "./operations.mjs";
import { memoryStorages, openPage } from "./storage.mjs";

const ME = { user: 42, device: "tablet" };

const opened = () => openPage(memoryStorages());
const opsOf = (rows) => rows.map(({ op }) => op);

test("what is saved is in the outbox, in a second copy and in the census", async () => {
  const { queue, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  assert.deepEqual((await queue.rows(42)).map((row) => row.body), [body]);
  assert.deepEqual(opsOf(await copies.all()), [body.op]);
  assert.deepEqual(await copies.census(), [{ op: body.op, user: 42, saved_ms: body.saved_ms }]);
});

test("a save that cannot be read back is no save", async () => {
  const { queue, store } = opened();
  store.read = async () => [];
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
  assert.deepEqual(await copies.all(), []);
});

test("an edit of what is on its way waits behind it and goes out on top of the receipt", async () => {
  const { queue, receipts } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  const first = update(body.entry, { minutes: 40 }, { minutes: 15 });
  const second = update(body.entry, { shared_note: "b" }, { shared_note: "" });
  await queue.save(first, ME);
  await queue.save(second, ME);
  assert.deepEqual((await queue.rows(42)).map((row) => row.op), [body.op]);
  await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
  const [row] = await queue.rows(42);
  assert.equal(row.body.head, body.op);
  assert.deepEqual(row.body.fields, { minutes: 40, shared_note: "b" });
  assert.deepEqual(row.body.was, { minutes: 15, shared_note: "" });
});

test("the same form saved again while it is on its way becomes a change of what was seen", async () => {
  const { queue, receipts } = opened();
  const long = "x".repeat(100);
  const body = create({ fields: { minutes: 15, shared_note: long, grade_band: "k_2" } });
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(create({ entry: body.entry, schools: [9], fields: { minutes: 15, shared_note: "short" } }), ME);
  await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
  const [row] = await queue.rows(42);
  assert.equal(row.body.type, "update");
  assert.deepEqual(row.body.fields, { shared_note: "short", grade_band: null, schools: [9] });
  assert.deepEqual([row.body.was.grade_band, row.body.was.schools], ["k_2", [7]]);
  const sum = "sha256:09ecb6ebc8bcefc733f6f2ec44f791abeed6a99edf0cc31519637898aebd52d8";
  assert.equal(row.body.was.shared_note, sum);
});

test("saved once more while it is on its way, the last form counts, back to the first words too", async () => {
  const { queue, receipts } = opened();
  const body = create({ fields: { minutes: 15, shared_note: "a" } });
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  const second = create({ entry: body.entry, fields: { minutes: 40, shared_note: "a" } });
  await queue.save(second, ME);
  await queue.save(create({ entry: body.entry, fields: { minutes: 15, shared_note: "b" } }), ME);
  await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
  const [row] = await queue.rows(42);
  assert.deepEqual([row.instead, row.body.fields, row.body.was], [[second.op], { shared_note: "b" }, { shared_note: "a" }]);
});

test("the same form saved over a change of what was received is a change too, whatever became of that one", async () => {
  const tried = async (receipts, { op }) => receipts.freeze([op]);
  const held = async (receipts, { op }) => receipts.settle([{ op, st: "held", code: "invalid", errors: {} }], 0);
  for (const [become, expected] of [
    [() => {}, { op: "third", fields: { minutes: 50 }, was: { minutes: 15 } }],
    [held, { op: "third", fields: { minutes: 50 }, was: { minutes: 15 } }],
    [tried, { op: "third", fields: { minutes: 50 }, was: { minutes: 40 } }],
  ]) {
    const { queue, receipts, store } = opened();
    const body = create();
    await queue.save(body, ME);
    await receipts.freeze([body.op]);
    await queue.save(create({ op: "second", entry: body.entry, fields: { minutes: 40 } }), ME);
    await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
    await become(receipts, { op: "second" });
    await queue.save(create({ op: "third", entry: body.entry, fields: { minutes: 50 } }), ME);
    const rows = [...(await store.all("outbox")), ...(await store.all("next"))];
    const { type, op, fields, was } = rows.at(-1).body;
    assert.deepEqual({ type, op, fields, was }, { type: "update", ...expected });
  }
});

test("a create that waits behind a change and is withdrawn again leaves no copy that brings it back", async () => {
  const { queue, receipts, store, copies } = opened();
  const edit = update("entry", { minutes: 40 }, { minutes: 15 });
  await queue.save(edit, ME);
  await receipts.freeze([edit.op]);
  await queue.save(create({ entry: "entry" }), ME);
  await queue.save(withdraw("entry", edit.op), ME);
  assert.deepEqual([opsOf(await store.all("outbox")), await store.all("next")], [[edit.op], []]);
  assert.deepEqual(opsOf(await copies.all()), [edit.op]);
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
    const { queue, receipts } = opened();
    const body = create();
    await queue.save(body, ME);
    await receipts.settle([{ op: body.op, st, rev: 1, head: body.op }], 0);
    const rows = await queue.rows(42);
    assert.equal(rows.length, left, st);
    if (left) assert.equal(rows[0].state, state, st);
  }
});

test("a result for another operation lets nothing go", async () => {
  const { queue, receipts } = opened();
  await queue.save(create(), ME);
  await receipts.settle([{ op: "another", st: "applied", rev: 1, head: "another" }], 0);
  assert.equal((await queue.rows(42)).length, 1);
});

test("what is held is mended by a new operation in its place", async () => {
  const { queue, receipts } = opened();
  const body = create({ fields: { minutes: 0 } });
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await receipts.settle([{ op: body.op, st: "held", code: "invalid", errors: { minutes: ["Between 1 and 1440."] } }], 0);
  const mended = create({ entry: body.entry });
  await queue.save(mended, ME);
  const rows = await queue.rows(42);
  assert.deepEqual(rows.map((row) => [row.op, row.state]), [[mended.op, "queued"]]);
});

test("what a restored server does not take again is received no longer, and said with what waited behind it", async () => {
  const { queue, store, receipts, custody } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
  await custody.heal();
  await queue.save(update(body.entry, { minutes: 40 }, { minutes: 15 }), ME);
  await receipts.settle([{ op: body.op, st: "held", code: "invalid", errors: {} }], 0);
  const journal = await store.all("journal");
  assert.deepEqual(journal, [{ op: body.op, at: 0 }]);
  const [row] = await queue.rows(42);
  assert.deepEqual([row.body.type, row.body.fields.minutes, row.instead], ["create", 40, [body.op]]);
});

test("what a restored server holds and its author says anew or lets go is received no longer", async () => {
  for (const act of ["save", "discard"]) {
    const { queue, store, receipts, custody } = opened();
    const body = create();
    await queue.save(body, ME);
    await receipts.freeze([body.op]);
    await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
    await custody.heal();
    await receipts.settle([{ op: body.op, st: "held", code: "invalid", errors: {} }], 0);
    if (act === "save") await queue.save(create({ entry: body.entry, op: "op-anew" }), ME);
    else await queue.discard(body.op);
    assert.deepEqual((await store.all("journal")).filter((row) => row.body), [], act);
  }
});

test("a discard lets go of what waits behind it too", async () => {
  const { queue, store, copies, receipts } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(update(body.entry, { minutes: 40 }, { minutes: 15 }), ME);
  const gone = await queue.discard(body.op);
  assert.deepEqual([gone[0].body, gone.length], [body, 2]);
  assert.deepEqual([await store.all("outbox"), await store.all("next"), await copies.all()], [[], [], []]);
  assert.deepEqual(await queue.discard(body.op), []);
});

test("a decision about one change, or its discard, leaves alone what waits behind another", async () => {
  for (const act of ["decide", "discard"]) {
    const { queue, store, receipts } = opened();
    const [body, early] = [create(), update("", {}, {}, { op: "op-early" })];
    await queue.save(body, ME);
    await receipts.freeze([body.op]);
    await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
    await queue.save({ ...early, entry: body.entry, fields: { minutes: 40 }, was: { minutes: 15 } }, ME);
    await receipts.freeze(["op-early"]);
    const clash = { field: "minutes", now: 20, yours: "kept" };
    await receipts.settle([{ op: "op-early", st: "merged", rev: 3, head: "h", conflicts: [clash] }], 0);
    await queue.save(update(body.entry, { shared_note: "a" }, { shared_note: "" }, { op: "op-on-its-way" }), ME);
    await receipts.freeze(["op-on-its-way"]);
    await queue.save(update(body.entry, { shared_note: "b" }, { shared_note: "a" }, { op: "op-later" }), ME);
    await queue[act]("op-early", update(body.entry, { minutes: 50 }, { minutes: 20 }, { op: "op-chosen" }));
    const behind = await store.all("next");
    assert.deepEqual(opsOf(await store.all("outbox")), ["op-on-its-way"], act);
    assert.equal(behind.length, 1);
    assert.deepEqual(behind[0].body.fields, act === "decide" ? { shared_note: "b", minutes: 50 } : { shared_note: "b" });
  }
});

test("a withdrawal of what was never on the server lets go of what waits behind it too", async () => {
  const { queue, store, receipts } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(update(body.entry, { minutes: 40 }, { minutes: 15 }), ME);
  await receipts.settle([{ op: body.op, st: "held", code: "invalid", errors: {} }], 0);
  const mended = create({ entry: body.entry });
  await queue.save(mended, ME);
  await queue.save(withdraw(body.entry, mended.op), ME);
  assert.deepEqual([await store.all("outbox"), await store.all("next")], [[], []]);
});

test("two creates of one entry are the later one under the first's identity", () => {
  const first = create();
  const second = create({ entry: first.entry, fields: { minutes: 30 } });
  assert.deepEqual(fold(first, second), { ...second, op: first.op });
});

test("a form of a received entry goes out as a change of what the server has", async () => {
  const { queue, receipts } = opened();
  const body = create({ fields: { minutes: 15, shared_note: "before" } });
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await receipts.settle([{ op: body.op, st: "applied", rev: 1, head: body.op }], 0);
  const again = create({ entry: body.entry, fields: { minutes: 20, shared_note: "before" } });
  await queue.save(again, ME);
  const [row] = await queue.rows(42);
  assert.equal(row.body.type, "update");
  assert.deepEqual([row.body.fields, row.body.was], [{ minutes: 20 }, { minutes: 15 }]);
  await queue.save(create({ entry: body.entry, fields: { minutes: 15, shared_note: "before" } }), ME);
  assert.deepEqual(await queue.rows(42), []);
});

test("what is frozen is what it says by then", async () => {
  const { queue, receipts } = opened();
  const body = create();
  await queue.save(body, ME);
  await queue.save(create({ entry: body.entry, fields: { minutes: 40 } }), ME);
  const [row] = await receipts.freeze([body.op]);
  assert.equal(row.body.fields.minutes, 40);
});

test("an edit behind an operation that is held goes out with it as a new one", async () => {
  const { queue, receipts } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  const edit = create({ entry: body.entry, fields: { minutes: 40 } });
  await queue.save(edit, ME);
  await receipts.settle([{ op: body.op, st: "held", code: "invalid", errors: {} }], 0);
  const [row] = await queue.rows(42);
  assert.deepEqual([row.op, row.body.type, row.state, row.body.fields.minutes], [edit.op, "create", "queued", 40]);
});

test("a merge that could not take all leaves the choice to its author", async () => {
  const { queue, receipts, store } = opened();
  const edit = update("entry-x", { shared_note: "mine", minutes: 20 }, { shared_note: "old", minutes: 15 });
  await queue.save(edit, ME);
  await receipts.freeze([edit.op]);
  const result = { op: edit.op, st: "merged", rev: 4, head: edit.op, fields: { shared_note: "theirs", minutes: 20 } };
  await receipts.settle([{ ...result, conflicts: [{ field: "shared_note", now: "theirs", yours: "kept" }] }], 0);
  const [row] = await queue.rows(42);
  assert.equal(row.state, "conflict");
  await openChoices(store, queue, async () => {}, () => "op-new")(row.op, { names: ["shared_note"] });
  const [{ op, body }] = await queue.rows(42);
  assert.deepEqual([op, body.fields, body.was, body.head], ["op-new", { shared_note: "mine" }, { shared_note: "theirs" }, edit.op]);
});

test("a withdrawal offered again is of the entry as it is now, however soon its author says so", async () => {
  const { queue, receipts, store } = opened();
  const learn = (rev, head) => store.change(["recent"], ({ recent }) => recent.put({ entry: "entry-x", user: 42, said: {}, rev, head }));
  await learn(4, "seen");
  const gone = withdraw("entry-x", "seen");
  await queue.save(gone, ME);
  await receipts.freeze([gone.op]);
  await receipts.settle([{ op: gone.op, st: "conflict", code: "changed_since", rev: 5, fields: {} }], 0);
  await openChoices(store, queue, () => learn(5, "theirs"), () => "op-new")(gone.op, { names: [], withdraws: true });
  const [{ op, body }] = await queue.rows(42);
  assert.deepEqual([op, body.type, body.head], ["op-new", "withdraw", "theirs"]);
});

test("what a server older than its form held is sent again once it knows the form", async () => {
  const { queue, receipts } = opened();
  const body = create({ form: 2 });
  await queue.save(body, ME);
  await receipts.settle([{ op: body.op, st: "held", code: "unknown_form", errors: {} }], 0);
  await queue.tryAgain(42, { classroom_visit: 1 }, () => "op-again");
  assert.equal((await queue.rows(42))[0].state, "held");
  await queue.tryAgain(42, { classroom_visit: 2 }, () => "op-again");
  const [row] = await queue.rows(42);
  assert.deepEqual([row.op, row.body.op, row.state], ["op-again", "op-again", "queued"]);
});

test("order is the order of saving, whatever the tablet's clock says", async () => {
  const { queue } = opened();
  const [first, second] = [create({ saved_ms: 2_000 }), create({ saved_ms: 1_000 })];
  for (const body of [first, second]) await queue.save(body, ME);
  assert.deepEqual((await queue.rows(42)).map(({ op }) => op), [first.op, second.op]);
});

test("what was discarded is taken back as it was, with what waited behind it", async () => {
  const { queue, receipts, store, copies } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(create({ entry: body.entry, fields: { minutes: 40 } }), ME);
  const before = [await store.all("outbox"), await store.all("next")];
  await queue.takeBack(await queue.discard(body.op));
  assert.deepEqual([await store.all("outbox"), await store.all("next")], before);
  assert.equal((await copies.all()).length, 2);
});

test("what one answer says of many is counted once, and only what it settled is let go", async () => {
  const { queue, receipts, copies } = opened();
  const bodies = [create(), create(), create()];
  for (const body of bodies) await queue.save(body, ME);
  const { count } = copies;
  let counts = 0;
  copies.count = (rows) => {
    counts += 1;
    return count(rows);
  };
  const said = ["applied", "held", "a new word"];
  await receipts.settle(bodies.map(({ op }, place) => ({ op, st: said[place], rev: 1, head: op })), 0);
  assert.equal(counts, 1);
  assert.deepEqual(opsOf(await copies.all()), [bodies[1].op, bodies[2].op]);
  assert.deepEqual((await queue.rows(42)).map(({ state }) => state), ["held", "queued"]);
});
