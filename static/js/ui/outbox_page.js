// The lists of what waits: on home, offline, and on the page of this tablet with its tools.
import { choiceOf } from "./choice.js";
import { momentOf } from "./clock_time.js";
import { rowOf, whyNot } from "./kept_rows.js";
import { drawEntryHere } from "./entry_here.js";
import { renew } from "./renew.js";
import { openDeletions } from "./deletions.js";
import { countYear, drawYear } from "./my_year.js";
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
      renew(list, rows.map((row) => drawn(row, recent, hello, hasTools)));
      list.closest("[data-waiting]")?.toggleAttribute("hidden", rows.length === 0);
    }
    await drawWords(hello, rows);
    drawRecent(hello, recent, rows);
    if (hello) drawEntryHere(root, recent, { mayCorrect: (row) => mayCorrect(row, hello), rowOf: (row) => received(row, hello, waiting(row, rows), recent) });
    if (hello?.year) drawYear(root, countYear(credited, rows, hello.year), hello);
  }

  function drawn(row, recent, { schools }, hasTools) {
    const tools = hasTools && row.state !== "conflict";
    const word = row.state === "queued" && WAITS[row.body.type];
    const item = rowOf({ ...row, body: standing(row, recent), why: whyNot(row) }, { schools, state: row.state, word, tools, drop: DROPS[row.body.type] });
    if (hasTools && row.state === "conflict") item.append(choiceOf(row));
    return item;
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
    renew(list, newest.map((row) => received(row, hello, waiting(row, rows), recent)));
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

// A change of a received entry says only what changed; the rest is as it was received.
function standing({ entry, body }, recent) {
  if (body.kind) return body;
  const said = recent.find((row) => row.entry === entry)?.said ?? {};
  const { kind, schools, activity_date, ...fields } = { ...said, ...body.fields };
  return { kind, schools, activity_date, fields };
}

// Of one day, what was received last; who wrote it elsewhere does not know when.
const newestFirst = (a, b) => b.said.activity_date.localeCompare(a.said.activity_date) || (b.at ?? 0) - (a.at ?? 0) || a.entry.localeCompare(b.entry);

const waiting = ({ entry }, rows) => rows.find((row) => row.entry === entry);

// To delete what waits of a received entry is to leave the entry as it is.
const DROPS = { update: "Undo the change", withdraw: "Do not withdraw it" };

const WAITS = { update: "Change waits to be sent", withdraw: "Withdrawal waits to be sent" };

function mayCorrect({ said, status }, { schools, year }) {
  const isOurs = said.schools.every((id) => schools.some((school) => school.id === id));
  return status === "active" && isOurs && said.activity_date >= (year?.first ?? "");
}

function received(row, hello, unsent, recent) {
  const { schools } = hello;
  const { kind, schools: ids, activity_date, ...fields } = row.said;
  if (unsent) {
    const word = unsent.state === "queued" && WAITS[unsent.body.type];
    return rowOf({ ...unsent, body: standing(unsent, recent) }, { schools, state: unsent.state, word });
  }
  const kept = { op: row.entry, entry: row.entry, body: { kind, schools: ids, activity_date, fields } };
  kept.isReceived = true;
  if (row.status === "withdrawn") return rowOf(kept, { schools, state: "withdrawn" });
  return rowOf(kept, { schools, state: "received", word: row.at && `Received ${momentOf(row.at)}`, tools: mayCorrect(row, hello) });
}

const othersWords = (count) =>
  count === 1 ? "One entry of someone else waits here until they sign in." : `${count} entries of someone else wait here until they sign in.`;
