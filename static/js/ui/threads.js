// Draws what comes back at the chosen school, from the template that the form brings.
import { threadsAt } from "../outbox/threads.js";
import { dayInWords } from "./clock_time.js";
import { newPart } from "./parts.js";
import { isMarked } from "./said.js";

// Form -> rows by their threads, of a school that is not the chosen one just now.
const aside = new WeakMap();

// `isChosenAnew`: somebody chose another school, and what was tapped for the one before is not meant for it.
export async function showThreads(form, tablet, schools, isChosenAnew) {
  const { threadsOf } = form.dataset;
  const threads = await threadsAt(tablet, schools);
  // Meanwhile another school was chosen.
  if (form.dataset.threadsOf === threadsOf) draw(form, threads, isChosenAnew);
}

function draw(form, threads, isChosenAnew) {
  const today = form.elements.activity_date.value;
  if (!aside.has(form)) aside.set(form, new Map());
  const put = aside.get(form);
  for (const list of form.querySelectorAll("[data-threads]")) {
    const mine = threads.filter(({ what }) => what === list.dataset.threads);
    // What nobody tapped is drawn anew: another school may have it in other words.
    for (const row of [...list.children]) {
      if (isMarked(row) && (!isChosenAnew || mine.some(({ key }) => key === row.dataset.part))) continue;
      put.set(row.dataset.part, row);
      row.remove();
    }
    const tapped = [...put.values(), ...list.children].filter(isMarked);
    const rows = new Map(tapped.map((row) => [row.dataset.part, row]));
    // What stands there already is not moved: a row that is moved while somebody writes in it loses the letters.
    for (const [place, thread] of mine.entries()) {
      const row = rows.get(thread.key) ?? rowOf(form, list, thread, today);
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    }
    list.closest("fieldset").hidden = list.children.length === 0;
  }
}

function rowOf(form, list, thread, today) {
  const row = newPart(list, thread.key);
  const { text } = thread;
  row.querySelector("[data-thread-text]").textContent = text;
  const words = row.querySelector("[data-reword]");
  words.defaultValue = words.value = text;
  row.querySelector("[data-thread-facts]").append(...factsOf(thread, list, today).flatMap((fact) => [fact, " "]));
  return row;
}

// In the words of templates/log/_threads.html.
function factsOf({ what, owner, due, since, state, effect, seen, beginning, visits }, list, today) {
  const isOverdue = what === "action_item" && due && due < today;
  const template = list.parentElement.querySelector("template").content;
  const labelOf = (code) => template.querySelector(`input[value="${CSS.escape(code)}"] + span`)?.textContent.toLowerCase();
  const now = what !== "action_item" && [state, effect].filter(Boolean).map(labelOf).filter(Boolean).join(", ");
  const told = beginning ? `, beginning in ${beginning}` : "";
  const evidence = visits ? `seen in ${seen} of ${visits} classroom visit${visits === 1 ? "" : "s"} since ${dayInWords(since)}${told}` : `no classroom visit since ${dayInWords(since)}`;
  return [
    owner && fact(owner),
    due && fact(`${isOverdue ? "was due" : what === "plan" ? "check on" : "due"} ${dayInWords(due)}`, isOverdue),
    template.querySelector('[name$=".effect"]') && fact(evidence),
    now && fact(`so far ${now}`),
  ].filter(Boolean);
}

function fact(words, isOverdue = false) {
  const made = document.createElement("span");
  made.textContent = words;
  if (isOverdue) made.className = "overdue";
  return made;
}
