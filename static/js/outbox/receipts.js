// What becomes of operations by their own results.
import { fold } from "./fold.js";
import { insteadOf } from "./place.js";

const ENDS = ["applied", "merged"];
const STAYS = ["held", "conflict", "refused"];

export const isReceived = ({ st }) => ENDS.includes(st);

export function openReceipts(store, custody) {
  // From here on these operations never change; what they say now is what may be sent.
  const freeze = (ops) =>
    custody.alone(() =>
      store.change(["outbox"], async ({ outbox }) => {
        const rows = (await Promise.all(ops.map((op) => outbox.get(op)))).filter((row) => row?.state === "queued");
        const frozen = rows.map((row) => ({ ...row, frozen: true, tried: row.tried + 1 }));
        await Promise.all(frozen.map((row) => outbox.put(row)));
        return frozen;
      }),
    );

  // `at` is the server's clock. Returns the results that are final; an unknown word means: keep, and try again later.
  const settle = (results, at) =>
    custody.alone(async () => {
      const told = results.filter(({ st }) => [...ENDS, ...STAYS].includes(st));
      await store.change(["outbox", "next", "journal", "recent"], async (stores) => {
        for (const result of told) await settleOne(stores, result, at);
      });
      await custody.recount();
      return told;
    });

  async function settleOne(stores, result, at) {
    const row = await stores.outbox.get(result.op);
    if (!row) return;
    const behind = await stores.next.get(row.entry);
    if (behind) await stores.next.remove(row.entry);
    if (isReceived(result)) await finish(stores, row, behind, result, at);
    else await setAside(stores, row, behind, result, at);
  }

  async function finish({ outbox, journal, recent }, row, behind, result, at) {
    await outbox.remove(row.op);
    await journal.put({ op: row.op, at, user: row.user, order: row.order, body: row.body });
    const known = received(row, result, await recent.get(row.entry), at);
    if (known) await recent.put(known);
    if (result.conflicts?.length > 0) await outbox.put({ ...row, frozen: false, state: "conflict", result });
    if (behind) await outbox.put({ ...behind, in: "outbox", body: { ...behind.body, head: result.head } });
  }

  // What waited behind an operation that did not go through says the newer words: both go as a new one.
  async function setAside({ outbox, journal }, row, behind, result, at) {
    if (!behind) return outbox.put({ ...row, frozen: false, state: result.st, result });
    await outbox.remove(row.op);
    // A restored server may not take what it once had taken: that is received no longer.
    await journal.put({ op: row.op, at });
    const folded = fold(row.body, behind.body);
    if (!folded) return;
    const body = { ...folded, op: behind.op };
    await outbox.put({ ...behind, in: "outbox", body, instead: insteadOf([row, behind], body) });
  }

  return { freeze, settle };
}

// What is known of the entry now; null when that is no more than was known before.
function received(row, result, before, at) {
  const { type, fields, kind, schools, activity_date } = row.body;
  const isOld = before && before.rev > result.rev;
  const isPart = type !== "create" && !before && !result.fields;
  if (isOld || isPart) return null;
  const said = type === "create" ? { kind, schools, activity_date, ...fields } : { ...before?.said, ...fields };
  const status = type === "withdraw" ? "withdrawn" : "active";
  const standing = { ...said, ...(result.fields ?? {}) };
  return { entry: row.entry, user: row.user, said: standing, rev: result.rev, head: result.head, at, status };
}
