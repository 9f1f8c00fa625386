// What stood before in this person's entries, as far as this tablet knows them: received, and unsent. Pure.

// `[{ kind, schools, activity_date, …fields }]`, the last first. `recent` and `unsent` are rows of the stores.
export function ownEntries(recent, unsent, user) {
  const own = new Map();
  for (const { entry, user: whose, said, status, at, isWith } of recent) {
    if (whose === user && status === "active" && !isWith) own.set(entry, { ...said, saved: at ?? 0 });
  }
  for (const { entry, body } of unsent) {
    if (body.type === "withdraw") own.delete(entry);
    else if (body.type === "create" || own.has(entry)) own.set(entry, { ...own.get(entry), ...saidIn(body), isUnsent: true });
  }
  return [...own.values()].sort((a, b) => b.activity_date.localeCompare(a.activity_date) || b.saved - a.saved);
}

// Day and schools stand beside the fields of a create, and among those of an update.
const saidIn = ({ type, kind, schools, activity_date, saved_ms, fields }) =>
  type === "create" ? { kind, schools, activity_date, saved: saved_ms, ...fields } : fields;

// The last entry of the kind: at these schools if there is one, else anywhere.
export function lastLike(entries, kind, schools) {
  const alike = entries.filter((each) => each.kind === kind);
  return alike.find(isAt(schools)) ?? alike[0];
}

export const isAt = (schools) => (entry) => entry.schools.some((id) => schools.includes(id));

// `[[text, isShared]]` of a line, the last first, each with what was last said of it; without `schools` anywhere.
export function writtenBefore(entries, kind, { name, flag, schools }) {
  const written = new Map();
  for (const entry of entries.filter((each) => each.kind === kind && (!schools || isAt(schools)(each)))) {
    if (entry[name] && !written.has(entry[name])) written.set(entry[name], Boolean(entry[flag]));
  }
  return [...written];
}

// The focus that was said last at these schools: what the server told of each, or a later word that is still here.
export function focusAt(entries, told, schools, since) {
  const known = schools.flatMap((id) => told[id] ?? []);
  const own = entries.filter(isAt(schools)).filter(({ focus }) => focus?.length > 0);
  const said = [...own.filter(({ isUnsent }) => isUnsent), ...known.map(({ day, codes }) => ({ activity_date: day, focus: codes })), ...own];
  const latest = said.reduce((last, each) => (last && last.activity_date >= each.activity_date ? last : each), null);
  return latest && latest.activity_date >= since ? latest.focus : [];
}
