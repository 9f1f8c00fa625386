import assert from "node:assert/strict";
import test from "node:test";

import { openChoices } from "../../static/js/outbox/choices.js";
import { create, update, withdraw } from "./operations.mjs";
import { memoryLocks, memoryStorages, openPage, vanish } from "./storage.mjs";

const ME = { user: 42, device: "tablet" };
const applied = (op) => ({ op, st: "applied", rev: 1, head: op });
const held = (op) => ({ op, st: "held", code: "invalid", errors: {} });
const opsOf = (rows) => rows.map(({ op }) => op).sort();
const countOf = ({ op, user, saved_ms }) => ({ op, user, saved_ms });

function opened(now) {
  const storages = memoryStorages();
  return { storages, ...openPage(storages, { now }) };
}

// A change waits behind its entry, which is on its way.
async function withOneBehind() {
  const page = opened();
  const body = create();
  await page.queue.save(body, ME);
  await page.receipts.freeze([body.op]);
  const edit = update(body.entry, { minutes: 40 }, { minutes: 15 });
  const row = await page.queue.save(edit, ME);
  return { ...page, body, edit, row };
}

const unsent = async ({ store }) => [...(await store.all("outbox")), ...(await store.all("next"))];

// Copies and census say what the store says: each unsent operation once, with its words.
async function assertAgrees(page) {
  const rows = await unsent(page);
  const words = (each) => Object.fromEntries(each.map((row) => [row.op, [row.in, row.state, row.body]]));
  assert.deepEqual(words(await page.copies.all()), words(rows));
  assert.deepEqual(opsOf(await page.copies.census()), opsOf(rows));
}

test("a vanished store is filled again from the copies, as if all had been tried", async () => {
  const { storages, queue } = opened();
  const [first, second] = [create(), create()];
  await queue.save(first, ME);
  await queue.save(second, { user: 17, device: "tablet" });
  await vanish(storages);
  const page = openPage(storages);
  assert.deepEqual(await page.custody.recover(), { restored: 2, lost: [] });
  const [row] = await page.queue.rows(42);
  assert.deepEqual([row.body, row.frozen], [first, true]);
  assert.deepEqual((await page.queue.rows(17)).map(({ body }) => body), [second]);
  await assertAgrees(page);
  assert.deepEqual(await page.custody.recover(), { restored: 0, lost: [] });
});

test("what waited behind another is put back behind it, and goes out after it", async () => {
  const { storages, body, edit } = await withOneBehind();
  await vanish(storages);
  const page = openPage(storages);
  assert.equal((await page.custody.recover()).restored, 2);
  assert.deepEqual(opsOf(await page.queue.rows(42)), [body.op]);
  await page.receipts.settle([applied(body.op)], 1000);
  assert.deepEqual((await page.queue.rows(42)).map((row) => row.body), [{ ...edit, head: body.op }]);
  await assertAgrees(page);
});

test("what waited is put back behind the other whichever copy is read first, and beside no stranger", async () => {
  const { storages, queue, copies, receipts } = opened();
  const [body, stranger] = [create(), create()];
  await queue.save(body, ME);
  await receipts.freeze([body.op]);
  await queue.save(update(body.entry, { minutes: 40 }, { minutes: 15 }), ME);
  await queue.save(stranger, ME);
  const [first, ...others] = await copies.all();
  await copies.remove(first.op);
  await vanish(storages);
  for (const row of [...others, first]) await copies.put(row);
  const page = openPage(storages);
  await page.custody.recover();
  assert.deepEqual(opsOf(await page.queue.rows(42)), opsOf([body, stranger]));
  assert.equal((await page.store.all("next")).length, 1);
});

test("what was put back behind another is not said again in other words", async () => {
  const { storages, body, edit } = await withOneBehind();
  await vanish(storages);
  const page = openPage(storages);
  await page.custody.recover();
  const later = update(body.entry, { minutes: 50 }, { minutes: 40 });
  await page.queue.save(later, ME);
  const [row] = await page.store.all("next");
  assert.deepEqual([row.op, row.body.op, row.instead], [later.op, later.op, [edit.op]]);
  assert.equal(row.body.fields.minutes, 50);
  await assertAgrees(page);
});

test("what comes back takes no other's place", async () => {
  const { store, queue, copies, custody, body, edit, row } = await withOneBehind();
  await copies.put({ ...row, op: "op-lost", body: { ...edit, op: "op-lost" } });
  assert.equal((await custody.recover()).restored, 1);
  assert.deepEqual((await store.all("next")).map(({ op }) => op), [edit.op]);
  assert.deepEqual(opsOf(await queue.rows(42)), [body.op, "op-lost"].sort());
});

