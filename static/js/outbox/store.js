// One tablet's IndexedDB: every write is strict, a lost handle is opened anew. Knows nothing of the protocol.
const NAME = "fieldlog";
const VERSION = 1;
// Store -> key. An upgrade only ever adds to this list; no store is dropped.
const STORES = { outbox: "op", next: "entry", journal: "op", recent: "entry", drafts: "id", meta: "key" };
const LOST_HANDLE = ["InvalidStateError", "UnknownError", "AbortError"];
const TRIES = 3;

export function openStore(factory) {
  let handle = null;

  function opened() {
    if (handle) return handle;
    const mine = open(factory, () => drop(mine));
    mine.catch(() => drop(mine));
    return (handle = mine);
  }

  // What is told late of an old connection must not cost the one made since.
  const drop = (lost) => {
    if (handle === lost) handle = null;
  };

  async function transact(names, mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const used = opened();
      try {
        return await within(await used, names, mode, work);
      } catch (error) {
        if (attempt === TRIES || !LOST_HANDLE.includes(error?.name)) throw error;
        drop(used);
      }
    }
  }

  return {
    get: (name, key) => transact([name], "readonly", (stores) => stores[name].get(key)),
    all: (name) => transact([name], "readonly", (stores) => stores[name].all()),
    // `work` is handed the named stores and may await only them.
    read: (names, work) => transact(names, "readonly", work),
    // The same for writing; what it wrote is on disk when this resolves.
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
    asked.onerror = () => reject(asked.error);
  });
}

function within(database, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const stores = Object.fromEntries(names.map((name) => [name, verbs(transaction.objectStore(name))]));
    let done = null;
    let failure = null;
    // Over before its work: that waited for something else, and what it wrote since, or will, is not in here.
    const early = () => new DOMException("the work waited for something else", "TransactionInactiveError");
    transaction.oncomplete = () => (done ? resolve(done.value) : reject(early()));
    transaction.onabort = () => reject(transaction.error ?? failure ?? new DOMException("aborted", "AbortError"));
    // Within a function of its own, so that work that throws at once is taken back like any other.
    (async () => work(stores))().then(
      (value) => (done = { value }),
      (error) => {
        failure = error;
        stop(transaction);
      },
    );
  });
}

function stop(transaction) {
  try {
    transaction.abort();
  } catch {
    // It is over already, and has said how.
  }
}

function verbs(store) {
  const done = (request) => {
    const answer = new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    // Work need not wait for every answer: the transaction itself tells of a failure.
    answer.catch(() => {});
    return answer;
  };
  return {
    get: (key) => done(store.get(key)),
    all: () => done(store.getAll()),
    put: (value) => done(store.put(value)),
    remove: (key) => done(store.delete(key)),
  };
}
