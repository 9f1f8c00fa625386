// One tablet's IndexedDB: every write is strict, a lost handle is opened anew. Knows nothing of the protocol.
const NAME = "fieldlog";
const VERSION = 1;
// Store -> key. An upgrade only ever adds to this list; no store is dropped.
const STORES = { outbox: "op", next: "entry", journal: "op", recent: "entry", drafts: "id", meta: "key" };
const LOST_HANDLE = ["InvalidStateError", "UnknownError", "AbortError"];
const TRIES = 3;

export function openStore(factory) {
  let handle = null;

  const opened = () => (handle ??= open(factory, () => (handle = null)));

  async function transact(names, mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await within(await opened(), names, mode, work);
      } catch (error) {
        if (attempt === TRIES || !LOST_HANDLE.includes(error?.name)) throw error;
        handle = null;
      }
    }
  }

  return {
    get: (name, key) => transact([name], "readonly", (stores) => stores[name].get(key)),
    all: (name) => transact([name], "readonly", (stores) => stores[name].all()),
    // `work` is handed the named stores and may await only them; what it wrote is on disk when this resolves.
    change: (names, work) => transact(names, "readwrite", work),
  };
}

function open(factory, forget) {
  return new Promise((resolve, reject) => {
    const asked = factory.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [name, key] of Object.entries(STORES)) {
        if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, { keyPath: key });
      }
    };
    asked.onsuccess = () => {
      asked.result.onclose = forget;
      asked.result.onversionchange = () => {
        forget();
        asked.result.close();
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      forget();
      reject(asked.error);
    };
  });
}

function within(database, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const stores = Object.fromEntries(names.map((name) => [name, verbs(transaction.objectStore(name))]));
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    Promise.resolve(work(stores)).then(
      (value) => (result = value),
      (error) => {
        reject(error);
        transaction.abort();
      },
    );
  });
}

function verbs(store) {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return {
    get: (key) => done(store.get(key)),
    all: () => done(store.getAll()),
    put: (value) => done(store.put(value)),
    remove: (key) => done(store.delete(key)),
  };
}
