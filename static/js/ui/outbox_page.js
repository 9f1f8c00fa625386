// The lists of what waits: on home, offline, and on the page of this tablet with its tools.
import { rowOf, whyNot } from "./kept_rows.js";

const UNDO_MS = 8000;

export function showOutbox(root, tablet) {
  let deleted = null;

  async function draw() {
    const hello = tablet.here;
    const rows = hello ? await tablet.queue.rows(hello.user) : [];
    for (const list of root.querySelectorAll("[data-waiting-list]")) {
      const tools = Boolean(list.closest("[data-outbox]"));
      const shown = rows.filter(({ body }) => body.kind);
      list.replaceChildren(...shown.map((row) => drawn(row, hello, tools)));
      list.closest("[data-waiting]")?.toggleAttribute("hidden", rows.length === 0);
    }
    root.querySelector("[data-empty]")?.toggleAttribute("hidden", rows.length > 0);
    await drawOthers(hello);
    await drawRecent(hello);
  }

  const drawn = (row, { schools }, tools) =>
    rowOf({ ...row, why: whyNot(row) }, { schools, state: row.state, tools: tools && row.state !== "conflict" });

  async function drawOthers(hello) {
    const place = root.querySelector("[data-others]");
    if (!place) return;
    const count = (await tablet.queue.others(hello?.user)).reduce((sum, each) => sum + each.count, 0);
    place.hidden = count === 0;
    const entries = count === 1 ? "One entry of someone else waits" : `${count} entries of someone else wait`;
    place.textContent = `${entries} here until they sign in.`;
  }

  async function drawRecent(hello) {
    const list = root.querySelector("[data-recent-list]");
    if (!list || !hello) return;
    const mine = (await tablet.store.all("recent")).filter((row) => row.user === hello.user && row.said.kind);
    const rows = mine.sort((a, b) => b.at - a.at).slice(0, 50);
    list.replaceChildren(...rows.map((row) => received(row, hello)));
    list.closest("[data-recent]").hidden = rows.length === 0;
  }

  const received = (row, { schools }) => {
    const { kind, schools: ids, activity_date, ...fields } = row.said;
    const time = new Date(row.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    const kept = { op: row.entry, entry: row.entry, body: { kind, schools: ids, activity_date, fields } };
    return rowOf(kept, { schools, state: "received", word: `Received ${time}` });
  };

  root.addEventListener("click", async ({ target }) => {
    const row = target.closest?.("[data-op]");
    if (target.closest?.("[data-send-now]")) await tablet.sendNow();
    else if (target.closest?.("[data-undo-button]")) await undo();
    else if (target.closest?.("[data-delete]") && row) await remove(row.dataset.op);
    else return;
    await draw();
  });

  async function remove(op) {
    deleted = await tablet.queue.discard(op);
    root.querySelector("[data-undo]").hidden = false;
    setTimeout(() => root.querySelector("[data-undo]")?.toggleAttribute("hidden", true), UNDO_MS);
  }

  async function undo() {
    if (!deleted) return;
    await tablet.queue.save(deleted.body, deleted);
    deleted = null;
    root.querySelector("[data-undo]").hidden = true;
  }

  return draw;
}
