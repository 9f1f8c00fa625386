// An edit of an entry whose create is on its way: what changed, and what its author saw. Text over 64 characters
// is named by its SHA-256, as the server names it.
const LONG = 64;

export async function updateOver(first, second) {
  const before = valuesOf(first);
  const after = valuesOf(second);
  const names = Object.keys({ ...before, ...after }).filter((name) => !same(before[name], after[name]));
  const was = await Promise.all(names.map(async (name) => [name, await seen(before[name] ?? null)]));
  const fields = names.map((name) => [name, after[name] ?? null]);
  const { op, entry, form, saved_ms } = second;
  return { op, entry, type: "update", form, saved_ms, fields: Object.fromEntries(fields), was: Object.fromEntries(was) };
}

const valuesOf = ({ fields, schools, activity_date }) => ({ ...fields, schools, activity_date });
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

async function seen(value) {
  if (typeof value !== "string" || [...value].length <= LONG) return value;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
  return `sha256:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
