import assert from "node:assert/strict";
import test from "node:test";

import { openCopies } from "../../static/js/outbox/copies.js";
import { memoryCaches } from "./storage.mjs";

const ROW = { op: "op-1", entry: "entry-1", user: 42, saved_ms: 7, in: "outbox", body: { fields: { shared_note: "words" } } };

test("a copy is the whole row, the newest under its operation, until it is removed", async () => {
  const copies = openCopies(memoryCaches());
  await copies.put({ ...ROW, body: { fields: {} } });
  await copies.put(ROW);
  await copies.put({ ...ROW, op: "op-2" });
  assert.deepEqual(await copies.all(), [ROW, { ...ROW, op: "op-2" }]);
  await copies.remove("op-1");
  await copies.remove("op-1");
  assert.deepEqual((await copies.all()).map(({ op }) => op), ["op-2"]);
});

test("the census is no copy, and holds none of the words", async () => {
  const copies = openCopies(memoryCaches());
  assert.deepEqual(await copies.census(), []);
  await copies.count([{ ...ROW, in: "next" }, { ...ROW, op: "op-2", user: 17 }]);
  assert.deepEqual(await copies.census(), [{ op: "op-1", user: 42, saved_ms: 7 }, { op: "op-2", user: 17, saved_ms: 7 }]);
  assert.deepEqual(await copies.all(), []);
  await copies.count([]);
  assert.deepEqual(await copies.census(), []);
});

test("copies of other pages of the tablet are the same copies", async () => {
  const caches = memoryCaches();
  await openCopies(caches).put(ROW);
  assert.deepEqual(await openCopies(caches).all(), [ROW]);
});

test("a copy that cannot be read is none, and hides no other", async () => {
  const caches = memoryCaches();
  const copies = openCopies(caches);
  await copies.put(ROW);
  const cache = await caches.open("fieldlog-copies");
  await cache.put("/copies/op-2", new Response('{"op":"op-2","ent'));
  await cache.put("/copies/op-3", new Response(new ReadableStream({ start: (torn) => torn.error(new Error("torn")) })));
  assert.deepEqual(await copies.all(), [ROW]);
  await cache.put("/copies/census", new Response("[{"));
  assert.deepEqual(await copies.census(), []);
});
