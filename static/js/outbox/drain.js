// Sends what waits, oldest first, and acts on each receipt. Handed its neighbours; knows no page.
import { isReceived } from "./receipts.js";

const MOST_OPS = 25;
const MOST_BYTES = 128 * 1024;
export const SENDING = "fieldlog-drain";
const SELDOM_MS = 3_600_000;
const HALVES = ["too_large", "envelope", "slow"];

// `settled` hears of the outcome once all batches have their answers, before what others changed is asked for.
export function openDrain({
  queue, receipts, custody, catchUp, transport, locks, meta, here, build, settled = () => {}, newId = () => crypto.randomUUID(), now = Date.now,
}) {
  // One drain at a time over all tabs. Another one's may be past what was saved here, and its outcome is not told here.
  const drain = () => locks.request(SENDING, { ifAvailable: true }, (lock) => (lock ? whole() : { trouble: null, sent: 0, isElsewhere: true }));

  async function whole() {
    const hello = await transport.hello();
    if (hello.trouble) return { sent: 0, ...hello, ...(hello.trouble === "sign_in" ? await leftBefore() : {}) };
    const left = await hasLeft(hello.body);
    if (left) return { sent: 0, trouble: "sign_in", ...left };
    await know(hello.body);
    const state = { ...hello.body, size: MOST_OPS, sent: 0, hasNews: false, putOff: new Set(), refreshed: false };
    return batches(state);
  }

  // Whoever signed out without the network is signed out now, before anything is known or sent in their name.
  async function hasLeft({ user, csrf }) {
    const leaving = await meta.get("leaving");
    if (!leaving) return null;
    const isOver = leaving.user !== user || (await transport.signOut(csrf));
    if (isOver) await meta.remove("leaving");
    return leaving.user === user ? { isSignedOut: isOver } : null;
  }

  // The session ended already, maybe by a page that was left before it could tell.
  async function leftBefore() {
    if (!(await meta.get("leaving"))) return {};
    await meta.remove("leaving");
    return { isSignedOut: true };
  }

  async function know(hello) {
    const { epoch } = (await meta.get("epoch")) ?? {};
    if (epoch && epoch !== hello.epoch) await custody.heal();
    await custody.tidy(hello.server_ms);
    await queue.tryAgain(hello.user, hello.forms ?? {}, newId);
    await meta.put({ key: "epoch", epoch: hello.epoch });
    await here.learn(hello, now());
  }

  async function batches(state) {
    for (;;) {
      const ready = (await queue.rows(state.user)).filter((row) => row.state === "queued" && !state.putOff.has(row.op));
      const rows = await receipts.freeze(few(ready, state.size).map(({ op }) => op));
      if (rows.length === 0) return over(state);
      const outcome = await send(rows, state);
      if (outcome) return { sent: state.sent, user: state.user, ...outcome };
    }
  }

  // Everything was answered. What was not taken may have met somebody else's change, which its author must see to go
  // on; what is to be asked again may have to be for days.
  async function over(state) {
    const { user, schools, sent, hasNews, putOff } = state;
    const outcome = { trouble: putOff.size > 0 ? "busy" : null, sent, user };
    if (hasNews) settled(outcome);
    const isWaitedFor = await catchUp({ user, schools }, hasNews);
    if (!isWaitedFor) await tell(state);
    return outcome;
  }

  // A batch without operations says what is unsent here: when it is not what was told last, and once an hour. What
  // cannot be told now is told the next time.
  async function tell(state) {
    const { pending } = await envelope([], state);
    const said = JSON.stringify([state.user, pending.count, pending.others]);
    const told = await meta.get("told");
    if (!state.may_log || (told?.said === said && Math.abs(state.server_ms - told.at) < SELDOM_MS)) return;
    // A database that vanished knows of nothing unsent; the copies may.
    await custody.recount();
    const answer = await transport.send(await envelope([], state), state.csrf);
    if (!answer.trouble) await meta.put({ key: "told", said, at: state.server_ms });
  }

  // Nothing when the next batch may go; else why not.
  async function send(rows, state) {
    const batch = await envelope(rows, state);
    const answer = await transport.send(batch, state.csrf);
    if (answer.trouble) return trouble(answer, rows, state);
    const mine = new Set(rows.map(({ op }) => op));
    const told = await receipts.settle(answer.body.results.filter(({ op }) => mine.has(op)), answer.body.server_ms);
    state.sent += told.filter(isReceived).length;
    state.hasNews ||= told.length > 0;
    const settled = new Set(told.map(({ op }) => op));
    // What got no final word comes again with the next drain, and keeps nothing else waiting in this one.
    for (const op of mine) if (!settled.has(op)) state.putOff.add(op);
    return null;
  }

  async function trouble(answer, rows, state) {
    if (HALVES.includes(answer.trouble) && rows.length > 1) {
      state.size = Math.ceil(rows.length / 2);
      return null;
    }
    if (answer.trouble === "envelope") {
      await receipts.settle([{ op: rows[0].op, st: "refused", code: "unreadable" }], now());
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

  async function envelope(rows, { user, epoch, server_ms }) {
    const pending = { ...(await queue.pending(user)), as_of_ms: server_ms };
    const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const ops = rows.map(({ body }) => body);
    return { fieldlog: "sync/1", batch: newId(), device: await here.device(), user, epoch, build, now_ms: now(), tz, pending, ops };
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
