// The tablets of the simulation, told what to do over standard input, a line of JSON each; asks for the network the
// same way. Every random word comes from the seed.
import { createInterface } from "node:readline";

import { openCatchUp } from "../../static/js/outbox/catch_up.js";
import { openChoices } from "../../static/js/outbox/choices.js";
import { openCustody } from "../../static/js/outbox/custody.js";
import { openDrain } from "../../static/js/outbox/drain.js";
import { openQueue } from "../../static/js/outbox/queue.js";
import { openReceipts } from "../../static/js/outbox/receipts.js";
import { openTransport } from "../../static/js/outbox/transport.js";
import { Dead, openDisk } from "./storage.mjs";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

let random = mulberry(0);
function mulberry(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const hex = (digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
globalThis.crypto.randomUUID = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;

const asked = new Map();
let requests = 0;
const tablets = new Map();

// The network as the other side grants it: an answer, or none.
const networkOf = (name) => (address, { method = "GET", headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    requests += 1;
    asked.set(requests, { resolve, reject });
    say({ request: requests, tablet: name, method, address, headers, body });
  });

function granted({ answer, status, text, headers }) {
  const { resolve, reject } = asked.get(answer);
  asked.delete(answer);
  if (status === undefined) return reject(new TypeError("failed to fetch"));
  resolve({ status, text: async () => text, headers: new Headers(headers) });
}

class Tablet {
  constructor(name) {
    this.name = name;
    this.disk = openDisk();
    this.clock = 1_790_000_000_000;
  }

  // The browser started anew with two pages; the ones before are gone with all they had in memory.
  open() {
    if (this.life) this.life.isDead = true;
    this.life = { writesLeft: Infinity, isDead: false };
    const locks = new Locks();
    this.pages = [this.opened(this.life, locks), this.opened(this.life, locks)];
  }

  opened(life, locks) {
    const now = () => this.clock;
    const { store, copies } = this.disk.pageOf(life);
    const custody = strict(openCustody(store, copies, locks));
    const queue = openQueue(store, custody, now);
    const receipts = openReceipts(store, custody);
    const meta = { get: (key) => store.get("meta", key), put: (value) => store.change(["meta"], ({ meta }) => meta.put(value)), remove: (key) => store.change(["meta"], ({ meta }) => meta.remove(key)) };
    const transport = openTransport(networkOf(this.name));
    const catchUp = openCatchUp(store, transport, now);
    const here = { device: async () => this.name, learn: (hello, at) => meta.put({ key: "hello", at, hello }) };
    const drain = openDrain({ queue, receipts, custody, catchUp, transport, locks, meta, here, build: "simulated", now });
    return { custody, queue, drain, choose: openChoices(store, queue, drain, undefined, now) };
  }
}

// Nothing is lost but by an end, so only a start puts back: elsewhere the second copies would hide who dropped it.
function strict(custody) {
  const recount = async () => {
    const { restored } = await custody.recount();
    if (restored > 0) throw new Error(`${restored} dropped from the outbox, and found again in the copies`);
  };
  return { ...custody, recount };
}

// Web Locks over the pages of one browser.
class Locks {
  #last = new Map();

  async request(name, ...rest) {
    const [work, { ifAvailable = false } = {}] = rest.reverse();
    const before = this.#last.get(name);
    if (before && ifAvailable) return work(null);
    const mine = (before ?? Promise.resolve()).then(() => work({ name }));
    const over = mine.then(() => {}, () => {}).then(() => this.#last.get(name) === over && this.#last.delete(name));
    this.#last.set(name, over);
    return mine;
  }
}

const DEEDS = {
  reset({ seed, tablets: names }) {
    random = mulberry(seed);
    requests = 0;
    asked.clear();
    tablets.clear();
    for (const name of names) tablets.set(name, new Tablet(name));
  },
  async open({ tablet }) {
    tablet.open();
    return tablet.pages[0].custody.recover();
  },
  // A create says all of a form, as the form's Save does.
  async save({ page, user, body }) {
    const row = await page.queue.save({ op: crypto.randomUUID(), ...body }, { user, device: "d", form: [] });
    return { op: row?.op ?? null };
  },
  async discard({ page, op }) {
    await page.queue.discard(op);
  },
  choose: ({ page, op, names }) => page.choose(op, { names }),
  drain: ({ page }) => page.drain(),
  setClock({ tablet, ms }) {
    tablet.clock = ms;
  },
  crashAfter({ tablet, writes }) {
    tablet.life.writesLeft = writes;
  },
  wipe({ tablet }) {
    tablet.life.isDead = true;
    tablet.disk.wipe();
  },
  pass({ ms }) {
    for (const tablet of tablets.values()) tablet.clock += ms;
  },
  look: () => Object.fromEntries([...tablets].map(([name, { disk }]) => [name, disk.look()])),
};

async function obey(order) {
  const tablet = tablets.get(order.tablet);
  try {
    const done = await DEEDS[order.do]({ ...order, tablet, page: tablet?.pages?.[order.page ?? 0] });
    say({ id: order.id, done: done ?? null });
  } catch (error) {
    const isKilled = error instanceof Dead;
    say({ id: order.id, died: isKilled, error: isKilled ? null : String(error?.stack ?? error) });
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  if (message.answer === undefined) obey(message);
  else granted(message);
});
