import assert from "node:assert/strict";
import test from "node:test";

import { openHere } from "../../static/js/outbox/here.js";
import { memoryStorages, openPage, vanish } from "./storage.mjs";

const HELLO = {
  user: 42, name: "Maya Lindqvist", csrf: "token", server_ms: 1000, may_log: true,
  schools: [{ id: 1, code: "S01", name: "Cedar" }], coaches: [{ id: 7, name: "Jonah" }], known: { people: ["Jonah"] },
};

// A page of the tablet; `writes` are what it put into Cache Storage.
function opened(storages = memoryStorages()) {
  const { store } = openPage(storages);
  const writes = [];
  const caches = {
    open: async (name) => {
      const cache = await storages.caches.open(name);
      return { match: cache.match, delete: cache.delete, put: async (address, answer) => (writes.push(await answer.clone().text()), cache.put(address, answer)) };
    },
  };
  return { storages, store, caches, writes, here: openHere(store, caches, storages.locks) };
}

test("a tablet whose store vanished is the same tablet, and knows who is here", async () => {
  const { storages, here } = opened();
  const device = await here.device();
  await here.learn(HELLO, 5);
  await vanish(storages);
  const next = opened(storages);
  const { name: _, csrf: __, coaches: ___, known: ____, ...kept } = HELLO;
  assert.deepEqual(await next.here.whoIsHere(), kept);
  assert.equal(await next.here.device(), device);
  assert.equal((await next.store.get("meta", "hello")).at, 5);
});

test("a page whose store vanishes under it knows who is here, and keeps its tablet's name", async () => {
  const { storages, here } = opened();
  const device = await here.device();
  await here.learn(HELLO, 5);
  await vanish(storages);
  assert.equal((await here.whoIsHere()).user, 42);
  assert.equal(await opened(storages).here.device(), device);
});

test("without a copy a tablet begins anew, and a page goes on under its name", async () => {
  const { storages, here } = opened();
  const device = await here.device();
  await vanish(storages);
  assert.equal(await here.whoIsHere(), null);
  assert.equal(await opened(storages).here.device(), device);
  await vanish(storages);
  assert.notEqual(await opened(storages).here.device(), device);
});

test("two pages of a new tablet give it one name", async () => {
  const { storages, here } = opened();
  const [one, other] = await Promise.all([here.device(), opened(storages).here.device()]);
  assert.equal(one, other);
});

test("no copy names a person or holds a token", async () => {
  const { here, writes } = opened();
  await here.learn(HELLO, 5);
  assert.equal(writes.length, 1);
  for (const word of ["Maya", "Jonah", "token"]) assert.ok(!writes[0].includes(word), word);
});

test("who signed out is not here again, even where the copy stayed", async () => {
  const { storages, store, here } = opened();
  await here.learn(HELLO, 5);
  await store.change(["meta"], ({ meta }) => meta.remove("hello"));
  assert.equal(await opened(storages).here.whoIsHere(), null);
  await here.forgetWhoLeft();
  await vanish(storages);
  assert.equal(await opened(storages).here.whoIsHere(), null);
});

test("a copy is written once, again with what is new, and again for another person", async () => {
  const { here, writes } = opened();
  await here.learn(HELLO, 5);
  await here.learn({ ...HELLO, server_ms: 2000, csrf: "other" }, 6);
  assert.equal(writes.length, 1);
  await here.learn({ ...HELLO, schools: [] }, 7);
  await here.learn({ ...HELLO, user: 17, schools: [] }, 8);
  assert.deepEqual(writes.map((words) => JSON.parse(words).row.hello.user), [42, 42, 17]);
});

test("a copy that could not be written keeps nobody from working, and is written the next time", async () => {
  const { storages, store } = opened();
  let isFull = true;
  const caches = { open: (name) => (isFull ? Promise.reject(new DOMException("full", "QuotaExceededError")) : storages.caches.open(name)) };
  const here = openHere(store, caches, storages.locks);
  await here.learn(HELLO, 5);
  assert.equal((await here.whoIsHere()).name, "Maya Lindqvist");
  isFull = false;
  await here.learn(HELLO, 6);
  await vanish(storages);
  assert.equal((await opened(storages).here.whoIsHere()).user, 42);
});

test("who comes while it is looked for who left is kept in the copy", async () => {
  const { storages, store } = opened();
  let learned = null;
  const isWaitedFor = storages.locks.waits();
  const caches = {
    open: async (name) => {
      const cache = await storages.caches.open(name);
      return { ...cache, delete: async (address) => (await Promise.race([isWaitedFor, learned]), cache.delete(address)) };
    },
  };
  const here = openHere(store, caches, storages.locks);
  const left = here.forgetWhoLeft();
  learned = here.learn(HELLO, 5);
  await Promise.all([left, learned]);
  await vanish(storages);
  assert.equal((await opened(storages).here.whoIsHere()).user, 42);
});

test("who is here keeps the copy", async () => {
  const { storages, here } = opened();
  await here.learn(HELLO, 5);
  await here.forgetWhoLeft();
  await vanish(storages);
  assert.equal((await opened(storages).here.whoIsHere()).user, 42);
});
