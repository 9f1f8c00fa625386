// What the server has of an entry, or will have once what is on its way has arrived; and a form said as a change of it.
import { isOnItsWay } from "./place.js";
import { seen } from "./seen.js";

// `{ schools, activity_date, …fields }`, or null: the server does not know the entry yet.
// `opened` is the entry as its form showed it: what came since is not what its author saw.
export function basisOf(rows, recent, opened) {
  if (opened) return without(opened.said, "kind");
  const sent = rows.find(isOnItsWay)?.body;
  if (sent?.type === "create") return valuesOf(sent);
  const known = recent?.status === "active" ? without(recent.said, "kind") : null;
  return known && sent?.type === "update" ? { ...known, ...sent.fields } : known;
}

// Only what changed, each with what its author saw; what the form did not ask stays as it is.
export async function updateOver(before, create, asked) {
  const after = valuesOf(create);
  const isAsked = (name) => !asked || name in after || asked.includes(name);
  const names = Object.keys({ ...before, ...after }).filter((name) => isAsked(name) && !alike(before[name], after[name]));
  const was = await Promise.all(names.map(async (name) => [name, await seen(before[name] ?? null)]));
  const fields = names.map((name) => [name, after[name] ?? null]);
  const { op, entry, form, saved_ms } = create;
  return { op, entry, type: "update", form, saved_ms, fields: Object.fromEntries(fields), was: Object.fromEntries(was) };
}

const valuesOf = ({ fields, schools, activity_date }) => ({ ...fields, schools, activity_date });

function without(values, name) {
  const { [name]: _, ...rest } = values;
  return rest;
}

// Nothing said is the same however it is said: the server sends empty texts where a form sends nothing.
const alike = (one, other) => (isNothing(one) && isNothing(other)) || inOrder(one) === inOrder(other);
// The server names what is said of each option, and several choices, in another order than a form.
const inOrder = (value) => JSON.stringify(value, (_, each) => (Array.isArray(each) ? [...each].sort() : each?.constructor === Object ? Object.fromEntries(Object.entries(each).sort()) : each));
const isNothing = (value) => [undefined, null, "", false].includes(value) || (typeof value === "object" && Object.keys(value).length === 0);
