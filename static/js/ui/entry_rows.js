// An entry in a list: as it waits here, or as it was received, with what waits of it.
import { choiceOf } from "./choice.js";
import { momentOf } from "./clock_time.js";
import { rowOf, whyNot } from "./kept_rows.js";

const WAITS = { update: "Change waits to be sent", withdraw: "Withdrawal waits to be sent" };
// To delete what waits of a received entry is to leave the entry as it is.
const DROPS = { update: "Undo the change", withdraw: "Do not withdraw it" };

export function waitingRow(row, recent, { schools }, hasTools) {
  const { state, body } = row;
  const said = { word: state === "queued" && WAITS[body.type], tools: hasTools && state !== "conflict", drop: DROPS[body.type] };
  const item = rowOf({ ...row, body: standing(row, recent), why: whyNot(row) }, { schools, state, ...said });
  if (hasTools && state === "conflict") item.append(choiceOf(row));
  return item;
}

export function receivedRow(row, recent, rows, hello) {
  const unsent = rows.find(({ entry }) => entry === row.entry);
  if (unsent) return waitingRow(unsent, recent, hello, false);
  const { entry, said, status, at } = row;
  const { schools } = hello;
  const { kind, schools: ids, activity_date, ...fields } = said;
  const kept = { op: entry, entry, body: { kind, schools: ids, activity_date, fields }, isReceived: true };
  if (status === "withdrawn") return rowOf(kept, { schools, state: "withdrawn" });
  return rowOf(kept, { schools, state: "received", word: at && `Received ${momentOf(at)}`, tools: mayCorrect(row, hello) });
}

export function mayCorrect({ said, status }, { schools, year }) {
  const isOurs = said.schools.every((id) => schools.some((school) => school.id === id));
  return status === "active" && isOurs && said.activity_date >= (year?.first ?? "");
}

// Of one day, what was received last; who wrote it elsewhere does not know when.
export const newestFirst = (a, b) => b.said.activity_date.localeCompare(a.said.activity_date) || (b.at ?? 0) - (a.at ?? 0) || a.entry.localeCompare(b.entry);

// A change of a received entry says only what changed; the rest is as it was received.
function standing({ entry, body }, recent) {
  if (body.kind) return body;
  const said = recent.find((row) => row.entry === entry)?.said ?? {};
  const { kind, schools, activity_date, ...fields } = { ...said, ...body.fields };
  return { kind, schools, activity_date, fields };
}
