// "Same as last time": fills a form from the last entry of its kind, but for what somebody typed or tapped already.
import { isAt, lastLike } from "../outbox/before.js";
import { dayInWords } from "./clock_time.js";
import { isTyped } from "./drafts.js";
import { putBack, typedIn, valuesOf } from "./form_values.js";
import { icon } from "./icon.js";
import { entriesOf, isOfOneSchool, keep, schoolsOf } from "./own_entries.js";
import { isSaid } from "./said.js";
import { press } from "./tiles.js";

// Form -> what takes it back; form -> the names of what was filled in.
const undoes = new WeakMap();
const filled = new WeakMap();

export const tapAgain = (form, tablet) => (undoes.get(form) ?? fillOnce)(form, tablet);

// In a form that came without anybody's data, as its address asks.
export async function offer(form, tablet, entries) {
  const place = form.querySelector("[data-like]");
  const asked = new URLSearchParams(location.search);
  place.hidden = asked.has("entry") || !lastLike(entries, form.dataset.kind, []);
  if (!place.hidden && asked.get("like") === "last") await fill(form, tablet, entries);
}

async function fillOnce(form, tablet) {
  const before = typedIn(form);
  // What this tablet does not know yet, the server does.
  if (!(await fill(form, tablet, await entriesOf(form, tablet)))) return location.assign(`?like=last&school=${valuesOf(form).schools[0] ?? ""}`);
  const after = typedIn(form);
  const hide = showUndo(form);
  undoes.set(form, () => {
    undoes.delete(form);
    takeBack(form, before, after);
    hide();
    keep(form);
  });
  return keep(form);
}

// People and rooms are of one school: what was filled in, and not by hand, does not go along to another one.
export function leaveThere(form, touched) {
  const { like, likeThere } = form.querySelector("[data-like]")?.dataset ?? {};
  if (!likeThere) return;
  const isOfSchool = ({ name }) => likeThere.split(" ").includes(fieldOf(name)) && !like.split(" ").includes(fieldOf(name));
  const goes = [...form.elements].filter((input) => isOfSchool(input) && !touched.has(input.name) && (filled.get(form)?.has(input.name) || !isTyped(input)));
  put(form, [], new Set(namesIn(form).filter((name) => goes.every((input) => input.name !== name))));
}

// Whether there was an entry to fill it from.
async function fill(form, tablet, entries) {
  const schools = schoolsOf(form, tablet);
  const last = lastLike(entries, form.dataset.kind, schools);
  if (!last) return false;
  const { typedOf } = await import("./earlier.js");
  const place = form.querySelector("[data-like]");
  const isThere = schools.length === 0 || isAt(schools)(last);
  const carried = (isThere ? place.dataset.likeThere : place.dataset.like).split(" ");
  const typed = typedOf(form, "", last, tablet.here.schools).filter(([name, value]) => carried.includes(fieldOf(name)) && isOffered(form, name, value));
  // Of what was not said, it stands in the form that nothing is.
  const unsaid = namesIn(form).filter((name) => typed.every(([each]) => each !== name)).map((name) => [name, ""]);
  const stands = standing(form, carried, tablet.touched);
  put(form, [...typed, ...unsaid], stands);
  filled.set(form, new Set(namesIn(form).filter((name) => !stands.has(name))));
  place.querySelector("[data-filled-from]").textContent = `As on ${dayInWords(last.activity_date)}, without notes and what was noticed or counted.`;
  return true;
}

// What was changed since stays as it is now.
function takeBack(form, before, after) {
  const now = typedIn(form);
  const isFilled = (name) => said(now, name) === said(after, name) && said(before, name) !== said(after, name);
  put(form, before, new Set(namesIn(form).filter((name) => !isFilled(name))));
}

function put(form, typed, standing) {
  const { value: id } = form.elements.id;
  const schools = valuesOf(form).schools.join();
  putBack(form, typed, standing);
  form.elements.id.value = id;
  for (const folded of form.querySelectorAll("details.more")) folded.open ||= [...folded.querySelectorAll("[name]:not(button)")].some(isSaid);
  for (const tiles of form.querySelectorAll("[data-tiles]")) press(tiles);
  if (valuesOf(form).schools.join() !== schools) form.querySelector('[name="schools"]').dispatchEvent(new Event("change", { bubbles: true }));
}

// The names of what stays: what is not carried, and what somebody said already.
function standing(form, carried, touched) {
  const typed = [...form.elements].filter((input) => input.name && isTyped(input)).map(({ name }) => name);
  const stays = new Set([...touched, ...typed].map(fieldOf));
  if (isOfOneSchool(form) && valuesOf(form).schools.length > 0) stays.add("schools");
  return new Set(namesIn(form).filter((name) => !carried.includes(fieldOf(name)) || stays.has(fieldOf(name))));
}

// Returns what hides it again.
function showUndo(form) {
  const button = form.querySelector("[name=like]");
  const [word, drawn] = [button.querySelector("span"), button.querySelector(".icon")];
  const [words, undo] = [word.textContent, icon("undo")];
  word.textContent = "Undo";
  drawn.replaceWith(undo);
  return () => {
    word.textContent = words;
    undo.replaceWith(drawn);
    form.querySelector("[data-filled-from]").textContent = "";
  };
}

// What was retired since is not said anew.
function isOffered(form, name, value) {
  const boxes = [...form.elements].filter((input) => input.name === name && ["radio", "checkbox"].includes(input.type));
  return boxes.length === 0 || boxes.some((box) => box.value === value);
}

const namesIn = (form) => [...form.elements].map(({ name }) => name);
const fieldOf = (name) => name.split(".")[0];
const said = (typed, name) => JSON.stringify(typed.filter(([each]) => each === name));
