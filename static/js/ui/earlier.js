// What was said earlier, for a form: an entry as it would have been typed, and the choices and questions that the form does
// not offer any more, shown again where a draft or an entry says them.
import { putBack } from "./form_values.js";

// What an entry says, as it would have been typed into this form.
export function typedOf(form, entry, { schools, ...said }, known) {
  const codes = known.filter(({ id }) => schools.includes(id)).map(({ code }) => ["schools", code]);
  return [["id", entry], ...codes, ...Object.entries(said).flatMap(([name, value]) => pairs(form, name, value))];
}

function pairs(form, name, value) {
  if (Array.isArray(value)) return value.flatMap((each) => (each.id ? partPairs(form, name, each) : [[name, each]]));
  if (typeof value === "object") return Object.entries(value ?? {}).map(([option, each]) => [`${name}.${option}`, String(each)]);
  if (typeof value === "boolean") return value ? [[name, "1"]] : [];
  const isOther = form.elements[`${name}.other`] && !form.querySelector(`[name="${name}"][value="${value}"]`);
  return [[isOther ? `${name}.other` : name, String(value)]];
}

const partPairs = (form, name, { id, ...said }) =>
  Object.entries(said).flatMap(([own, each]) => pairs(form, `${name}.${id}.${own}`, each));

// Their choices are told by the server, and none is ever retired.
const NOT_OURS = ["schools", "co_coaches"];

// `fields` are the same as values: what they say to questions that came after this form goes along unseen.
export function bringBack(form, typed, touched, fields = {}) {
  const labels = JSON.parse(form.dataset.retired ?? "{}");
  for (const [name, value] of typed) if (value && !NOT_OURS.includes(name)) offer(form, name, value, labels);
  putBack(form, typed, touched);
  const unasked = typed.filter(([name]) => Object.hasOwn(fields, name) && !form.elements[name]);
  for (const [name, value] of unasked) form.append(hidden(name, value, fields[name]));
}

function hidden(name, value, said) {
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  input.dataset.said = JSON.stringify(said);
  return input;
}

function offer(form, name, value, labels) {
  const named = (wanted) => form.querySelector(`[name="${CSS.escape(wanted)}"]`);
  askAgain(form, name);
  const input = named(name);
  const [field, code, ...more] = name.split(".");
  const label = labels[withoutId(form, name)]?.[value] ?? inWords(value);
  if (input?.matches("select:not([data-of-schools])")) addOption(input, value, label);
  else if (input?.closest(".chip") && !form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)) addChip(input, value, label);
  else if (!input && code && more.length === 0) addRow(form, field, code, labels[field]?.[code] ?? inWords(code));
}

// A question that is not asked any more, answered.
function askAgain(form, name) {
  const own = form.querySelector("[data-own]");
  const retired = own?.querySelector("template")?.content.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".field");
  if (!retired) return;
  own.append(retired);
  own.hidden = false;
}

// What a part's field is called in every part.
function withoutId(form, name) {
  const [parts, , own] = name.split(".");
  return own && form.querySelector(`[data-parts="${CSS.escape(parts)}"]`) ? `${parts}.${own}` : name;
}

function addOption(select, value, label) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(label, value));
}

function addChip(input, value, label) {
  const chip = input.closest(".chip").cloneNode(true);
  chip.classList.remove("unsaid");
  const made = chip.querySelector("input");
  made.removeAttribute("id");
  made.value = value;
  chip.querySelector("span").textContent = label;
  input.closest(".chips").append(chip);
}

// Another row like the last one of its field, under its own code and words.
function addRow(form, field, code, label) {
  const like = [...form.querySelectorAll(`[name^="${CSS.escape(field)}."]`)].at(-1)?.closest(".mark, .count, .line");
  if (!like) return;
  const before = like.querySelector("[name]").name.slice(field.length + 1);
  const words = like.querySelector(".row-label").textContent;
  const row = like.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (name === "aria-label") element.setAttribute(name, value.replace(words, label));
      else if (["id", "for", "name", "aria-labelledby"].includes(name)) element.setAttribute(name, endingIn(value, before, code));
    }
  }
  row.querySelector(".row-label").textContent = label;
  like.parentElement.append(row);
}

const endingIn = (text, before, now) => (text.endsWith(before) ? text.slice(0, -before.length) + now : `${text}-${now}`);

// What this page does not know the words of, it says by its code.
const inWords = (code) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");
