// Two versions of one entry, field by field: what stands there now, and what was written on this tablet.
import { inWords } from "./kept_rows.js";

const piece = (selector) => document.querySelector(selector).content.firstElementChild.cloneNode(true);

export function choiceOf(row) {
  const { result } = row;
  const choice = piece(result.conflicts ? "#choice" : "#withdraw-again");
  choice.dataset.choice = row.op;
  if (result.conflicts) choice.querySelector("[data-fields]").append(...result.conflicts.map((clash) => fieldOf(row, clash)));
  return choice;
}

function fieldOf(row, { field, now }) {
  const made = piece("#choice-field");
  made.querySelector("legend").textContent = inWords(field);
  for (const input of made.querySelectorAll("input")) input.name = `${row.op}:${field}`;
  made.querySelector("[data-now]").textContent = shown(now);
  made.querySelector("[data-mine]").textContent = shown(row.body.fields[field]);
  return made;
}

export function shown(value) {
  if (value === null || value === undefined || value === "") return "nothing";
  if (Array.isArray(value)) return value.map(shown).join(", ") || "nothing";
  if (typeof value === "object") return Object.entries(value).map(([name, said]) => `${inWords(name)}: ${shown(said)}`).join(", ");
  return typeof value === "string" && /^[a-z0-9]+(_[a-z0-9]+)+$/.test(value) ? inWords(value) : String(value);
}

// What its author chose becomes an operation of its own, or nothing when all may stay as it stands.
export function settleChoices(root, tablet, draw) {
  root.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-choose]");
    if (!button) return;
    const choice = button.closest("[data-choice]");
    const open = [...choice.querySelectorAll("fieldset")].find((field) => !field.querySelector(":checked"));
    if (open && !button.value) return open.querySelector("input").focus();
    const mine = [...choice.querySelectorAll('input[value="mine"]:checked')].map(({ name }) => name.split(":")[1]);
    await tablet.choose(choice.dataset.choice, { names: mine, withdraws: button.value === "withdraw" });
    await draw();
    await tablet.sendNow();
  });
}
