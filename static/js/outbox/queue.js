// What is unsent, by user: kept before anything is sent, let go only by a matching result of that very operation.
import { fold } from "./fold.js";
import { updateOver } from "./update_over.js";

const ENDS = ["applied", "merged"];
const STAYS = ["held", "conflict", "refused"];

export function openQueue(store, custody, now = Date.now) {
  // `form` is what was typed, so that it can be opened again as it was.
  async function save(body, { user, device, form }) {
    const said = await overWhatIsOnItsWay(body, user);
    const row = await store.change(["outbox", "next"], (stores) => place(stores, said, { user, device, form }));
    if (row && !same(await store.get(row.in, row.in === "next" ? row.entry : row.op), row)) {
      throw new DOMException("not read back", "DataError");
    }
    await custody.recount(row);
    return row;
  }

  // The same form saved again while its create may be on the server already can only change that.
  async function overWhatIsOnItsWay(body, user) {
    const mine = (await store.all("outbox")).find((row) => row.entry === body.entry && row.user === user);
    const isCreated = mine?.frozen && mine.state === "queued" && mine.body.type === "create";
    return isCreated && body.type === "create" ? updateOver(mine.body, body) : body;
  }

  // An earlier change that was never tried takes this one in; one on its way lets it wait behind.
  async function place({ outbox, next }, body, by) {
    const mine = (await outbox.all()).find((row) => row.entry === body.entry && row.user === by.user);
    const made = { ...by, entry: body.entry, saved_ms: body.saved_ms, frozen: false, tried: 0, state: "queued" };
    if (mine?.frozen && mine.state === "queued") {
      const behind = await next.get(body.entry);
      const folded = behind ? fold(behind.body, body) : body;
      const row = { ...made, op: folded?.op, body: folded, in: "next" };
      await (folded ? next.put(row) : next.remove(body.entry));
      return folded ? row : null;
    }
    const folded = mine?.state === "queued" ? fold(mine.body, body) : body;
    if (mine) await outbox.remove(mine.op);
    if (!folded) return null;
    const row = { ...made, op: folded.op, body: folded, in: "outbox" };
    await outbox.put(row);
    return row;
  }

  const freeze = (op) =>
    store.change(["outbox"], async ({ outbox }) => {
      const row = await outbox.get(op);
      if (row) await outbox.put({ ...row, frozen: true, tried: row.tried + 1 });
      return row;
    });

  async function settle(op, result) {
    if (ENDS.includes(result.st)) await finish(op, result);
    else if (STAYS.includes(result.st)) await mark(op, result);
    else return; // an unknown word means: keep, and try again later
    await custody.recount();
  }

  const finish = (op, result) =>
    store.change(["outbox", "next", "journal", "recent"], async ({ outbox, next, journal, recent }) => {
      const row = await outbox.get(op);
      if (!row) return;
      await outbox.remove(op);
      await journal.put({ op, at: now(), user: row.user, body: row.body });
      const before = await recent.get(row.entry);
      await recent.put(received(row, result, before, now()));
      const behind = await next.get(row.entry);
      if (!behind) return;
      await next.remove(row.entry);
      await outbox.put({ ...behind, in: "outbox", body: { ...behind.body, head: result.head } });
    });

  const mark = (op, result) =>
    store.change(["outbox"], async ({ outbox }) => {
      const row = await outbox.get(op);
      if (row) await outbox.put({ ...row, frozen: false, state: result.st, result });
    });

  const discard = async (op) => {
    const row = await store.change(["outbox", "next"], async ({ outbox, next }) => {
      const gone = await outbox.get(op);
      if (gone) await Promise.all([outbox.remove(op), next.remove(gone.entry)]);
      return gone;
    });
    await custody.recount();
    return row;
  };

  const rows = async (user) =>
    (await store.all("outbox")).filter((row) => row.user === user).sort((a, b) => a.saved_ms - b.saved_ms);

  const others = async (user) => {
    const counts = new Map();
    for (const row of await store.all("outbox")) {
      if (row.user !== user) counts.set(row.user, (counts.get(row.user) ?? 0) + 1);
    }
    return [...counts].map(([id, count]) => ({ user: id, count }));
  };

  return { save, rows, others, freeze, settle, discard };
}

function received(row, result, before, at) {
  const { type, fields, kind, schools, activity_date } = row.body;
  const said = type === "create" ? { kind, schools, activity_date, ...fields } : { ...before?.said, ...fields };
  const status = type === "withdraw" ? "withdrawn" : "active";
  const standing = { ...said, ...(result.fields ?? {}) };
  return { entry: row.entry, user: row.user, said: standing, rev: result.rev, head: result.head, at, status };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
