// Parts of a form that can be any number: added and removed here, without asking the server.
import { isSaid } from "./said.js";

const BLANK = "new-part";
const NAMED = ["id", "name", "for", "value", "aria-labelledby", "aria-describedby"];

export function changeParts(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name='part'], [data-put-back]");
    if (!button) return;
    event.preventDefault();
    const { form } = button;
    const part = button.closest("[data-part]");
    if (part) toggle(part, button.name === "part");
    else newPart(form.querySelector(`[data-parts="${button.value.split(" ")[1]}"]`)).querySelector("input, select, textarea").focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// As many parts as were typed, under their own ids, before their values are put back.
export function matchParts(form, typed, touched) {
  const names = [...typed.map(([name]) => name), ...touched];
  for (const list of form.querySelectorAll("[data-parts]:not([data-threads])")) {
    const prefix = `${list.dataset.parts}.`;
    const ids = new Set(names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split(".")[0]));
    for (const part of list.querySelectorAll("[data-part]")) if (!ids.delete(part.dataset.part)) part.remove();
    for (const id of ids) newPart(list, id);
  }
  matchThreads(form, typed);
}

// What was said of a thread that does not come back any more is not lost.
function matchThreads(form, typed) {
  const values = new Map(typed);
  for (const list of form.querySelectorAll("[data-threads]")) {
    for (const [name, what] of values) {
      const id = name.match(/^follow_ups\.(.+)\.what$/)?.[1];
      if (!id || what !== list.dataset.threads || list.querySelector(`[data-part="${CSS.escape(id)}"]`)) continue;
      if (!values.get(`follow_ups.${id}.state`) && !values.get(`follow_ups.${id}.effect`)) continue;
      newPart(list, id).querySelector("[data-thread-text]").textContent = values.get(`follow_ups.${id}.text`) ?? "";
      list.closest("fieldset").hidden = false;
    }
  }
}

export function newPart(list, id = crypto.randomUUID()) {
  const part = list.parentElement.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const element of [part, ...part.querySelectorAll("*")]) {
    for (const attribute of NAMED) {
      const said = element.getAttribute(attribute);
      if (said?.includes(BLANK)) element.setAttribute(attribute, said.replaceAll(BLANK, id));
    }
  }
  part.dataset.part = id;
  list.append(part);
  return part;
}

// What was typed into a removed part is still there until the form is saved.
function toggle(part, isGone) {
  const fields = part.querySelector("fieldset");
  if (isGone && !isTyped(fields)) return part.remove();
  fields.disabled = fields.hidden = isGone;
  const told = part.querySelector("[data-removed]");
  told.hidden = !isGone;
  (isGone ? told : fields).querySelector("button, input, select, textarea").focus();
}

const isTyped = (fields) => [...fields.querySelectorAll("input, select, textarea")].some(isSaid);
