// Puts the tablet's parts together, once for each page: storage, queue, sending.
import { openCatchUp } from "./outbox/catch_up.js";
import { openCopies } from "./outbox/copies.js";
import { openCustody } from "./outbox/custody.js";
import { openDrain, SENDING } from "./outbox/drain.js";
import { openHere } from "./outbox/here.js";
import { openQueue } from "./outbox/queue.js";
import { openReceipts } from "./outbox/receipts.js";
import { openStore } from "./outbox/store.js";
import { openTransport } from "./outbox/transport.js";
import { whenToSend } from "./outbox/when.js";

const PATIENCE_MS = 5000;

// Null where the browser lacks what an outbox needs: the plain forms then post as they are.
// `settled` hears as soon as what was sent has its answers, `told` when a drain is over.
export function openTablet(window, { settled, told }) {
  const { indexedDB, caches, navigator } = window;
  if (!indexedDB || !caches || !navigator.locks || !window.crypto?.randomUUID) return null;
  const store = openStore(indexedDB);
  const custody = openCustody(store, openCopies(caches), navigator.locks);
  const queue = openQueue(store, custody);
  const here = openHere(store, caches, navigator.locks);
  const meta = {
    get: (key) => store.get("meta", key),
    put: (value) => store.change(["meta"], (stores) => stores.meta.put(value)),
    remove: (key) => store.change(["meta"], (stores) => stores.meta.remove(key)),
  };
  const transport = openTransport(window.fetch.bind(window));
  const build = window.document.documentElement.dataset.build;
  const receipts = openReceipts(store, custody);
  const asks = openCatchUp(store, transport);
  // A form is there to be written in at once: what others sent can wait for the next page, and is said to.
  const isWriting = () => window.document.querySelector("form.entry-form");
  const catchUp = async (hello, isDue) => (isDue || !isWriting() ? asks(hello, isDue) : true);
  const drain = openDrain({ queue, receipts, custody, catchUp, settled, transport, locks: navigator.locks, meta, here, build });
  const sendNow = whenToSend(drain, told, { page: window, clock: window });

  // Recovery first: nothing is sent, and nothing said, before what was lost is put back or known.
  async function start() {
    await here.device();
    await here.forgetWhoLeft();
    return custody.recover();
  }

  // What an answer on its way would still write is written before; a network that hangs is not waited for.
  const whileNothingIsSent = (work) =>
    navigator.locks.request(SENDING, { signal: AbortSignal.timeout(PATIENCE_MS) }, work).catch((error) => {
      if (error?.name !== "TimeoutError") throw error;
      return work();
    });

  const { device, whoIsHere } = here;
  return { store, queue, meta, device, lossesRead: custody.lossesRead, freeze: receipts.freeze, start, sendNow, whoIsHere, signOut: transport.signOut, whileNothingIsSent };
}
