import assert from "node:assert/strict";
import test from "node:test";
import { forceCloseDatabase, IDBDatabase, IDBFactory, IDBObjectStore } from "fake-indexeddb";

import { openStore } from "../../static/js/outbox/store.js";

// What version 1 was released with: a later version may add to it, and take nothing away.
const KEYS = { outbox: "op", next: "entry", journal: "op", recent: "entry", drafts: "id", meta: "key" };
const ROW = { op: "op-1", entry: "entry-1", body: { fields: { minutes: 15 } } };

// A factory whose connections are kept for the test; `raise` asks for a later version, as tomorrow's build will.
function watched(factory, raise = 0) {
  const connections = [];
  const open = (name, version) => {
    const asked = factory.open(name, version + raise);
    asked.addEventListener("success", () => connections.push(asked.result));
    return asked;
  };
  return { open, connections };
}

function opened() {
  const factory = new IDBFactory();
  const tab = watched(factory);
  return { factory, connections: tab.connections, store: openStore(tab) };
}

const put = (store, row = ROW) => store.change(["outbox"], ({ outbox }) => outbox.put(row));
const failing = (name) => new DOMException("planted", name);

// The method does `instead`, which is handed the real one, until the test ends.
function plant(t, prototype, method, instead) {
  const real = prototype[method];
  t.after(() => (prototype[method] = real));
  prototype[method] = function (...given) {
    return instead.call(this, (...args) => real.apply(this, args), ...given);
  };
}

// The transactions that the store asks for, not those in which the database upgrades itself.
const plantTransaction = (t, instead) =>
  plant(t, IDBDatabase.prototype, "transaction", (real, names, mode, options) =>
    mode === "versionchange" ? real(names, mode, options) : instead(() => real(names, mode, options), mode),
  );

const settled = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

// A database made by hand, as an earlier or a later build may have left it.
async function madeByHand(factory, version, stores, rows = {}) {
  const asked = factory.open("fieldlog", version);
  asked.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(stores)) {
      const store = asked.result.createObjectStore(name, { keyPath });
      for (const row of rows[name] ?? []) store.put(row);
    }
  };
  (await settled(asked)).close();
}

async function rawRows(factory, version, name) {
  const database = await settled(factory.open("fieldlog", version));
  const rows = await settled(database.transaction(name).objectStore(name).getAll());
  database.close();
  return rows;
}

test("every store of the first version is there, under its key", async () => {
  const { store, connections } = opened();
  await store.all("outbox");
  const transaction = connections[0].transaction(Object.keys(KEYS));
  const found = Object.keys(KEYS).map((name) => [name, transaction.objectStore(name).keyPath]);
  assert.deepEqual(Object.fromEntries(found), KEYS);
});

test("what is put is read back, by key and all together, until it is removed", async () => {
  const { store } = opened();
  assert.equal(await store.get("outbox", "op-1"), undefined);
  await put(store);
  await put(store, { ...ROW, op: "op-2" });
  await put(store, { ...ROW, tried: 1 });
  assert.deepEqual(await store.get("outbox", "op-1"), { ...ROW, tried: 1 });
  assert.deepEqual((await store.all("outbox")).map(({ op }) => op), ["op-1", "op-2"]);
  await store.change(["outbox"], ({ outbox }) => outbox.remove("op-1"));
  assert.deepEqual((await store.all("outbox")).map(({ op }) => op), ["op-2"]);
});

test("what is put stands on its own: changed afterwards, it is kept as it was", async () => {
  const { store } = opened();
  const row = structuredClone(ROW);
  await put(store, row);
  row.body.fields.minutes = 99;
  (await store.get("outbox", "op-1")).body.fields.minutes = 99;
  assert.deepEqual(await store.get("outbox", "op-1"), ROW);
});

test("a change sees what it wrote, and gives back what its work gave", async () => {
  const { store } = opened();
  const seen = await store.change(["outbox", "next"], async ({ outbox, next }) => {
    await outbox.put(ROW);
    await next.put({ ...ROW, op: "op-2" });
    return [await outbox.get("op-1"), (await next.all()).length];
  });
  assert.deepEqual(seen, [ROW, 1]);
});

test("every write asks for strict durability", async (t) => {
  const asked = [];
  plantTransaction(t, (real) => {
    const transaction = real();
    asked.push([transaction.mode, transaction.durability]);
    return transaction;
  });
  const { store } = opened();
  await put(store);
  await store.change(["outbox", "journal"], ({ outbox }) => outbox.remove("op-1"));
  assert.deepEqual(asked, Array(2).fill(["readwrite", "strict"]));
});

test("a change resolves when it is committed, not before", async (t) => {
  const order = [];
  plantTransaction(t, (real) => {
    const transaction = real();
    transaction.addEventListener("complete", () => order.push("committed"));
    return transaction;
  });
  const { store } = opened();
  await put(store);
  order.push("resolved");
  assert.deepEqual(order, ["committed", "resolved"]);
});

