// What guards the unsent: second copies, a journal of what was received, and what both give back.
import { isOnItsWay } from "./place.js";

const JOURNAL_MS = 48 * 3600 * 1000;
const JOURNAL_MOST = 500;
const LOCK = "fieldlog-outbox";

export function openCustody(store, copies, locks = inTurn()) {
  // Whoever changes what is unsent does so alone, over all tabs, until copies and census say the same.
  const alone = (work) => locks.request(LOCK, work);

  // Copies and store are made to agree. A copy is let go only when its operation is known to be: a database that
  // vanished, even under an open page, knows of none, and gets back what the copies hold. Whatever step is the last
  // before an end, each operation has one copy at least; one too many is only sent again, or let go at the next start.
  async function agree(counted) {
    const [kept, census] = [await copies.all(), await copies.census()];
    const copy = new Map(kept.map((row) => [row.op, row]));
    const found = await store.change(["outbox", "next", "journal", "meta"], (stores) => compare(stores, kept, census));
    for (const row of found.rows) if (!isCopyOf(copy.get(row.op), row)) await copies.put(row);
    await copies.count(counted(found));
    for (const op of found.gone) await copies.remove(op);
    return { restored: found.restored, lost: found.lost };
  }

  // What is lost stays in the census until somebody has read of it.
  const recount = () => agree(({ rows, lost }) => [...rows, ...lost]);

  // Resolves to the row that `place` kept, once it was read back and has its copy; or to nothing, when none is left.
  // Only who holds the lock changes the copies: they are looked at meanwhile.
  const keep = (place) =>
    alone(async () => {
      const copied = Promise.all([copies.ops(), copies.census()]);
      copied.catch(() => {});
      const row = await place();
      await (row ? add(row, ...(await copied)) : recount());
      return row;
    });

  // Reading every other copy is left to the times when something does not fit: a copy that no row knows, a row without
  // one, a loss not yet reported.
  async function add(row, kept, census) {
    const rows = await unsent();
    if (!same(rows.find(({ op }) => op === row.op), row)) throw new DOMException("not read back", "DataError");
    if (!fits(row, rows, kept, census)) return recount();
    await Promise.all([copies.put(row), copies.count(rows)]);
    for (const op of row.instead) await copies.remove(op);
  }

  const unsent = () => store.read(["outbox", "next"], allOf);

  // At start: copies that outbox and journal lack are put back; what the census alone knows is lost.
  const recover = () => alone(recount);

  // A page may end before its sentence was read: the next one says it again.
  const lossesRead = (losses) => alone(() => agree(({ rows, lost }) => [...rows, ...lost.filter(({ op }) => !opsOf(losses).includes(op))]));

  // After a restore the server may lack what it once took: put it back in front. Its numbers begin anew, too.
  const heal = () => alone(() => putBackReceived().then(recount));

  const putBackReceived = () =>
    store.change(["outbox", "journal", "recent", "meta"], async ({ outbox, journal, recent, meta }) => {
      for (const { op, user, order, body } of (await journal.all()).filter(wasReceived)) {
        const kept = await outbox.get(op);
        // Of what was taken in part, that part may be lost too; the rest is left to its author again.
        if (kept && kept.state !== "conflict") continue;
        const row = { op, user, order, entry: body.entry, saved_ms: body.saved_ms, body, in: "outbox" };
        await outbox.put({ ...kept, ...row, frozen: true, tried: 1, state: "queued", result: undefined });
      }
      for (const row of await recent.all()) await recent.put({ ...row, rev: 0 });
      await meta.remove("cursors");
    });

  // By the server's clock: a tablet's own may be set to anything.
  const tidy = (now) =>
    store.change(["journal"], async ({ journal }) => {
      const rows = (await journal.all()).sort((a, b) => b.at - a.at);
      const old = rows.filter(({ at }, place) => place >= JOURNAL_MOST || now - at > JOURNAL_MS);
      for (const { op } of old) await journal.remove(op);
    });

  return { alone, unsent, keep, recount, heal, tidy, recover, lossesRead };
}

async function compare({ outbox, next, journal, meta }, kept, census) {
  const unsent = () => allOf({ outbox, next });
  const before = await unsent();
  const settled = new Set([...before, ...kept].flatMap(({ instead }) => instead ?? []));
  for (const { op } of [...kept, ...census]) if (await journal.get(op)) settled.add(op);
  const known = new Set(opsOf(before));
  const [gone, missing] = halves(kept.filter(({ op }) => !known.has(op)), ({ op }) => settled.has(op));
  for (const row of missing.sort(inOrder)) await putBack({ outbox, next, meta }, row);
  const there = new Set([...opsOf(before), ...opsOf(missing), ...settled]);
  const lost = census.filter(({ op }) => !there.has(op));
  return { rows: await unsent(), gone: opsOf(gone), restored: missing.length, lost };
}

// What waited behind another waits again only if that is there: nothing else would ever bring it forward.
async function putBack({ outbox, next, meta }, row) {
  const waits = row.in === "next" && !(await next.get(row.entry)) && (await outbox.all()).some((other) => other.entry === row.entry && isOnItsWay(other));
  // Whether it was tried is not known: as tried it is never folded, and so never sent with other words.
  const back = { ...row, in: waits ? "next" : "outbox", frozen: true };
  await (waits ? next : outbox).put(back);
  const { order = 0 } = (await meta.get("order")) ?? {};
  await meta.put({ key: "order", order: Math.max(order, row.order) });
}

const allOf = async ({ outbox, next }) => (await Promise.all([outbox.all(), next.all()])).flat();

function fits(row, rows, kept, census) {
  const [known, copied] = [new Set([...opsOf(rows), ...row.instead]), new Set([...kept, row.op])];
  return kept.every((op) => known.has(op)) && rows.every(({ op }) => copied.has(op)) && census.every(({ op }) => known.has(op));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const opsOf = (rows) => rows.map(({ op }) => op);
const halves = (rows, test) => [rows.filter(test), rows.filter((row) => !test(row))];
const inOrder = (one, other) => one.order - other.order;
const wasReceived = ({ body }) => Boolean(body);

// Whether it was tried may differ: what is put back counts as tried anyway.
const isCopyOf = (copy, row) => Boolean(copy) && saidBy(copy) === saidBy(row);
const saidBy = (row) => JSON.stringify({ ...row, frozen: null, tried: null });

// One at a time within this page, where no locks over all tabs are handed in.
function inTurn() {
  let last = Promise.resolve();
  return {
    request(name, work) {
      const mine = last.then(work);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
