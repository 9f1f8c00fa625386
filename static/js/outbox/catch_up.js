// What the server has of this person's entries, kept for reading offline: asked for as changes since the last time.
// Of somebody else's that credits this person, as much as counting the year needs.
const SELDOM_MS = 5 * 60_000;
const MOST_ROUNDS = 10;

export function openCatchUp(store, transport, now = Date.now) {
  // Asks only when something was sent or some time has passed. What cannot be had now is had the next time.
  async function catchUp({ user, schools }, isDue) {
    const { at = 0, cursors: kept = {} } = await cursorsOf(user);
    if (!isDue && Math.abs(now() - at) < SELDOM_MS) return;
    const threads = await store.get("meta", "threads");
    const lacksThreads = threads?.user !== user || schools.some(({ id }) => !threads.schools[id]);
    let asked = schools.map(({ id }) => [id, kept[id] ?? 0]);
    for (let round = 0; round < MOST_ROUNDS && asked.length > 0; round += 1) {
      const answer = await transport.changes(asked, lacksThreads);
      if (answer.trouble) return;
      await take(user, answer.body);
      asked = answer.body.schools.filter(({ more }) => more).map(({ id, seq }) => [id, seq]);
    }
  }

  async function cursorsOf(user) {
    const kept = await store.get("meta", "cursors");
    // An older build did not keep what credits its reader: asked for once more from the beginning.
    return kept?.user === user && kept.credits ? kept : {};
  }

  // Rows and how far they reach are kept together, or neither.
  const take = (user, { gone, schools }) =>
    store.change(["recent", "meta"], async ({ recent, meta }) => {
      const kept = await meta.get("cursors");
      const cursors = kept?.user === user && kept.credits ? { ...kept.cursors } : {};
      const before = await meta.get("threads");
      const threads = before?.user === user && kept?.credits ? { ...before.schools } : {};
      for (const id of gone) {
        delete cursors[id];
        delete threads[id];
      }
      for (const { id, seq, rows, threads: open } of schools) {
        cursors[id] = seq;
        if (open) threads[id] = open;
        // A school names an entry once; another school may name it too.
        await Promise.all(rows.filter((row) => !hasLeft(row, id)).map((row) => keep(recent, user, row)));
      }
      await meta.put({ key: "cursors", user, at: now(), cursors, credits: true });
      await meta.put({ key: "threads", user, schools: threads });
    });

  // When it was received is known only of what was sent from here.
  async function keep(recent, user, { entry, rev, head, kind, schools, activity_date, status, mine, fields }) {
    const before = await recent.get(entry);
    if (before?.user === user && before.rev > rev) return;
    const isWith = !mine && Boolean(fields.co_coaches?.includes(String(user)));
    // Their author may use this tablet too.
    if (!mine && before && before.user !== user) return;
    if (!mine && !isWith) return void (before && (await recent.remove(entry)));
    const said = status === "withdrawn" ? before?.said : { kind, schools, activity_date, ...(mine && fields) };
    if (said) await recent.put({ entry, user, said, rev, head, at: before?.at ?? null, status, isWith });
  }

  return catchUp;
}

// Gone from this school and standing at another one, which tells it itself.
const hasLeft = ({ status, schools }, id) => status === "withdrawn" && !schools.includes(id);
