// The store's and the copies' verbs over plain maps, so that queue and drain can be tried without a browser.
const KEYS = { outbox: "op", next: "entry", journal: "op", recent: "entry", drafts: "id", meta: "key" };
const clone = (value) => (value === undefined ? undefined : structuredClone(value));

export function memoryStore() {
  const data = Object.fromEntries(Object.keys(KEYS).map((name) => [name, new Map()]));
  const verbs = (name) => ({
    get: async (key) => clone(data[name].get(key)),
    all: async () => [...data[name].values()].map(clone),
    put: async (value) => void data[name].set(value[KEYS[name]], clone(value)),
    remove: async (key) => void data[name].delete(key),
  });
  return {
    data,
    get: (name, key) => verbs(name).get(key),
    all: (name) => verbs(name).all(),
    change: (names, work) => work(Object.fromEntries(names.map((name) => [name, verbs(name)]))),
  };
}

export function memoryCopies() {
  const kept = new Map();
  let census = [];
  return {
    kept,
    all: async () => [...kept.values()].map(clone),
    put: async (row) => void kept.set(row.op, clone(row)),
    remove: async (op) => void kept.delete(op),
    census: async () => clone(census),
    count: async (rows) => void (census = rows.map(({ op, user, saved_ms }) => ({ op, user, saved_ms }))),
  };
}

let number = 0;
export const create = (more = {}) => {
  number += 1;
  const ids = { op: `op-${number}`, entry: `entry-${number}` };
  const fields = { minutes: 15 };
  const rest = { kind: "classroom_visit", form: 1, schools: [7], activity_date: "2026-11-20", saved_ms: number, fields };
  return { ...ids, type: "create", ...rest, ...more };
};
export const update = (entry, fields, was, more = {}) => {
  number += 1;
  return { op: `op-${number}`, entry, type: "update", form: 1, saved_ms: number, fields, was, ...more };
};
export const withdraw = (entry, head) => {
  number += 1;
  return { op: `op-${number}`, entry, type: "withdraw", head, reason: "", saved_ms: number };
};
