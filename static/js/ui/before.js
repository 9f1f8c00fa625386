// What stood before, in a form: names as tiles, the focus of the school, and "Same as last time".
import { focusAt, writtenBefore } from "../outbox/before.js";
import { entriesOf, isOfOneSchool, schoolsOf } from "./own_entries.js";
import { leaveThere, offer, tapAgain } from "./same_again.js";
import { drawTiles, press, takeName, tapTile } from "./tiles.js";

const FOCUS_LASTS_MS = 120 * 24 * 3600 * 1000;

// `isChosenAnew`: somebody chose another school; what was restored has the focus with which it was written.
export async function showBefore(form, tablet, isChosenAnew) {
  const isFirst = !form.dataset.drawn;
  form.dataset.drawn = "yes";
  const entries = await entriesOf(form, tablet);
  const schools = schoolsOf(form, tablet);
  if (isChosenAnew) leaveThere(form, tablet.touched);
  for (const tiles of form.querySelectorAll("[data-tiles]")) {
    const { tiles: name, flag } = tiles.dataset;
    drawTiles(tiles, writtenBefore(entries, form.dataset.kind, { name, flag, schools: isOfOneSchool(form) && schools }));
  }
  const since = new Date(Date.now() - FOCUS_LASTS_MS).toISOString().slice(0, 10);
  if (isChosenAnew || !form.dataset.restored) inherit(form, focusAt(entries, tablet.here.focus ?? {}, schools, since));
  if (isFirst && form.dataset.shell !== undefined) await offer(form, tablet, entries);
}

export const tap = (tapped, tablet) => (tapped.name === "like" ? tapAgain(tapped.form, tablet) : tapTile(tapped));

// A draft brought back has its names without a tap.
export const pressTiles = (form) => form.querySelectorAll("[data-tiles]").forEach(press);

export const named = (input, { touched }) => takeName(input, touched);

// Where nobody chose: what stands there is what the page or the school before brought.
function inherit(form, codes) {
  const boxes = [...form.querySelectorAll('[name="focus"]')];
  const hint = form.querySelector("[data-inherited]");
  if (boxes.some(({ checked, defaultChecked }) => checked !== defaultChecked || (checked && hint.hidden))) return;
  for (const box of boxes) box.defaultChecked = box.checked = codes.includes(box.value);
  hint.hidden = !boxes.some(({ checked }) => checked);
}