test("what is set aside is put back set aside, with its reason and as it was typed", async () => {
  const { storages, queue, receipts } = opened();
  const body = create();
  await queue.save(body, { ...ME, form: { minutes: "fifteen" } });
  await queue.save(body, { ...ME, form: { minutes: "15" } });
  await receipts.freeze([body.op]);
  await receipts.settle([held(body.op)], 1000);
  await vanish(storages);
  const page = openPage(storages);
  await page.custody.recover();
  const [{ state, result, form }] = await page.queue.rows(42);
  assert.deepEqual([state, result, form], ["held", held(body.op), { minutes: "15" }]);
});

test("what waited behind another that has been received since goes out by itself", async () => {
  const { storages, receipts, body, edit } = await withOneBehind();
  await receipts.settle([applied(body.op)], 1000);
  await vanish(storages);
  const page = openPage(storages);
  await page.custody.recover();
  assert.deepEqual((await page.queue.rows(42)).map((row) => row.body), [{ ...edit, head: body.op }]);
});

test("what waited behind another whose copy is lost too goes out, and the other is reported", async () => {
  const { storages, queue, copies, body, edit } = await withOneBehind();
  await queue.save(create(), { user: 17, device: "tablet" });
  await copies.remove(body.op);
  await vanish(storages);
  const page = openPage(storages);
  assert.deepEqual((await page.custody.recover()).lost, [countOf({ ...body, user: 42 })]);
  assert.deepEqual((await page.queue.rows(42)).map((row) => [row.op, row.in]), [[edit.op, "outbox"]]);
});

test("what only the census knows is reported as lost, once, whether it was to go out or waited behind", async () => {
  const { storages, copies, body, edit } = await withOneBehind();
  for (const { op } of await copies.all()) await copies.remove(op);
  await vanish(storages);
  const { custody } = openPage(storages);
  const losses = [body, edit].map((each) => countOf({ ...each, user: 42 }));
  assert.deepEqual((await custody.recover()).lost, losses);
  // Nobody may have read of it yet.
  assert.deepEqual((await custody.recover()).lost, losses);
  await custody.lossesRead(losses.slice(0, 1));
  assert.deepEqual((await custody.recover()).lost, losses.slice(1));
  await custody.lossesRead(losses);
  assert.deepEqual((await custody.recover()).lost, []);
});

test("a store that vanishes under an open page is filled again at the next save", async () => {
  const { storages, queue, ...page } = opened();
  const [first, second] = [create(), create()];
  await queue.save(first, ME);
  await vanish(storages);
  await queue.save(second, ME);
  assert.deepEqual(opsOf(await queue.rows(42)), opsOf([first, second]));
  await assertAgrees(page);
});

test("a loss under an open page stays known until a start has reported it", async () => {
  const { storages, queue, copies } = opened();
  const [first, second] = [create(), create()];
  await queue.save(first, ME);
  await copies.remove(first.op);
  await vanish(storages);
  await queue.save(second, ME);
  const { custody } = openPage(storages);
  assert.deepEqual((await custody.recover()).lost, [countOf({ ...first, user: 42 })]);
});

test("what was received is not put back from an old copy", async () => {
  const { queue, copies, custody, receipts } = opened();
  const body = create();
  const row = await queue.save(body, ME);
  await receipts.settle([applied(body.op)], 1000);
  await copies.put(row);
  assert.deepEqual([await custody.recover(), await copies.all()], [{ restored: 0, lost: [] }, []]);
});

test("what was received is not reported as lost by an old census", async () => {
  const { queue, copies, custody, receipts } = opened();
  const body = create();
  const row = await queue.save(body, ME);
  await receipts.settle([applied(body.op)], 1000);
  await copies.count([row]);
  assert.deepEqual((await custody.recover()).lost, []);
});

test("a save whose second copy fails is no save, and saved again it is there once", async () => {
  const { storages, queue, receipts } = opened();
  const body = create({ fields: { minutes: 0 } });
  await queue.save(body, ME);
  await receipts.settle([held(body.op)], 1000);
  let refusals = 1;
  const put = (cache) => async (...given) => {
    if (refusals-- > 0) throw new DOMException("planted", "QuotaExceededError");
    return cache.put(...given);
  };
  const full = (cache) => ({ ...cache, put: put(cache) });
  const page = openPage({ ...storages, caches: { open: async (name) => full(await storages.caches.open(name)) } });
  const mended = create({ entry: body.entry });
  await assert.rejects(page.queue.save(mended, ME), { name: "QuotaExceededError" });
  await page.queue.save({ ...mended, op: "op-again" }, ME);
  assert.deepEqual(opsOf(await unsent(page)), [mended.op]);
  await assertAgrees(page);
});