test("work that throws leaves nothing behind, and its own error is told", async () => {
  const { store } = opened();
  await put(store);
  const planted = new Error("planted");
  const afterWaiting = async ({ outbox }) => {
    await outbox.remove("op-1");
    await outbox.put({ ...ROW, op: "op-2" });
    throw planted;
  };
  const withoutWaiting = async ({ outbox }) => {
    outbox.remove("op-1");
    throw planted;
  };
  const atOnce = ({ outbox }) => {
    outbox.remove("op-1");
    throw planted;
  };
  for (const work of [afterWaiting, withoutWaiting, atOnce]) {
    await assert.rejects(store.change(["outbox"], work), planted);
    assert.deepEqual(await store.all("outbox"), [ROW]);
  }
});

test("a row that cannot be kept takes back all of its change", async () => {
  const { store } = opened();
  for (const bad of [{ entry: "no key" }, { ...ROW, op: "op-2", form: () => {} }]) {
    const both = async ({ outbox }) => {
      await outbox.put(ROW);
      await outbox.put(bad);
    };
    await assert.rejects(store.change(["outbox"], both), { name: /DataError|DataCloneError/ });
    assert.deepEqual(await store.all("outbox"), []);
  }
});

test("work that waits for anything but its stores is told so, not taken for done", async () => {
  const { store } = opened();
  const waits = async ({ outbox }) => {
    await outbox.put(ROW);
    await new Promise((done) => setTimeout(done, 5));
    await outbox.put({ ...ROW, op: "op-2" });
  };
  await assert.rejects(store.change(["outbox"], waits), { name: "TransactionInactiveError" });
});

test("a full disk at a put takes back all of its change", async (t) => {
  const { store } = opened();
  plant(t, IDBObjectStore.prototype, "put", (real, row) => {
    if (row.op === "op-2") throw failing("QuotaExceededError");
    return real(row);
  });
  const both = async ({ outbox }) => {
    await outbox.put(ROW);
    await outbox.put({ ...ROW, op: "op-2" });
  };
  await assert.rejects(store.change(["outbox"], both), { name: "QuotaExceededError" });
  assert.deepEqual(await store.all("outbox"), []);
});

test("a full disk at the answer to a put takes back all of its change", async (t) => {
  const { store } = opened();
  plant(t, IDBObjectStore.prototype, "put", function (real, row) {
    if (row.op !== "op-2") return real(row);
    const operation = () => {
      throw failing("QuotaExceededError");
    };
    return this.transaction._execRequestAsync({ operation, source: this });
  });
  const both = async ({ outbox }) => {
    await outbox.put(ROW);
    await outbox.put({ ...ROW, op: "op-2" });
  };
  await assert.rejects(store.change(["outbox"], both), { name: "QuotaExceededError" });
  assert.deepEqual(await store.all("outbox"), []);
});

test("a full disk at the commit is an error of the change, and nothing is there", async (t) => {
  const { store } = opened();
  await store.all("outbox");
  let commits = 0;
  plantTransaction(t, (real, mode) => {
    const transaction = real();
    if (mode === "readwrite") failAtCommit(transaction, "QuotaExceededError", () => (commits += 1));
    return transaction;
  });
  await assert.rejects(put(store), { name: "QuotaExceededError" });
  assert.deepEqual([await store.all("outbox"), commits], [[], 1]);
});

// All requests succeeded; what a browser then says instead of `complete`.
function failAtCommit(transaction, name, counted) {
  const start = transaction._start.bind(transaction);
  transaction._start = () => {
    if (transaction._requests.length > 0 || transaction._state === "finished") return start();
    counted();
    transaction._abort(name);
  };
}

test("a connection that the browser closed is let go, and the next call opens another", async (t) => {
  const { store, connections } = opened();
  await put(store);
  forceCloseDatabase(connections[0]);
  const used = [];
  plantTransaction(t, (real) => used.push("a transaction") && real());
  assert.deepEqual(await store.all("outbox"), [ROW]);
  assert.deepEqual([connections.length, used.length], [2, 1]);
});

for (const name of ["InvalidStateError", "UnknownError", "AbortError"]) {
  for (const [failures, tries] of [[1, 2], [2, 3], [3, 3], [9, 3]]) {
    test(`a lost connection is opened anew, three times at most: ${name}, ${failures} times`, async (t) => {
      const { factory, store, connections } = opened();
      let left = failures;
      plantTransaction(t, (real) => {
        if (left-- > 0) throw failing(name);
        return real();
      });
      const kept = put(store);
      if (failures < 3) await kept;
      else await assert.rejects(kept, { name });
      assert.equal(connections.length, tries);
      left = 0;
      assert.deepEqual(await rawRows(factory, 1, "outbox"), failures < 3 ? [ROW] : []);
    });
  }
}

