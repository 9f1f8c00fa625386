// A tablet's storage that survives the death of its pages, and can end them at the n-th write.
const KEYS = { outbox: "op", next: "entry", journal: "op", recent: "entry", drafts: "id", meta: "key" };
const clone = (value) => (value === undefined ? undefined : structuredClone(value));

export class Dead extends Error {}

export function openDisk() {
  let rows = Object.fromEntries(Object.keys(KEYS).map((name) => [name, new Map()]));
  const files = new Map();
  let census = [];
  // One transaction after the other over all pages, each whole or not at all, as IndexedDB has them.
  let turn = Promise.resolve();
  const inTurn = (work) => (turn = turn.then(work, work));

  // A browser's life: `writesLeft` writes, and then none of its pages gets anything done any more.
  function pageOf(life) {
    const write = () => {
      if (life.writesLeft <= 0) life.isDead = true;
      life.writesLeft -= 1;
      if (life.isDead) throw new Dead();
    };
    const read = () => {
      if (life.isDead) throw new Dead();
    };

    const verbs = (staged, name) => ({
      get: async (key) => clone(staged[name].get(key)),
      all: async () => [...staged[name].values()].map(clone),
      put: async (value) => void staged[name].set(value[KEYS[name]], clone(value)),
      remove: async (key) => void staged[name].delete(key),
    });

    const store = {
      get: (name, key) => inTurn(async () => (read(), clone(rows[name].get(key)))),
      all: (name) => inTurn(async () => (read(), [...rows[name].values()].map(clone))),
      read: (names, work) =>
        inTurn(async () => (read(), work(Object.fromEntries(names.map((name) => [name, verbs(rows, name)]))))),
      change: (names, work) =>
        inTurn(async () => {
          read();
          const staged = Object.fromEntries(names.map((name) => [name, new Map(rows[name])]));
          const result = await work(Object.fromEntries(names.map((name) => [name, verbs(staged, name)])));
          write();
          rows = { ...rows, ...staged };
          return result;
        }),
    };
    const copies = {
      all: async () => (read(), [...files.values()].map(clone)),
      ops: async () => (read(), [...files.keys()]),
      put: async (row) => (write(), void files.set(row.op, clone(row))),
      remove: async (op) => (write(), void files.delete(op)),
      census: async () => (read(), clone(census)),
      count: async (unsent) => (write(), void (census = unsent.map(({ op, user, saved_ms }) => ({ op, user, saved_ms })))),
    };
    return { store, copies };
  }

  const wipe = () => {
    for (const name of Object.keys(KEYS)) rows[name] = new Map();
  };
  const look = () => ({
    ...Object.fromEntries(Object.keys(KEYS).map((name) => [name, [...rows[name].values()].map(clone)])),
    copies: [...files.values()].map(clone),
    census: clone(census),
  });
  return { pageOf, wipe, look };
}
