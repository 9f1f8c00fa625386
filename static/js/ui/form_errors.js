// What the server found wrong, said in the form: a list on top that takes the focus, and a word beside each field.
import { wrongParts } from "./form_check.js";
import { icon } from "./icon.js";

export function showErrors(form, errors) {
  clear(form);
  const names = inOrder(form, Object.keys(errors));
  for (const name of names) beside(form, name, errors[name].join(" "));
  const summary = document.createElement("section");
  summary.className = "summary";
  summary.dataset.errorSummary = "";
  summary.tabIndex = -1;
  summary.setAttribute("aria-labelledby", "summary-head");
  const head = document.createElement("h2");
  head.id = "summary-head";
  head.textContent = names.length === 1 ? "One thing needs fixing" : `${names.length} things need fixing`;
  const list = document.createElement("ul");
  list.append(...names.map((name) => line(form, name, errors[name])));
  const words = document.createElement("div");
  words.append(head, list);
  summary.append(icon("triangle-alert"), words);
  form.before(summary);
  summary.scrollIntoView({ block: "start" });
  summary.focus({ preventScroll: true });
}

// As they stand in the form, whatever order they were found in.
function inOrder(form, names) {
  const fields = [...form.querySelectorAll(".field")];
  const placeOf = (name) => fields.indexOf(groupOf(form, name));
  return names.sort((one, other) => placeOf(one) - placeOf(other));
}

function clear(form) {
  document.querySelector("[data-error-summary]")?.remove();
  for (const word of form.querySelectorAll(".wrong")) {
    for (const described of form.querySelectorAll(`[aria-describedby~="${CSS.escape(word.id)}"]`)) describe(described, word.id, false);
    word.remove();
  }
  for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function beside(form, name, sentence) {
  const ofPart = inPart(form, name);
  const field = ofPart?.closest(".field") ?? fieldOf(form, name);
  if (!field) return;
  field.classList.add("has-error");
  const word = document.createElement("p");
  word.className = "wrong";
  word.id = `e-${name}`;
  const said = document.createElement("span");
  said.textContent = sentence;
  word.append(icon("triangle-alert"), said);
  (field.querySelector("legend, label") ?? field).after(word);
  const all = [...field.querySelectorAll('input:not([type="radio"], [type="checkbox"]), select, textarea')];
  // The browser may know which of a group it is.
  const wrong = ofPart ? [ofPart] : all.filter(({ validity }) => !validity.valid);
  const inputs = wrong.length > 0 ? wrong : all;
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  for (const described of [...inputs, ...(field.matches("fieldset") ? [field] : [])]) describe(described, word.id, true);
}

// A screen reader says beside the field what is wrong with it.
function describe(element, id, isWrong) {
  const others = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  const all = isWrong ? [...others, id] : others;
  if (all.length > 0) element.setAttribute("aria-describedby", all.join(" "));
  else element.removeAttribute("aria-describedby");
}

function line(form, name, sentences) {
  const named = groupOf(form, name)?.querySelector("legend, label");
  const label = [...(named?.childNodes ?? [])].map((each) => each.textContent.trim()).find(Boolean);
  const link = document.createElement("a");
  link.href = `#${inPart(form, name)?.id || groupOf(form, name)?.id || `f-${name}`}`;
  link.textContent = label ? `${label}: ${sentences.join(" ")}` : sentences.join(" ");
  const item = document.createElement("li");
  item.append(link);
  return item;
}

// Where in a part it is, if it is in one; and the field that is asked for, of all its parts.
const inPart = (form, name) => wrongParts(form).find(({ field }) => field === name)?.input;
const groupOf = (form, name) => inPart(form, name)?.closest("[data-parts]").closest(".field") ?? fieldOf(form, name);

const fieldOf = (form, name) =>
  (document.getElementById(`f-${name}`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`))?.closest(".field");