test("a transaction that the browser gave up is done anew, once in effect", async (t) => {
  const { store } = opened();
  await put(store, { ...ROW, tried: 0 });
  let left = 2;
  plantTransaction(t, (real, mode) => {
    const transaction = real();
    if (mode === "readwrite" && left-- > 0) failAtCommit(transaction, "UnknownError", () => {});
    return transaction;
  });
  await store.change(["outbox"], async ({ outbox }) => {
    const row = await outbox.get("op-1");
    await outbox.put({ ...row, tried: row.tried + 1 });
  });
  assert.equal((await store.get("outbox", "op-1")).tried, 1);
});

for (const name of ["QuotaExceededError", "ConstraintError", "DataError"]) {
  test(`no other error is tried again: ${name}`, async (t) => {
    const { store, connections } = opened();
    plantTransaction(t, () => {
      throw failing(name);
    });
    await assert.rejects(put(store), { name });
    assert.equal(connections.length, 1);
  });
}

test("a database that could not be opened once is opened at the next call", async () => {
  const factory = new IDBFactory();
  let refusals = 1;
  const open = (...given) => {
    if (refusals-- > 0) throw failing("QuotaExceededError");
    return factory.open(...given);
  };
  const store = openStore({ open });
  await assert.rejects(put(store), { name: "QuotaExceededError" });
  await put(store);
  assert.deepEqual(await store.all("outbox"), [ROW]);
});

test("an older database gets what it lacks and keeps every row, known or not", async () => {
  const factory = new IDBFactory();
  const rows = { outbox: [ROW], journal: [{ op: "op-0", at: 1 }], retired: [{ id: "kept" }] };
  await madeByHand(factory, 1, { outbox: "op", journal: "op", retired: "id" }, rows);
  const store = openStore(watched(factory, 1));
  assert.deepEqual([await store.all("outbox"), await store.all("journal")], [rows.outbox, rows.journal]);
  for (const name of Object.keys(KEYS)) assert.ok(Array.isArray(await store.all(name)), name);
  assert.deepEqual(await rawRows(factory, 2, "retired"), rows.retired);
});

test("a database of a newer build is left alone, and named", async () => {
  const factory = new IDBFactory();
  await madeByHand(factory, 9, { outbox: "op" }, { outbox: [ROW] });
  const store = openStore(factory);
  for (const call of [() => put(store), () => store.all("outbox"), () => store.get("outbox", "op-1")]) {
    await assert.rejects(call(), { name: "VersionError" });
  }
  assert.deepEqual(await rawRows(factory, 9, "outbox"), [ROW]);
});

test("a newer build in another tab is not kept waiting, and the older tab is told", async () => {
  const { factory, store, connections } = opened();
  await put(store);
  const newer = openStore(watched(factory, 1));
  assert.deepEqual(await newer.all("outbox"), [ROW]);
  assert.equal(connections.length, 1);
  await assert.rejects(put(store, { ...ROW, op: "op-2" }), { name: "VersionError" });
  assert.deepEqual(await newer.all("outbox"), [ROW]);
});

test("what an older tab is writing when a newer one opens is written or refused, never half", async () => {
  const { factory, store } = opened();
  await store.all("outbox");
  const twice = async ({ outbox, next }) => {
    for (let n = 0; n < 5; n += 1) await outbox.put({ ...ROW, op: `op-${n}` });
    await next.put(ROW);
  };
  const kept = store.change(["outbox", "next"], twice);
  const newer = openStore(watched(factory, 1));
  const rows = newer.all("outbox");
  await kept;
  assert.deepEqual([(await rows).length, (await newer.all("next")).length], [5, 1]);
});

test("a database that another tab deletes is let go, and made anew", async (t) => {
  const { factory, store } = opened();
  await put(store);
  await settled(factory.deleteDatabase("fieldlog"));
  const used = [];
  plantTransaction(t, (real) => used.push("a transaction") && real());
  assert.deepEqual([await store.all("outbox"), used.length], [[], 1]);
});

test("two tabs that write at once both have their rows", async () => {
  const { factory, store } = opened();
  const other = openStore(factory);
  const raised = (tab) =>
    tab.change(["outbox"], async ({ outbox }) => {
      const row = (await outbox.get("op-1")) ?? { ...ROW, tried: 0 };
      await outbox.put({ ...row, tried: row.tried + 1 });
    });
  await Promise.all(Array.from({ length: 10 }, (_, n) => raised(n % 2 ? store : other)));
  assert.equal((await store.get("outbox", "op-1")).tried, 10);
});

test("a close that comes late does not drop the connection made since", async (t) => {
  const { store, connections } = opened();
  let left = 1;
  plantTransaction(t, (real) => {
    if (left-- > 0) throw failing("UnknownError");
    return real();
  });
  await put(store);
  forceCloseDatabase(connections[0]);
  await store.all("outbox");
  assert.equal(connections.length, 2);
});
