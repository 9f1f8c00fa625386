// What is unsent, by user: kept before anything is sent, let go only by its result or by its author.
import { basisOf, updateOver } from "./basis.js";
import { isOnItsWay, letGo, place } from "./place.js";

const WITH_SERVER = ["held", "conflict"];
const AGAIN = Symbol("somebody else wrote meanwhile");
const ofEntry = (rows, { entry }, { user }) => rows.filter((row) => row.entry === entry && row.user === user);

export function openQueue(store, custody, now = Date.now) {
  const { alone } = custody;

  // `body` is an operation; a create says all of a form, and becomes an update where the server has the entry
  // already. `form` is what was typed, so that it can be opened again as it was; `opened` the entry `{ said, rev, head }`
  // that the form was filled from, `asked` the names of its fields. Null when nothing is left to send.
  const save = (body, { user, device, form, opened, asked }) =>
    custody.keep(() => placed(body, { user, device, form, at: now() }, opened, asked));

  // Most forms are of new entries and are placed at once. A change is made over what the server has, outside the
  // transaction that keeps it: hashes are not made in there.
  async function placed(body, by, opened, asked) {
    let [basis, said] = [null, body];
    for (;;) {
      let known = null;
      const row = await store.change(["outbox", "next", "recent", "journal", "meta"], async (stores) => {
        const [unsent, recent] = await Promise.all([stores.outbox.all(), stores.recent.get(body.entry)]);
        const mine = ofEntry(unsent, body, by);
        const isWhole = body.type === "create";
        known = isWhole ? basisOf(mine, recent, opened) : null;
        if (!same(known, basis)) return AGAIN;
        if (opened && !(recent?.rev >= opened.rev)) {
          await stores.recent.put({ ...opened, entry: body.entry, user: by.user, at: recent?.at ?? null, status: "active" });
        }
        return place(stores, mine, said, { ...by, isWhole });
      });
      if (row !== AGAIN) return row;
      basis = known;
      said = basis ? await updateOver(basis, body, asked) : body;
    }
  }

  // What a server older than its form could not read: sent again once the server knows the form.
  const tryAgain = (user, forms, newId) =>
    alone(() =>
      store.change(["outbox"], async ({ outbox }) => {
        for (const row of (await outbox.all()).filter((each) => each.user === user && isReadableNow(each, forms))) {
          const op = newId();
          await outbox.remove(row.op);
          const again = { ...row, op, body: { ...row.body, op }, instead: [row.op, ...(row.instead ?? [])] };
          await outbox.put({ ...again, state: "queued", frozen: false, tried: 0, result: undefined });
        }
      }),
    );

  // Returns what was let go: the row, and what waited behind it.
  const discard = (op) =>
    alone(async () => {
      const gone = await store.change(["outbox", "next", "journal"], async (stores) => {
        const row = await stores.outbox.get(op);
        const behind = row && isOnItsWay(row) ? await stores.next.get(row.entry) : null;
        const rows = [row, behind].filter(Boolean);
        await letGo(stores, rows, now());
        return rows;
      });
      await custody.recount();
      return gone;
    });

  // What its author decided takes the place of what was left to them, in one step: neither is ever there alone.
  const decide = (op, body) =>
    alone(async () => {
      await store.change(["outbox", "next", "journal", "meta"], async (stores) => {
        const decided = await stores.outbox.get(op);
        if (!decided) return;
        if (!body) return letGo(stores, [decided], now());
        const { user, device, form } = decided;
        const mine = ofEntry(await stores.outbox.all(), body, decided);
        return place(stores, mine, body, { user, device, form, decided, at: now(), isWhole: false });
      });
      await custody.recount();
    });

  // As it was: what may have been tried keeps its operation, and is never said in other words.
  const takeBack = (gone) =>
    alone(async () => {
      await store.change(["outbox", "next"], async (stores) => {
        for (const row of gone) await stores[row.in].put(row);
      });
      await custody.recount();
    });

  const rows = async (user) => ofUser(await store.all("outbox"), user);

  // All that has not been received, what waits behind another included.
  const unsent = async (user) => ofUser(await custody.unsent(), user);

  const others = async (user) => countOthers(await store.all("outbox"), user);

  // What is on this tablet alone: what is held, or left to its author's choice, the server has as well. Infinity, the
  // oldest of none, is null on the wire.
  async function pending(user) {
    const alone = (await custody.unsent()).filter(({ state }) => !WITH_SERVER.includes(state));
    const mine = ofUser(alone, user);
    return { count: mine.length, oldest_ms: Math.min(...mine.map(({ saved_ms }) => saved_ms)), others: countOthers(alone, user) };
  }

  return { save, rows, unsent, others, pending, discard, decide, takeBack, tryAgain };
}

const ofUser = (rows, user) => rows.filter((row) => row.user === user).sort((a, b) => a.order - b.order);

function countOthers(rows, user) {
  const counts = {};
  for (const row of rows) if (row.user !== user) counts[row.user] = (counts[row.user] ?? 0) + 1;
  return Object.entries(counts).map(([id, count]) => ({ user: Number(id), count }));
}

const isReadableNow = ({ state, result, body }, forms) =>
  state === "held" && result.code === "unknown_form" && body.form <= (forms[body.kind] ?? 0);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
