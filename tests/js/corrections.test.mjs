import assert from "node:assert/strict";
import test from "node:test";

import { create } from "./operations.mjs";
import { memoryStorages, openPage } from "./storage.mjs";

const ME = { user: 42, device: "tablet" };
const SAID = {
  kind: "classroom_visit", schools: [7], activity_date: "2026-11-20", minutes: 15, shared_note: "First",
  private_note: "", co_coaches: ["9"], start_time: null, what_we_noticed: { a_way_in: "seen", greeted: "beginning" },
};
const OPENED = { said: SAID, rev: 3, head: "op-3" };
const FORM = ["minutes", "shared_note", "private_note", "start_time", "what_we_noticed", "schools", "activity_date"];
const said = (more) => create({ entry: "entry-1", fields: { minutes: 15, shared_note: "First", what_we_noticed: { greeted: "beginning", a_way_in: "seen" }, ...more } });

test("a form saved as it was filled is no change, in whatever order its options stand", async () => {
  const { queue } = openPage(memoryStorages());
  assert.equal(await queue.save(said({}), { ...ME, opened: OPENED, asked: FORM }), null);
  assert.deepEqual(await queue.rows(42), []);
});

test("several choices in another order, as a program may show them, are no change", async () => {
  const { queue } = openPage(memoryStorages());
  const opened = { ...OPENED, said: { ...SAID, focus: ["equity", "data_use"] } };
  assert.equal(await queue.save(said({ focus: ["data_use", "equity"] }), { ...ME, opened, asked: [...FORM, "focus"] }), null);
});

test("a correction says what changed, with what its author saw, and nothing of what the form did not ask", async () => {
  const { queue } = openPage(memoryStorages());
  await queue.save(said({ minutes: 40 }), { ...ME, opened: OPENED, asked: FORM });
  const [{ body }] = await queue.rows(42);
  assert.deepEqual([body.type, body.entry, body.fields, body.was], ["update", "entry-1", { minutes: 40 }, { minutes: 15 }]);
});

test("what was emptied in the form is emptied", async () => {
  const { queue } = openPage(memoryStorages());
  const body = create({ entry: "entry-1", fields: { minutes: 15 } });
  await queue.save(body, { ...ME, opened: OPENED, asked: FORM });
  const [row] = await queue.rows(42);
  assert.deepEqual(row.body.fields, { shared_note: null, what_we_noticed: null });
});

test("what the tablet heard of since the form was opened is not taken back", async () => {
  const { queue, store } = openPage(memoryStorages());
  const newer = { entry: "entry-1", user: 42, rev: 4, head: "op-4", at: null, status: "active", said: { ...SAID, minutes: 77 } };
  await store.change(["recent"], ({ recent }) => recent.put(newer));
  await queue.save(said({ shared_note: "Mine" }), { ...ME, opened: OPENED, asked: FORM });
  const [{ body }] = await queue.rows(42);
  assert.deepEqual([body.fields, body.was], [{ shared_note: "Mine" }, { shared_note: "First" }]);
  assert.deepEqual(await store.get("recent", "entry-1"), newer);
});

test("an entry that only its page knew is known to the tablet from then on", async () => {
  const { queue, store } = openPage(memoryStorages());
  await queue.save(said({ minutes: 40 }), { ...ME, opened: OPENED, asked: FORM });
  assert.deepEqual(await store.get("recent", "entry-1"), { ...OPENED, entry: "entry-1", user: 42, at: null, status: "active" });
});