test("after a restore of the server, what was taken in part goes out again whole", async () => {
  const page = openPage(memoryStorages());
  await leftToItsAuthor(page);
  await page.custody.heal();
  const row = await page.store.get("outbox", "op-2");
  assert.deepEqual([row.state, row.frozen, row.result, row.body], ["queued", true, undefined, EDIT]);
  await assertAgrees(page);
});

test("what its author let go is not put back from an old copy, nor after a restore", async () => {
  const { queue, copies, custody, receipts } = opened();
  const [discarded, withdrawn, mended] = [create(), create(), create()];
  const rows = [];
  for (const body of [discarded, withdrawn, mended]) rows.push(await queue.save(body, ME));
  await queue.discard(discarded.op);
  await queue.save(withdraw(withdrawn.entry, withdrawn.op), ME);
  await receipts.settle([held(mended.op)], 1000);
  const instead = create({ entry: mended.entry });
  await queue.save(instead, ME);
  for (const row of rows) await copies.put(row);
  assert.deepEqual(await custody.recover(), { restored: 0, lost: [] });
  await custody.heal();
  assert.deepEqual(opsOf(await queue.rows(42)), [instead.op]);
  assert.deepEqual(opsOf(await copies.all()), [instead.op]);
});

test("what was discarded and taken back is kept like any other", async () => {
  const { storages, queue } = opened();
  const body = create();
  await queue.save(body, ME);
  const gone = await queue.discard(body.op);
  await queue.takeBack(gone);
  assert.deepEqual(opsOf(await queue.rows(42)), [body.op]);
  await vanish(storages);
  const page = openPage(storages);
  await page.custody.recover();
  assert.deepEqual(opsOf(await page.queue.rows(42)), [body.op]);
});

test("after a restore what was received goes out again under its own operation, with a second copy", async () => {
  const { queue, custody, receipts, ...page } = opened();
  const body = create();
  await queue.save(body, ME);
  await receipts.settle([applied(body.op)], 1000);
  await custody.heal();
  const [row] = await queue.rows(42);
  assert.deepEqual([row.op, row.body, row.frozen], [body.op, body, true]);
  await assertAgrees(page);
});

test("the journal forgets after two days, and beyond five hundred", async () => {
  const hour = 3600 * 1000;
  const { store, custody } = opened();
  await store.change(["journal"], async ({ journal }) => {
    for (let n = 0; n < 510; n += 1) await journal.put({ op: `${n}`, at: n });
  });
  await custody.tidy(0);
  const left = opsOf(await store.all("journal"));
  assert.deepEqual([left.length, left.includes("9"), left.includes("10")], [500, false, true]);
  await custody.tidy(49 * hour);
  assert.deepEqual(await store.all("journal"), []);
});

test("without locks over all tabs one page still does one thing after the other", async () => {
  const page = openPage({ ...memoryStorages(), locks: undefined });
  const bodies = Array.from({ length: 5 }, () => create());
  const failing = page.custody.alone(() => Promise.reject(new Error("planted")));
  const kept = bodies.map((body) => page.queue.save(body, ME));
  const busy = [];
  const turns = [1, 2].map((turn) =>
    page.custody.alone(async () => {
      busy.push(turn);
      await page.store.all("outbox");
      busy.push(turn);
    }),
  );
  await assert.rejects(failing, { message: "planted" });
  await Promise.all([...kept, ...turns]);
  assert.deepEqual(busy, [1, 1, 2, 2]);
  assert.deepEqual(opsOf(await page.queue.rows(42)), opsOf(bodies));
  await assertAgrees(page);
});

// What a tablet is brought to, and what is then done on it.
const FIRST = create({ op: "op-1", entry: "entry-1" });
const ANOTHERS = create({ op: "op-of-another", entry: "entry-of-another" });
const AGAIN = create({ op: "op-2", entry: "entry-1", fields: { minutes: 50 } });
const EDIT = update("entry-1", { minutes: 40 }, { minutes: 15 }, { op: "op-2" });
const EDIT_AGAIN = update("entry-1", { shared_note: "b" }, { shared_note: "" }, { op: "op-3" });
const EDIT_ONCE_MORE = update("entry-1", { shared_note: "c" }, { shared_note: "b" }, { op: "op-4" });
const WITHDRAWAL = { ...withdraw("entry-1", "op-1"), op: "op-3" };

