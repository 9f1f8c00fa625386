// Where a change goes among what is unsent: into an earlier one, behind one on its way, or in place of one set aside.
import { fold } from "./fold.js";

// `isWhole`: the change says all of a form, over what the server has; `decided`: the row its author decided by it.
// Null when nothing is left to send.
export async function place(stores, mine, body, { isWhole, decided, ...by }) {
  const { outbox, next, meta } = stores;
  const isBehind = mine.some(isOnItsWay);
  const earlier = isBehind ? [await next.get(body.entry)] : mine.filter(({ state }) => state !== "conflict");
  const replaced = [decided, ...earlier].filter(Boolean);
  const folded = joined(replaced.find(({ state }) => state === "queued"), body, isWhole);
  if (!folded || saysNothing(folded)) {
    await letGo(stores, replaced, by.at);
    return null;
  }
  for (const row of replaced) {
    await removed(stores, row);
    if (await isReceivedNoLonger(stores, row)) await stores.journal.put({ op: row.op, at: by.at });
  }
  const made = { entry: body.entry, order: await nextOrder(meta), saved_ms: body.saved_ms, frozen: false, tried: 0, state: "queued" };
  const { at: _, ...author } = by;
  const row = { ...author, ...made, op: folded.op, body: folded, in: isBehind ? "next" : "outbox", instead: insteadOf(replaced, folded) };
  // Not waited for, here as with the order: whether it was put is told by the end of the transaction.
  (isBehind ? next : outbox).put(row);
  return row;
}

// The journal names what was let go without its words, so that no second copy brings it back.
export async function letGo({ outbox, next, journal }, rows, at) {
  for (const row of rows) {
    await removed({ outbox, next }, row);
    const isKnown = await journal.get(row.op);
    if (!isKnown || (await isReceivedNoLonger({ journal }, row))) await journal.put({ op: row.op, at });
  }
}

// A restored server may not take again what it once took: it is not to be put back under its old words. What is left
// to its author was taken in part.
const isReceivedNoLonger = async ({ journal }, { op, state }) => state !== "conflict" && Boolean((await journal.get(op))?.body);

const removed = ({ outbox, next }, row) => (row.in === "next" ? next.remove(row.entry) : outbox.remove(row.op));

export const isOnItsWay = ({ frozen, state }) => frozen && state === "queued";

// What one operation replaced: a copy that names another stands for both.
export const insteadOf = (rows, { op }) => rows.flatMap((row) => [row.op, ...(row.instead ?? [])]).filter((each) => each !== op);

// What may have been tried keeps its operation to itself.
function joined(earlier, body, isWhole) {
  if (!earlier || (isWhole && body.type === "update")) return body;
  const folded = fold(earlier.body, body);
  return folded && earlier.frozen ? { ...folded, op: body.op } : folded;
}

// Counted here, because the tablet's clock may be set back at any time.
async function nextOrder(meta) {
  const order = ((await meta.get("order"))?.order ?? 0) + 1;
  meta.put({ key: "order", order });
  return order;
}

const saysNothing = ({ type, fields }) => type === "update" && Object.keys(fields).length === 0;
