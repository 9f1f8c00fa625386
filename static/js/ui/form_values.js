// An entry's form as the values of an operation, and typed fields put back into a form.
import { chosenSchools } from "./chosen_schools.js";
import { matchParts } from "./parts.js";
import { isMarked, isSaid } from "./said.js";

const BESIDE = ["id", "csrf_token", "opened_by", "schools", "activity_date"];

// { entry, kind, schools (codes), activity_date, fields }: what is empty is not said.
export function valuesOf(form) {
  const fields = {};
  for (const input of form.elements) {
    if (!input.name || BESIDE.includes(input.name) || !isTaken(input)) continue;
    const part = input.closest("[data-part]");
    if (part?.matches(".thread") && !isMarked(part)) continue;
    if (part) putInPart(fields, part, input);
    else put(fields, input, input.name);
  }
  return {
    entry: form.elements.id.value,
    kind: form.dataset.kind,
    schools: chosenSchools(form),
    activity_date: form.elements.activity_date.value,
    fields,
  };
}

// What was typed, as name and value pairs, to be kept and put back.
export const typedIn = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token");

// The names of all that the form asks.
export const askedIn = (form) => {
  const lists = [...form.querySelectorAll("[data-parts]")].map(({ dataset }) => dataset.parts);
  return [...new Set([...lists, ...[...form.elements].map(({ name }) => name.split(".")[0])])];
};

// What somebody types already, the names in `touched`, stays as it is typed.
export function putBack(form, typed, touched = new Set()) {
  matchParts(form, typed, touched);
  const values = Map.groupBy ? Map.groupBy(typed, ([name]) => name) : grouped(typed);
  for (const input of form.elements) {
    if (!input.name || touched.has(input.name) || ["hidden", "submit"].includes(input.type)) continue;
    const given = (values.get(input.name) ?? []).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
  form.elements.id.value = values.get("id")?.[0]?.[1] ?? form.elements.id.value;
}

const isTaken = (input) => !input.matches(":disabled") && !["submit", "button", "fieldset"].includes(input.type) && isSaid(input);

// A part is said with its own id, in the order of the form.
function putInPart(fields, part, input) {
  const parts = part.closest("[data-parts]").dataset.parts;
  const id = part.dataset.part;
  fields[parts] ??= [];
  if (fields[parts].at(-1)?.id !== id) fields[parts].push({ id });
  put(fields[parts].at(-1), input, input.name.slice(`${parts}.${id}.`.length));
}

function put(fields, input, called) {
  const [name, option] = called.split(".");
  if (option === "other") fields[name] = numberOf(input.value);
  else if (option) fields[name] = { ...fields[name], [option]: valueOf(input) };
  else if (input.type === "checkbox" && !input.closest("[data-flag]")) fields[name] = [...(fields[name] ?? []), input.value];
  else fields[name] = valueOf(input);
}

function valueOf(input) {
  if (input.dataset.said) return JSON.parse(input.dataset.said);
  if (input.type === "checkbox") return true;
  return input.type === "number" || input.closest("[data-minutes]") ? numberOf(input.value) : input.value;
}

// What is no whole number stays as typed: the server tells what is wrong with it.
const numberOf = (text) => (/^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : text);

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}
