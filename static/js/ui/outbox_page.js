// The lists of what waits: on home, offline, and on the page of this tablet with its tools.
import { openDeletions } from "./deletions.js";
import { drawEntryHere } from "./entry_here.js";
import { newestFirst, receivedRow, waitingRow } from "./entry_rows.js";
import { countYear, drawYear } from "./my_year.js";
import { renew } from "./renew.js";
import { askWhy, withdraw } from "./withdrawal.js";

const RECENT_SHOWN = 50;

export function showOutbox(root, tablet) {
  const deletions = openDeletions(root, tablet);

  async function draw() {
    const hello = tablet.here;
    const rows = hello ? await tablet.queue.rows(hello.user) : [];
    const credited = hello ? (await tablet.store.all("recent")).filter(({ user, said }) => user === hello.user && said.kind) : [];
    const recent = credited.filter(({ isWith }) => !isWith);
    for (const list of root.querySelectorAll("[data-waiting-list]")) {
      const hasTools = Boolean(list.closest("[data-outbox]"));
      renew(list, rows.map((row) => waitingRow(row, recent, hello, hasTools)));
      list.closest("[data-waiting]")?.toggleAttribute("hidden", rows.length === 0);
    }
    await drawWords(hello, rows);
    drawRecent(hello, recent, rows);
    if (hello) drawEntryHere(root, recent, rows, hello);
    // What a new store has not heard of yet would be missing in it.
    const isHeard = (await tablet.meta.get("cursors"))?.user === hello?.user;
    if (hello?.year && isHeard) drawYear(root, countYear(credited, rows, hello.year), hello);
  }

  // What can be said of the whole: never that nothing waits while somebody's words do.
  async function drawWords(hello, rows) {
    const others = (await tablet.queue.others(hello?.user)).reduce((sum, { count }) => sum + count, 0);
    const isQueued = rows.some(({ state }) => state === "queued");
    const needsSignIn = tablet.trouble === "sign_in" || !hello;
    toggle("[data-empty]", rows.length === 0 && others === 0 && hello);
    toggle("[data-others]", others > 0);
    toggle("[data-send-now]", isQueued && !needsSignIn);
    toggle("[data-sign-in]", needsSignIn && (rows.length > 0 || others > 0));
    toggle("[data-file-tools]", rows.length > 0);
    toggle("[data-need]", rows.some(({ state }) => state !== "queued"));
    const place = root.querySelector("[data-others]");
    if (place) place.textContent = othersWords(others);
  }

  const toggle = (selector, isShown) => root.querySelector(selector)?.toggleAttribute("hidden", !isShown);

  function drawRecent(hello, recent, rows) {
    const list = root.querySelector("[data-recent-list]");
    if (!list || !hello) return;
    const newest = [...recent].sort(newestFirst).slice(0, RECENT_SHOWN);
    // Somebody may be writing why.
    if (list.querySelector("[data-why-withdraw]")) return;
    renew(list, newest.map((row) => receivedRow(row, recent, rows, hello)));
    list.closest("[data-recent]").hidden = newest.length === 0;
  }

  root.addEventListener("click", async ({ target }) => {
    const row = target.closest?.("[data-op]");
    if (target.closest?.("[data-send-now]")) await tablet.sendNow();
    else if (target.closest?.("[data-undo-button]")) await deletions.undo();
    else if (target.closest?.("[data-delete]") && row) await deletions.remove(row.dataset.op);
    else if (target.closest?.("[data-withdraw]") && row) return askWhy(row);
    else if (target.closest?.("[data-withdraw-now]")) await withdraw(row, tablet);
    else if (target.closest?.("[data-leave-it]")) target.closest("[data-why-withdraw]").remove();
    else return;
    await tablet.refresh();
  });

  return draw;
}

const othersWords = (count) =>
  count === 1 ? "One entry of someone else waits here until they sign in." : `${count} entries of someone else wait here until they sign in.`;
