// Sends what waits, oldest first, and acts on each receipt. Handed its neighbours; knows no page.
const MOST_OPS = 25;
const MOST_BYTES = 128 * 1024;
const LOCK = "fieldlog-drain";
const HALVES = ["too_large", "envelope", "slow"];

export function openDrain({ queue, custody, transport, locks, meta, build, newId = () => crypto.randomUUID(), now = Date.now }) {
  // One drain at a time over all tabs; another one's is as good as ours.
  const drain = () => locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? whole() : { trouble: null, sent: 0 }));

  async function whole() {
    const hello = await transport.hello();
    if (hello.trouble) return { sent: 0, ...hello };
    await know(hello.body);
    return batches({ ...hello.body, size: MOST_OPS, sent: 0, refreshed: false });
  }

  async function know(hello) {
    const { epoch } = (await meta.get("epoch")) ?? {};
    if (epoch && epoch !== hello.epoch) await custody.heal();
    await meta.put({ key: "epoch", epoch: hello.epoch });
    await meta.put({ key: "hello", at: now(), hello: { ...hello, csrf: undefined } });
  }

  async function batches(state) {
    for (;;) {
      const waiting = (await queue.rows(state.user)).filter((row) => row.state === "queued");
      const rows = few(waiting, state.size);
      if (rows.length === 0) return { trouble: null, sent: state.sent, user: state.user };
      const outcome = await send(rows, waiting, state);
      if (outcome) return { sent: state.sent, user: state.user, ...outcome };
    }
  }

  // Nothing when the next batch may go; else why not.
  async function send(rows, waiting, state) {
    for (const { op } of rows) await queue.freeze(op);
    const batch = await envelope(rows, waiting, state);
    const answer = await transport.send(batch, state.csrf);
    if (answer.trouble) return trouble(answer, rows, state);
    const settled = await settle(rows, answer.body.results);
    state.sent += settled;
    // Results that say nothing new would come again and again.
    return settled === 0 ? { trouble: "busy", wait: answer.body.next_ms } : null;
  }

  async function settle(rows, results) {
    const mine = new Set(rows.map(({ op }) => op));
    let settled = 0;
    for (const result of results) {
      if (!mine.has(result.op)) continue;
      await queue.settle(result.op, result);
      if (["applied", "merged", "held", "conflict", "refused"].includes(result.st)) settled += 1;
    }
    return settled;
  }

  async function trouble(answer, rows, state) {
    if (HALVES.includes(answer.trouble) && rows.length > 1) {
      state.size = Math.ceil(rows.length / 2);
      return null;
    }
    if (answer.trouble === "envelope") {
      await queue.settle(rows[0].op, { op: rows[0].op, st: "refused", code: "unreadable" });
      return null;
    }
    if (["csrf", "epoch"].includes(answer.trouble) && !state.refreshed) return refresh(state);
    return answer;
  }

  async function refresh(state) {
    const hello = await transport.hello();
    if (hello.trouble) return hello;
    await know(hello.body);
    Object.assign(state, hello.body, { refreshed: true });
    return null;
  }

  async function envelope(rows, waiting, { user, epoch }) {
    const { device } = await meta.get("device");
    const pending = { count: waiting.length, oldest_ms: waiting[0].saved_ms, others: await queue.others(user) };
    const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const ops = rows.map(({ body }) => body);
    return { fieldlog: "sync/1", batch: newId(), device, user, epoch, build, now_ms: now(), tz, pending, ops };
  }

  return drain;
}

// As many as fit into one batch; always at least one.
function few(rows, most) {
  const chosen = [];
  let bytes = 0;
  for (const row of rows.slice(0, most)) {
    bytes += JSON.stringify(row.body).length;
    if (chosen.length > 0 && bytes > MOST_BYTES) break;
    chosen.push(row);
  }
  return chosen;
}
