// What guards the unsent: second copies, a journal of what was received, and what both give back.
const JOURNAL_MS = 48 * 3600 * 1000;
const JOURNAL_MOST = 500;

export function openCustody(store, copies, now = Date.now) {
  // The second copies and the census, brought to what is unsent now; `row` is new or changed.
  async function recount(row) {
    const rows = [...(await store.all("outbox")), ...(await store.all("next"))];
    const known = new Set(rows.map(({ op }) => op));
    if (row) await copies.put(row);
    for (const copy of await copies.all()) if (!known.has(copy.op)) await copies.remove(copy.op);
    await copies.count(rows);
  }

  // After a restore the server may lack what it once took: put it back in front.
  const heal = () =>
    store.change(["outbox", "journal", "meta"], async ({ outbox, journal, meta }) => {
      for (const { op, user, body } of await journal.all()) {
        const row = { op, user, entry: body.entry, saved_ms: body.saved_ms, body, in: "outbox" };
        if (!(await outbox.get(op))) await outbox.put({ ...row, frozen: true, tried: 1, state: "queued" });
      }
      await meta.remove("cursors");
    });

  const tidy = () =>
    store.change(["journal"], async ({ journal }) => {
      const rows = (await journal.all()).sort((a, b) => b.at - a.at);
      const old = rows.filter(({ at }, place) => place >= JOURNAL_MOST || now() - at > JOURNAL_MS);
      for (const { op } of old) await journal.remove(op);
    });

  // At start: copies that outbox and journal lack are put back; what the census alone knows is lost.
  async function recover() {
    const [outbox, next, journal, kept, census] = await Promise.all([
      store.all("outbox"), store.all("next"), store.all("journal"), copies.all(), copies.census(),
    ]);
    const known = new Set([...outbox, ...next, ...journal].map(({ op }) => op));
    const missing = kept.filter(({ op }) => !known.has(op));
    // Whether it was tried is not known: as tried it is never folded, and so never sent with other words.
    for (const row of missing) await store.change([row.in], (stores) => stores[row.in].put({ ...row, frozen: true }));
    const there = new Set([...known, ...missing.map(({ op }) => op)]);
    const lost = census.filter(({ op }) => !there.has(op));
    await recount();
    return { restored: missing.length, lost };
  }

  return { recount, heal, tidy, recover };
}
