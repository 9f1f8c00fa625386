// Every change of a form is kept within half a second, and stands there again after the tab or the tablet died.
import { putBack, typedIn } from "./form_values.js";

const DELAY_MS = 300;

export function keepDrafts(root, tablet) {
  let timer = null;

  root.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form.entry-form");
    if (!form || !tablet.here) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), DELAY_MS);
  });

  async function keep(form) {
    const id = form.elements.id.value;
    const draft = { id, user: tablet.here.user, kind: form.dataset.kind, typed: typedIn(form), at: Date.now() };
    await tablet.store.change(["drafts"], ({ drafts }) => drafts.put(draft));
    tell(form, draft.at);
  }

  // The newest draft of this person and kind, or the unsent entry that the address names.
  async function restore(form) {
    const asked = new URLSearchParams(location.search).get("entry");
    const typed = asked ? await unsent(asked) : (await newest(form.dataset.kind))?.typed;
    if (!typed || form.dataset.restored || document.querySelector("[data-error-summary]")) return;
    form.dataset.restored = "yes";
    putBack(form, typed);
    form.querySelector("details.more")?.toggleAttribute("open", true);
    tell(form, Date.now());
  }

  const unsent = async (entry) => (await tablet.queue.rows(tablet.here.user)).find((row) => row.entry === entry)?.form;

  async function newest(kind) {
    const mine = (draft) => draft.user === tablet.here.user && draft.kind === kind;
    return (await tablet.store.all("drafts")).filter(mine).sort((a, b) => b.at - a.at)[0];
  }

  async function forget(id) {
    clearTimeout(timer);
    await tablet.store.change(["drafts"], ({ drafts }) => drafts.remove(id));
  }

  root.addEventListener("click", async ({ target }) => {
    if (!target.closest?.("[data-draft-drop]")) return;
    await forget(root.querySelector("form.entry-form").elements.id.value);
    location.assign(location.pathname);
  });

  return { restore, forget };
}

function tell(form, at) {
  const place = document.querySelector("[data-draft]");
  if (!place) return;
  const time = new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  place.hidden = false;
  place.querySelector("[data-draft-time]").textContent = `Draft kept ${time}`;
}
