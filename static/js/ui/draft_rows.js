// The entries that were begun and not saved: gone on with, or deleted, which can be taken back for a while.
import { momentOf } from "./clock_time.js";
import { renew } from "./renew.js";

const UNDO_MS = 8000;
const opened = new WeakSet();
let deleted = [];
let timer = null;

export function showDrafts(place, drafts, tablet) {
  if (!opened.has(place)) listen(place, tablet);
  const list = place.querySelector("[data-drafts-list]");
  renew(list, drafts.map((draft) => rowOf(place, draft, tablet.here.schools)));
  place.querySelector("[data-drafts-undo]").replaceChildren(...(deleted.length > 0 ? [piece(place, "[data-undo-line]")] : []));
  place.hidden = drafts.length + deleted.length === 0;
}

const piece = (place, selector) => place.querySelector(selector).content.firstElementChild.cloneNode(true);

function rowOf(place, { id, kind, label, typed, basis, at }, schools) {
  const row = piece(place, "[data-draft-row]");
  const set = (name, words) => (row.querySelector(`[data-${name}]`).textContent = words);
  const codes = typed.filter(([name]) => name === "schools").map(([, code]) => code);
  row.dataset.draft = id;
  set("label", basis ? `${label}, a change` : label);
  set("schools", schools.filter(({ code }) => codes.includes(code)).map(({ name }) => name).join(", "));
  set("at", `left ${momentOf(at)}`);
  row.querySelector("a").href = `/log/${kind}?${basis ? "entry" : "draft"}=${id}`;
  return row;
}

function listen(place, tablet) {
  opened.add(place);
  place.addEventListener("click", async ({ target }) => {
    if (target.closest("[data-drafts-back]")) await putBack(tablet);
    else if (target.closest("[data-draft-delete]")) await remove(tablet, target.closest("[data-draft]").dataset.draft);
    else return;
    await tablet.refresh();
  });
}

async function remove(tablet, id) {
  deleted.push(await tablet.store.get("drafts", id));
  await tablet.store.change(["drafts"], ({ drafts }) => drafts.remove(id));
  clearTimeout(timer);
  timer = setTimeout(() => ((deleted = []), tablet.refresh()), UNDO_MS);
}

async function putBack(tablet) {
  const back = deleted.filter(Boolean);
  deleted = [];
  await tablet.store.change(["drafts"], ({ drafts }) => Promise.all(back.map((draft) => drafts.put(draft))));
}
