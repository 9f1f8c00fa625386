// A tablet's storages in memory: IndexedDB by fake-indexeddb, and stand-ins for Cache Storage and Web Locks.
import { IDBFactory } from "fake-indexeddb";

import { openCopies } from "../../static/js/outbox/copies.js";
import { openCustody } from "../../static/js/outbox/custody.js";
import { openQueue } from "../../static/js/outbox/queue.js";
import { openReceipts } from "../../static/js/outbox/receipts.js";
import { openStore } from "../../static/js/outbox/store.js";

const ORIGIN = "https://tablet.test";

export const memoryStorages = () => ({ indexedDB: new IDBFactory(), caches: memoryCaches(), locks: memoryLocks() });

// One page of the tablet; several over the same storages are several tabs. `step` is awaited ahead of each transaction
// and each call of the cache, so that a test can hold or end a page there.
export function openPage({ indexedDB, caches, locks }, { now = () => 1000, step = async () => {} } = {}) {
  const store = stepped(openStore(indexedDB), step);
  const copies = openCopies({ open: async (name) => stepped(await caches.open(name), step) });
  const custody = openCustody(store, copies, locks);
  return { store, copies, custody, queue: openQueue(store, custody, now), receipts: openReceipts(store, custody) };
}

const stepped = (verbs, step) =>
  Object.fromEntries(Object.entries(verbs).map(([name, verb]) => [name, async (...given) => (await step(), verb(...given))]));

export function vanish({ indexedDB }) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase("fieldlog");
    asked.onsuccess = () => resolve();
    asked.onerror = () => reject(asked.error);
  });
}

export function memoryCaches() {
  const caches = new Map();
  return { open: async (name) => caches.get(name) ?? caches.set(name, memoryCache()).get(name) };
}

function memoryCache() {
  const answers = new Map();
  const addressOf = (asked) => new URL(asked.url ?? asked, ORIGIN).href;
  return {
    match: async (asked) => answers.get(addressOf(asked))?.clone(),
    put: async (asked, answer) => void answers.set(addressOf(asked), answer),
    delete: async (asked) => answers.delete(addressOf(asked)),
    keys: async () => [...answers.keys()].map((address) => new Request(address)),
  };
}

// Who asks waits for everybody who asked before; who asks with `ifAvailable` does not, and gets null. `waits` resolves
// when next somebody has to wait.
export function memoryLocks() {
  const queues = new Map();
  let told = () => {};
  return {
    waits: () => new Promise((done) => (told = done)),
    async request(name, ...rest) {
      const [work, { ifAvailable = false } = {}] = rest.reverse();
      const queue = queues.get(name) ?? queues.set(name, []).get(name);
      if (ifAvailable && queue.length > 0) return work(null);
      const before = queue.at(-1);
      let release;
      queue.push(new Promise((done) => (release = done)));
      if (before) told();
      await before;
      try {
        return await work({ name });
      } finally {
        queue.shift();
        release();
      }
    },
  };
}
