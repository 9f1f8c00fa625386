// Draws what is kept on this tablet, from the templates the page brings: one row each, icon, word and colour.
import { dayInWords } from "./clock_time.js";

const piece = (selector) => document.querySelector(selector)?.content.firstElementChild.cloneNode(true);

export function rowOf(kept, { schools, state, word, tools = false, drop }) {
  const { kind, activity_date, fields = {} } = kept.body;
  const row = piece("#kept-row");
  const set = (name, text) => (row.querySelector(`[data-${name}]`).textContent = text ?? "");
  row.dataset.op = kept.op;
  row.querySelector("[data-icon]").replaceWith(piece(`template[data-kind-of="${kind}"]`) ?? "");
  set("day", activity_date ? dayInWords(activity_date) : "");
  set("kind-label", document.querySelector(`template[data-kind-of="${kind}"]`)?.dataset.label ?? kind);
  set("title", fields.title && `: ${fields.title}`);
  set("school", (kept.body.schools ?? []).map((id) => schools.find((school) => school.id === id)?.name ?? "").join(", "));
  set("minutes", fields.minutes ? `${fields.minutes} min` : "");
  set("note", fields.shared_note);
  set("age", kept.saved_ms && tools ? `saved ${ago(Date.now() - kept.saved_ms)}` : "");
  row.querySelector("[data-state]").replaceWith(badge(state, word));
  if (kept.why) {
    row.querySelector("[data-why]").hidden = false;
    set("why-text", kept.why);
  }
  if (tools) {
    row.querySelector("[data-tools]").hidden = false;
    row.querySelector("[data-edit]").href = `/log/${kind}?entry=${kept.entry}`;
    row.querySelector("[data-edit]").hidden = !kept.form?.length && !kept.isReceived;
    row.querySelector("[data-delete]").hidden = kept.isReceived;
    if (drop) row.querySelector("[data-drop-word]").textContent = drop;
    row.querySelector("[data-withdraw]").hidden = !kept.isReceived;
    if (kept.isReceived) row.querySelector("[data-edit-word]").textContent = "Edit";
  }
  for (const empty of row.querySelectorAll(".dots span:empty, .entry-note:empty")) empty.remove();
  return row;
}

function badge(state, word) {
  const made = piece(`template[data-state-of="${state}"]`);
  if (word) made.querySelector("[data-word]").textContent = word;
  return made;
}

export function ago(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

// Why an entry has not been received, in words a coach understands.
export function whyNot({ state, result }) {
  // What can be chosen says itself what happened.
  if (["queued", "conflict"].includes(state)) return "";
  if (result.code === "invalid") return fieldByField(result.errors) || "Something in it needs fixing.";
  return WHY[result.code] ?? "The server could not take it. It is safe here.";
}

const fieldByField = (errors) =>
  Object.entries(errors)
    .map(([name, sentences]) => (name ? `${inWords(name)}: ${sentences.join(" ")}` : sentences.join(" ")))
    .join(" ");

// An own question of the program is called by what its name goes on with.
export const inWords = (name) => name.replace(/^own_/, "").replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

const WHY = {
  not_your_school: "This school is not one of yours any more. Ask your program's admin.",
  not_author: "Only its author can change this entry.",
  withdrawn_meanwhile: "The entry was withdrawn meanwhile.",
  unknown_entry: "The server does not know this entry.",
  unknown_form: "The server is older than this form. It will take it after its update.",
  id_reused: "An entry with this number exists already.",
  too_large: "This entry is too long to be sent. Shorten the notes.",
  unreadable: "The server could not read this entry.",
};
