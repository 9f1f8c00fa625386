import assert from "node:assert/strict";
import test from "node:test";

import { openCatchUp } from "../../static/js/outbox/catch_up.js";
import { memoryStorages, openPage } from "./storage.mjs";

const HELLO = { user: 42, schools: [{ id: 7 }, { id: 9 }] };
const MINUTE = 60_000;
const row = (entry, more = {}) => ({
  entry, rev: 1, head: "h", kind: "classroom_visit", schools: [7], activity_date: "2026-11-20", status: "active", mine: true,
  fields: { minutes: 15 }, ...more,
});

function opened(pages) {
  const { store } = openPage(memoryStorages());
  const asked = [];
  const wanted = [];
  const clock = { now: 100 * MINUTE };
  const transport = {
    changes: async (cursors, withThreads) => {
      asked.push(cursors);
      wanted.push(withThreads);
      return pages.shift() ?? { trouble: "network" };
    },
  };
  return { store, asked, wanted, clock, catchUp: openCatchUp(store, transport, () => clock.now) };
}
const page = (...schools) => ({ body: { gone: [], schools } });
const school = (id, seq, rows, more = false) => ({ id, seq, more, rows });

test("own entries are kept, page after page, and asked for from there on", async () => {
  const { store, asked, catchUp } = opened([
    page(school(7, 200, [row("a"), row("b", { mine: false })], true), school(9, 3, [])),
    page(school(7, 201, [row("c", { rev: 2 })])),
    page(school(7, 201, []), school(9, 3, [])),
  ]);
  await catchUp(HELLO, false);
  assert.deepEqual((await store.all("recent")).map(({ entry, said }) => [entry, said.minutes]), [["a", 15], ["c", 15]]);
  await catchUp(HELLO, true);
  assert.deepEqual(asked, [[[7, 0], [9, 0]], [[7, 200]], [[7, 201], [9, 3]]]);
});

test("when an entry was received is not made up for what others sent", async () => {
  const { store, catchUp } = opened([page(school(7, 1, [row("a"), row("b")]))]);
  await store.change(["recent"], ({ recent }) => recent.put({ entry: "b", user: 42, said: {}, rev: 1, at: 77, status: "active" }));
  await catchUp(HELLO, true);
  assert.deepEqual((await store.all("recent")).map(({ at }) => at), [null, 77]);
});

test("it is asked for seldom unless something was sent", async () => {
  const { asked, clock, catchUp } = opened([page(), page()]);
  await catchUp(HELLO, false);
  await catchUp(HELLO, false);
  assert.equal(asked.length, 1);
  clock.now += 6 * MINUTE;
  await catchUp(HELLO, false);
  assert.equal(asked.length, 2);
});

test("a withdrawn entry keeps its words here and loses its standing; an older version changes nothing", async () => {
  const { store, catchUp } = opened([
    page(school(7, 1, [row("a", { rev: 3 })])),
    page(school(7, 2, [row("a", { rev: 4, status: "withdrawn", fields: {} })])),
    page(school(7, 3, [row("a", { rev: 2 })])),
  ]);
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  const [kept] = await store.all("recent");
  assert.deepEqual([kept.rev, kept.status, kept.said.minutes], [4, "withdrawn", 15]);
});

test("the next person begins from the start, and a lost school is forgotten", async () => {
  const { asked, catchUp } = opened([
    page(school(7, 5, []), school(9, 6, [])),
    { body: { gone: [9], schools: [school(7, 5, [])] } },
    page(), page(),
  ]);
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  await catchUp({ ...HELLO, user: 17 }, true);
  assert.deepEqual(asked.slice(2), [[[7, 5], [9, 0]], [[7, 0], [9, 0]]]);
});

test("what cannot be had now is had the next time", async () => {
  const { asked, catchUp } = opened([{ trouble: "network" }, page()]);
  await catchUp(HELLO, false);
  await catchUp(HELLO, false);
  assert.equal(asked.length, 2);
});

test("an entry that left one school for another still stands", async () => {
  const { store, catchUp } = opened([
    page(school(9, 1, [row("a", { rev: 2, schools: [9] })]), school(7, 2, [row("a", { rev: 2, schools: [9], status: "withdrawn", fields: {} })])),
  ]);
  await catchUp(HELLO, true);
  assert.equal((await store.get("recent", "a")).status, "active");
});

test("what is open is asked of all schools once, then told where something changed", async () => {
  const threads = (...keys) => keys.map((key) => ({ key }));
  const { store, wanted, catchUp } = opened([
    page({ ...school(7, 1, []), threads: threads("a") }, { ...school(9, 1, []), threads: [] }),
    page({ ...school(7, 2, [row("x")]), threads: threads("a", "b") }, school(9, 1, [])),
    { body: { gone: [9], schools: [school(7, 2, [])] } },
    page({ ...school(7, 1, []), threads: threads("c") }, { ...school(9, 1, []), threads: [] }),
  ]);
  const kept = async () => (await store.get("meta", "threads")).schools;
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  assert.deepEqual(await kept(), { 7: threads("a", "b"), 9: [] });
  await catchUp(HELLO, true);
  assert.deepEqual(await kept(), { 7: threads("a", "b") });
  await catchUp({ ...HELLO, user: 17 }, true);
  assert.deepEqual(await kept(), { 7: threads("c"), 9: [] });
  assert.deepEqual(wanted, [true, false, false, true]);
});

test("somebody else's entry that credits this person is kept to be counted, without a word of it", async () => {
  const helped = (entry, more) => row(entry, { mine: false, fields: { minutes: 15, shared_note: "theirs", co_coaches: ["42"] }, ...more });
  const { store, catchUp } = opened([
    page(school(7, 3, [helped("a"), helped("b"), helped("c", { fields: { co_coaches: ["4", "2"] } })])),
    page(school(7, 5, [helped("a", { rev: 2, status: "withdrawn", fields: {} }), helped("b", { rev: 2, fields: { co_coaches: [] } }), helped("d")])),
  ]);
  await catchUp(HELLO, true);
  const kept = { user: 42, said: { kind: "classroom_visit", schools: [7], activity_date: "2026-11-20" }, rev: 1, head: "h", at: null, status: "active", isWith: true };
  assert.deepEqual(await store.all("recent"), [{ entry: "a", ...kept }, { entry: "b", ...kept }]);
  await catchUp(HELLO, true);
  assert.deepEqual(await store.all("recent"), [{ entry: "d", ...kept }]);
});

test("what its author keeps on this tablet too stays theirs", async () => {
  const { store, catchUp } = opened([page(school(7, 1, [row("a", { mine: false, rev: 2, fields: { co_coaches: ["42"] } })]))]);
  const hers = { entry: "a", user: 9, said: { shared_note: "hers" }, rev: 1, head: "h", at: 5, status: "active" };
  await store.change(["recent"], ({ recent }) => recent.put(hers));
  await catchUp(HELLO, true);
  assert.deepEqual(await store.all("recent"), [hers]);
});

test("a tablet of an older build asks once more for what it did not keep", async () => {
  const { store, asked, catchUp } = opened([page(), page()]);
  await store.change(["meta"], ({ meta }) => meta.put({ key: "cursors", user: 42, at: 0, cursors: { 7: 200 } }));
  await catchUp(HELLO, true);
  await catchUp(HELLO, true);
  assert.deepEqual(asked[0], [[7, 0], [9, 0]]);
});
