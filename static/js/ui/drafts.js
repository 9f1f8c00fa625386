// Every change of a form is kept within half a second, and stands there again after the tab or the tablet died.
import { timeOf } from "./clock_time.js";
import { putBack, typedIn, valuesOf } from "./form_values.js";

const DELAY_MS = 300;
const HELD = "fieldlog-form-";
const ANEW = "fieldlog-anew";

// `load` brings what an entry or a draft of earlier may need.
export function keepDrafts(root, tablet, { locks, load, showErrors }) {
  let timer = null;
  let isDue = null;
  const touched = new Set();

  root.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form.entry-form");
    if (form) touch(form, target);
  });
  // Somebody may have typed before this script was there to hear it.
  for (const input of root.querySelectorAll("form.entry-form :is(input, select, textarea)")) if (isTyped(input)) touch(input.form, input);

  function touch(form, { name }) {
    form.dataset.typed = "yes";
    if (name) touched.add(name);
    isDue = form;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), DELAY_MS);
  }

  // Who turns to another app may not come back before the tablet needs the memory.
  root.addEventListener("visibilitychange", () => isDue && root.visibilityState === "hidden" && keep(isDue));

  async function keep(form) {
    isDue = null;
    await tablet.ready;
    const { edits, basis, kind } = form.dataset;
    if (!tablet.here || (edits && basis === undefined)) return;
    const id = form.elements.id.value;
    const draft = { id, user: tablet.here.user, kind, label: form.dataset.label, typed: typedIn(form), fields: valuesOf(form).fields, basis, at: Date.now() };
    await tablet.store.change(["drafts"], ({ drafts }) => drafts.put(draft));
    tell(form, draft.at);
  }

  // The newest draft of this person and kind, unless somebody types already; or the entry that the address names.
  async function restore(form) {
    const { edits } = form.dataset;
    const asked = edits ?? new URLSearchParams(location.search).get("entry");
    if (!asked && isBegunAnew()) form.dataset.restored = "yes";
    const found = asked ? ((await unsent(asked)) ?? (edits ? undefined : await received(form, asked))) : await newest(form.dataset.kind);
    const isTyped = form.dataset.typed && (edits || !asked);
    if (found && !isTyped && !form.dataset.restored && !document.querySelector("[data-error-summary]")) fill(form, found);
    // What is drawn again later must not take the place of what is typed by then.
    if (edits) form.dataset.restored = "yes";
    hold(form);
  }

  // `basis` is the entry as the form first showed it; what waits unsent says itself what it is over.
  function fill(form, { typed, fields, basis, isDraft, errors }) {
    form.dataset.restored = "yes";
    if (basis || form.dataset.edits) form.dataset.basis = basis ?? "";
    const { value: id } = form.elements.id;
    putBack(form, typed, touched);
    if (lacks(form, typed)) load().then(({ bringBack }) => bringBack(form, typed, touched, fields)).catch(() => {});
    // What was typed before is now a change of the entry that came, and no draft of another one.
    if (form.dataset.typed && form.elements.id.value !== id) forget(id).then(() => keep(form));
    form.querySelector("details.more")?.toggleAttribute("open", true);
    if (basis) form.querySelector("[data-busy-word]").textContent = "Save the change";
    if (isDraft) tell(form, Date.now());
    if (errors) showErrors(form, errors);
  }

  async function received(form, entry) {
    const { user, status, said, rev, head, isWith } = (await tablet.store.get("recent", entry)) ?? {};
    const earlier = user === tablet.here.user && status === "active" && !isWith && (await load().catch(() => null));
    return earlier && { typed: earlier.typedOf(form, entry, said, tablet.here.schools), basis: JSON.stringify({ said, rev, head }) };
  }

  // An entry is written in one tab: what stands in a form there is no draft for another one.
  function hold(form) {
    if (form.dataset.held === form.elements.id.value) return;
    form.dataset.held = form.elements.id.value;
    locks.request(HELD + form.dataset.held, { ifAvailable: true }, (lock) => lock && new Promise(() => {}));
  }

  // What was typed over an unsent entry, and was not saved before the tab died, is newer than the entry.
  async function unsent(entry) {
    const row = (await tablet.queue.rows(tablet.here.user)).find((each) => each.entry === entry);
    const draft = await tablet.store.get("drafts", entry);
    if (draft?.user === tablet.here.user && (row ? draft.at > row.saved_ms : draft.basis)) return { ...draft, isDraft: true };
    return row?.form && { typed: row.form, fields: row.body.fields, errors: row.result?.errors };
  }

  // The one that the address names, else the newest that was not put aside.
  async function newest(kind) {
    const asked = new URLSearchParams(location.search).get("draft");
    const mine = (await begun()).filter((draft) => draft.kind === kind && !draft.basis);
    const found = mine.find(({ id }) => id === asked) ?? mine.find(({ isAside }) => !isAside);
    return found && { ...found, isDraft: true };
  }

  // What this person began and did not save, the newest first; what stands in a form of another tab is written there.
  async function begun() {
    const here = tablet.here.user;
    const [drafts, rows, { held }, recent] = await Promise.all([tablet.store.all("drafts"), tablet.queue.unsent(here), locks.query(), tablet.store.all("recent")]);
    // A tab that died right after saving left its draft behind.
    const taken = new Set([...rows.map(({ entry }) => entry), ...held.map(({ name }) => name.replace(HELD, ""))]);
    const received = new Set(recent.map(({ entry }) => entry));
    const mine = drafts.filter((draft) => draft.user === here && !taken.has(draft.id) && (draft.basis || !received.has(draft.id)));
    return mine.sort((a, b) => b.at - a.at);
  }

  async function forget(id) {
    isDue = null;
    clearTimeout(timer);
    await tablet.store.change(["drafts"], ({ drafts }) => drafts.remove(id));
  }

  async function putAside(id) {
    isDue = null;
    clearTimeout(timer);
    const draft = await tablet.store.get("drafts", id);
    if (draft) await tablet.store.change(["drafts"], ({ drafts }) => drafts.put({ ...draft, isAside: true }));
  }

  root.addEventListener("click", async ({ target }) => {
    if (!target.closest?.("[data-draft-drop]")) return;
    const form = root.querySelector("form.entry-form");
    // Words are not thrown away with a tap: what was begun waits on home.
    if (form.dataset.edits || form.dataset.basis) await forget(form.elements.id.value);
    else await putAside(form.elements.id.value);
    sessionStorage.setItem(ANEW, "yes");
    location.assign(form.dataset.basis ? location.href : location.pathname);
  });

  return { restore, forget, begun, touched };
}

// Something was typed that has no place in this form.
function lacks(form, typed) {
  const here = new Set(typedIn(form).map(String));
  return typed.some((pair) => pair[1] && !here.has(String(pair)));
}

// Otherwise than the page came.
export function isTyped({ type, value, defaultValue, checked, defaultChecked, options }) {
  if (options) return [...options].some(({ selected, defaultSelected }) => selected !== defaultSelected) && [...options].some((option) => option.defaultSelected);
  return ["radio", "checkbox"].includes(type) ? checked !== defaultChecked : value !== defaultValue;
}

// Once: what is typed from then on is restored like any other draft.
function isBegunAnew() {
  const isAnew = sessionStorage.getItem(ANEW);
  sessionStorage.removeItem(ANEW);
  return Boolean(isAnew);
}

function tell(form, at) {
  const time = document.querySelector("[data-draft-time]");
  if (!time) return;
  time.textContent = `Draft kept ${timeOf(at)}`;
  document.querySelector("[data-draft-drop]").hidden = false;
}