const saved = ({ queue }) => queue.save(FIRST, ME);
async function onItsWay(page) {
  await saved(page);
  await page.receipts.freeze(["op-1"]);
}
async function waitedFor(page) {
  await onItsWay(page);
  await page.queue.save(EDIT, ME);
}
async function setAside(page) {
  await onItsWay(page);
  await page.receipts.settle([held("op-1")], 1000);
}
async function setAsideAndWaitedFor(page) {
  await waitedFor(page);
  await page.receipts.settle([held("op-1")], 1000);
}
async function received(page) {
  await onItsWay(page);
  await page.receipts.settle([applied("op-1")], 1000);
}
// One field was left to its author, while a later edit is on its way and yet another one waits behind that.
async function leftToItsAuthor(page) {
  await received(page);
  await page.queue.save(EDIT, ME);
  await page.receipts.freeze(["op-2"]);
  const clash = { field: "minutes", now: 20, yours: "kept" };
  await page.receipts.settle([{ ...applied("op-2"), st: "merged", rev: 2, head: "op-of-others", conflicts: [clash] }], 1000);
}
async function leftAndWaitedFor(page) {
  await leftToItsAuthor(page);
  await page.queue.save(EDIT_AGAIN, ME);
  await page.receipts.freeze(["op-3"]);
  await page.queue.save(EDIT_ONCE_MORE, ME);
}
const chooses = (names) => ({ store, queue }) => openChoices(store, queue, async () => {}, () => "op-9", () => 2000)("op-2", { names });
const saves = (body) => ({ queue }) => queue.save(body, ME);
const isAnswered = (result) => ({ receipts }) => receipts.settle([result], 1000);

const CASES = {
  "a save": [() => {}, saves(FIRST)],
  "an edit of what was never tried": [saved, saves(EDIT)],
  "a withdrawal of what was never tried": [saved, saves(WITHDRAWAL)],
  "an edit of what is on its way": [onItsWay, saves(EDIT)],
  "the same form again while it is on its way": [onItsWay, saves(AGAIN)],
  "a second edit of what is on its way": [waitedFor, saves(EDIT_AGAIN)],
  "a withdrawal behind an edit of what is on its way": [waitedFor, saves(WITHDRAWAL)],
  "what is held, mended": [setAside, saves(AGAIN)],
  "what is held and waited for, mended": [setAsideAndWaitedFor, saves({ ...AGAIN, op: "op-4" })],
  "a freeze": [saved, ({ receipts }) => receipts.freeze(["op-1"])],
  "a receipt": [onItsWay, isAnswered(applied("op-1"))],
  "a receipt of what another waits behind": [waitedFor, isAnswered(applied("op-1"))],
  "an answer that holds it": [onItsWay, isAnswered(held("op-1"))],
  "a discard": [saved, ({ queue }) => queue.discard("op-1")],
  "a discard of what another waits behind": [setAsideAndWaitedFor, ({ queue }) => queue.discard("op-1")],
  "a choice of one's own words": [leftToItsAuthor, chooses(["minutes"])],
  "a choice of one's own words while later ones wait": [leftAndWaitedFor, chooses(["minutes"])],
  "a choice of what stands": [leftAndWaitedFor, chooses([])],
  "a discard of what was left to its author": [leftAndWaitedFor, ({ queue }) => queue.discard("op-2")],
  "a restore of the server": [received, ({ custody }) => custody.heal()],
  "a start": [waitedFor, ({ custody }) => custody.recover()],
  "a start after the store vanished": [waitedFor, (page, storages) => vanish(storages).then(page.custody.recover)],
};

const wordsOf = (rows) => rows.map(({ op, in: place, state, body }) => JSON.stringify([op, place, state, body])).sort();
const entriesOf = (rows) => [...new Set(rows.map(({ entry }) => entry))].sort();
const isSameWords = (one, other) => one.op === other.op && JSON.stringify(one.body) === JSON.stringify(other.body);

const ENDED = new Error("the page was ended");

// A page is ended after as many steps of what it does; `before` is what was unsent, `resolved` when the steps sufficed.
async function acted([prepare, act], steps = Infinity) {
  const storages = memoryStorages();
  const page = openPage(storages);
  await page.queue.save(ANOTHERS, { user: 17, device: "tablet" });
  await prepare(page);
  const before = await unsent(page);
  let taken = 0;
  const step = async () => {
    if (taken === steps) throw ENDED;
    taken += 1;
  };
  const ending = openPage({ ...storages, locks: memoryLocks() }, { step });
  const error = await act(ending, storages).then(() => null, (told) => told);
  assert.ok([null, ENDED].includes(error), error);
  return { storages, before, resolved: error === null, taken };
}

