// An entry's form as the values of an operation, and typed fields put back into a form.
const BESIDE = ["id", "csrf_token", "opened_by", "schools", "activity_date"];

// { entry, kind, schools (codes), activity_date, fields }: what is empty is not said.
export function valuesOf(form) {
  const fields = {};
  for (const input of form.elements) {
    if (input.name && !BESIDE.includes(input.name) && isSaid(input)) put(fields, input);
  }
  return {
    entry: form.elements.id.value,
    kind: form.dataset.kind,
    schools: schoolsOf(form),
    activity_date: form.elements.activity_date.value,
    fields,
  };
}

// What was typed, as name and value pairs, to be kept and put back.
export const typedIn = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token");

export function putBack(form, typed) {
  const values = Map.groupBy ? Map.groupBy(typed, ([name]) => name) : grouped(typed);
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "submit") continue;
    const given = (values.get(input.name) ?? []).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
  form.elements.id.value = values.get("id")?.[0]?.[1] ?? form.elements.id.value;
}

function isSaid(input) {
  if (input.disabled || ["submit", "button", "fieldset"].includes(input.type)) return false;
  return ["radio", "checkbox"].includes(input.type) ? input.checked && input.value !== "" : input.value.trim() !== "";
}

function put(fields, input) {
  const [name, option] = input.name.split(".");
  if (option === "other") fields[name] = numberOf(input.value);
  else if (option) fields[name] = { ...fields[name], [option]: valueOf(input) };
  else if (input.type === "checkbox" && !input.closest("[data-flag]")) fields[name] = [...(fields[name] ?? []), input.value];
  else fields[name] = valueOf(input);
}

function valueOf(input) {
  if (input.type === "checkbox") return true;
  return input.type === "number" || input.closest("[data-minutes]") ? numberOf(input.value) : input.value;
}

// What is no whole number stays as typed: the server tells what is wrong with it.
const numberOf = (text) => (/^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : text);

function schoolsOf(form) {
  const chosen = form.querySelectorAll('[name="schools"]:checked, select[name="schools"]');
  return [...chosen].map(({ value }) => value).filter(Boolean);
}

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}
