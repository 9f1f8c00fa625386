// Puts the tablet's parts together, once for each page: storage, queue, sending.
import { openCopies } from "./outbox/copies.js";
import { openCustody } from "./outbox/custody.js";
import { openDrain } from "./outbox/drain.js";
import { openQueue } from "./outbox/queue.js";
import { openStore } from "./outbox/store.js";
import { openTransport } from "./outbox/transport.js";
import { whenToSend } from "./outbox/when.js";

// Null where the browser lacks what an outbox needs: the plain forms then post as they are.
export function openTablet(window, told) {
  const { indexedDB, caches, navigator } = window;
  if (!indexedDB || !caches || !navigator.locks || !window.crypto?.randomUUID) return null;
  const store = openStore(indexedDB);
  const custody = openCustody(store, openCopies(caches));
  const queue = openQueue(store, custody);
  const meta = {
    get: (key) => store.get("meta", key),
    put: (value) => store.change(["meta"], (stores) => stores.meta.put(value)),
    remove: (key) => store.change(["meta"], (stores) => stores.meta.remove(key)),
  };
  const transport = openTransport(window.fetch.bind(window));
  const build = window.document.documentElement.dataset.build;
  const drain = openDrain({ queue, custody, transport, locks: navigator.locks, meta, build });
  const sendNow = whenToSend(drain, told, { page: window, clock: window });

  // Recovery first: nothing is sent, and nothing said, before what was lost is put back or known.
  async function start() {
    const device = (await meta.get("device"))?.device ?? crypto.randomUUID();
    await meta.put({ key: "device", device });
    const found = await custody.recover();
    await custody.tidy();
    return found;
  }

  const whoIsHere = async () => (await meta.get("hello"))?.hello ?? null;
  return { store, queue, meta, start, sendNow, whoIsHere };
}
