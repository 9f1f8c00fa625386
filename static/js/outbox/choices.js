// What a result left to its author: whose words stand, field by field, or a withdrawal once more.
import { seen } from "./seen.js";

// `caughtUp` resolves once what others changed was asked for.
export function openChoices(store, queue, caughtUp, newId = () => crypto.randomUUID(), now = Date.now) {
  // `names` are the fields in which the author's own words shall stand; with none, all may stay as it is.
  async function choose(op, { names, withdraws = false }) {
    const row = await store.get("outbox", op);
    if (!row) return;
    const ids = { op: newId(), saved_ms: now() };
    const body = names.length > 0 ? await chosen(row, names, ids) : withdraws ? await withdrawn(row, ids) : null;
    await queue.decide(op, body);
  }

  // That the entry was changed is told by the result, what to only afterwards.
  async function withdrawn({ entry, body }, ids) {
    await caughtUp();
    return { ...body, ...ids, head: (await store.get("recent", entry))?.head };
  }

  return choose;
}

async function chosen({ entry, body, result }, names, ids) {
  const clashes = result.conflicts.filter(({ field }) => names.includes(field));
  const fields = Object.fromEntries(clashes.map(({ field }) => [field, body.fields[field] ?? null]));
  const was = await Promise.all(clashes.map(async ({ field, now }) => [field, await seen(now ?? null)]));
  return { ...ids, entry, type: "update", form: body.form, fields, was: Object.fromEntries(was), head: result.head };
}
