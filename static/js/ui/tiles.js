// What was written in a line before, one tap each, and all of it to be found by its first letters.
import { keep } from "./own_entries.js";

const TILES = 6;
const NAMES = 60;

// `names`: `[[words, isShared]]`, the last first.
export function drawTiles(tiles, names) {
  const unlisted = tiles.querySelectorAll("a");
  tiles.replaceChildren(...names.slice(0, TILES).map(([words]) => tile(tiles.dataset.tiles, words)), ...unlisted);
  inputOf(tiles).list.replaceChildren(...names.slice(0, NAMES).map(option));
  press(tiles);
}

export function press(tiles) {
  const { value } = inputOf(tiles);
  for (const each of tiles.querySelectorAll("button")) each.setAttribute("aria-pressed", wordsOf(each) === value);
}

// Tapped again, what stands there is taken back. Whoever is not listed is written into an empty field.
export function tapTile(tapped) {
  const tiles = tapped.closest("[data-tiles]");
  const input = inputOf(tiles);
  const isListed = [...tiles.querySelectorAll("button")].some((each) => wordsOf(each) === input.value);
  if (!tapped.hash) write(input, wordsOf(tapped) === input.value ? "" : wordsOf(tapped));
  else if (isListed) write(input, "");
}

// A name was written: the school may see it if it could when it was written last.
export function takeName(input, touched) {
  const { form, list, name, value } = input;
  const tiles = form.querySelector(`[data-tiles="${name}"]`);
  press(tiles);
  const flag = form.elements[tiles.dataset.flag];
  if (!flag) return;
  const before = flag.checked;
  const isShared = [...list.options].some((each) => each.value === value && "shared" in each.dataset);
  // What its author ticked stays ticked. What was brought along was said of another name.
  const isBrought = !form.dataset.edits && !touched.has(flag.name);
  if (isShared || isBrought || flag.dataset.taken) flag.checked = isShared;
  flag.dataset.taken = isShared ? "yes" : "";
  if (flag.checked !== before) keep(form);
}

function write(input, words) {
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function tile(name, words) {
  const made = Object.assign(document.createElement("button"), { className: "chip-button", name: "fill", value: `${name} ${words}` });
  made.append(Object.assign(document.createElement("bdi"), { textContent: words }));
  return made;
}

function option([words, isShared]) {
  const made = new Option("", words);
  if (isShared) made.dataset.shared = "";
  return made;
}

const inputOf = (tiles) => tiles.closest("form").elements[tiles.dataset.tiles];
const wordsOf = ({ value }) => value.slice(value.indexOf(" ") + 1);