for (const [title, steps] of Object.entries(CASES)) {
  test(`ended at any step, it is done or not done after the next start: ${title}`, async () => {
    const whole = await acted(steps);
    assert.ok(whole.resolved);
    const after = await unsent(openPage(whole.storages));
    for (let end = 0; end <= whole.taken; end += 1) {
      const { storages, before, resolved } = await acted(steps, end);
      assert.equal(resolved, end === whole.taken);
      const page = openPage(storages);
      assert.deepEqual((await page.custody.recover()).lost, [], `lost, ended after ${end}`);
      const found = wordsOf(await unsent(page));
      const allowed = [after, ...(resolved ? [] : [before])].map(wordsOf);
      assert.ok(allowed.some((words) => words.join() === found.join()), `ended after ${end}: ${found}`);
      await assertAgrees(page);
    }
  });

  test(`ended at any step, and the store gone with it, nothing is lost or doubled: ${title}`, async () => {
    const whole = await acted(steps);
    const after = await unsent(openPage(whole.storages));
    for (let end = 0; end <= whole.taken; end += 1) {
      const { storages, before, resolved } = await acted(steps, end);
      await vanish(storages);
      const page = openPage(storages);
      assert.deepEqual((await page.custody.recover()).lost, [], `lost, ended after ${end}`);
      const found = await unsent(page);
      assertFromBoth(found, resolved ? after : before, after, `ended after ${end}`);
      await assertAgrees(page);
    }
  });
}

// Every row is one of before or after, no entry that is unsent in both is missing, and none has more rows than it had.
function assertFromBoth(found, before, after, when) {
  for (const row of found) assert.ok([...before, ...after].some((each) => isSameWords(each, row)), `${when}: ${row.op}`);
  for (const entry of entriesOf([...before, ...after])) {
    const [was, is, now] = [before, after, found].map((rows) => rows.filter((row) => row.entry === entry).length);
    assert.ok(now >= Math.min(was, is) && now <= Math.max(was, is), `${when}: ${now} of ${entry}, not ${was} or ${is}`);
  }
}

// Two tabs: while one is held at a step of what it does, the other does something, until it is done or has to wait.
const MEANWHILE = {
  "a save": saves(create({ op: "op-5", entry: "entry-5" })),
  "an edit": saves({ ...EDIT, op: "op-6" }),
  "the same form again": saves({ ...AGAIN, op: "op-7" }),
  "a freeze": ({ receipts }) => receipts.freeze(["op-1"]),
  "a receipt": isAnswered(applied("op-1")),
  "an answer that holds it": isAnswered(held("op-1")),
  "a discard": ({ queue }) => queue.discard("op-1"),
  "a start": ({ custody }) => custody.recover(),
};

async function inTurn(prepare, acts) {
  const page = openPage(memoryStorages());
  await prepare(page);
  for (const act of acts) await act(page);
  return wordsOf(await unsent(page)).join();
}

// Undefined when the one takes fewer steps than that.
async function bothAtOnce(prepare, act, other, at) {
  const storages = memoryStorages();
  const there = openPage(storages);
  await prepare(there);
  let taken = 0;
  let meanwhile;
  const step = async () => {
    if (taken++ !== at) return;
    const waits = storages.locks.waits();
    meanwhile = other(there);
    await Promise.race([meanwhile, waits]);
  };
  await act(openPage(storages, { step }));
  await meanwhile;
  return meanwhile && there;
}

for (const [prepared, prepare] of Object.entries({ "never tried": saved, "waited for": waitedFor })) {
  for (const [one, act] of Object.entries(MEANWHILE)) {
    for (const [other, meanwhile] of Object.entries(MEANWHILE)) {
      test(`as if one had come after the other, with all copies: ${one}, ${other} in another tab, ${prepared}`, async () => {
        const turns = [await inTurn(prepare, [act, meanwhile]), await inTurn(prepare, [meanwhile, act])];
        for (let at = 0; ; at += 1) {
          const page = await bothAtOnce(prepare, act, meanwhile, at);
          if (!page) return assert.ok(at > 0);
          const found = wordsOf(await unsent(page)).join();
          assert.ok(turns.includes(found), `held at step ${at}: ${found}`);
          await assertAgrees(page);
        }
      });
    }
  }
}
