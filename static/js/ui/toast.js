// A sentence at the top of the page; one that must survive going to another page travels in the tab's own memory.
import { icon } from "./icon.js";

const KEY = "fieldlog-toast";
// What stands above whatever is said later.
export const standing = new Set();
const ICONS = { received: "circle-check", kept: "tablet", problem: "triangle-alert" };

// `isOver` the page, where the eye is: a long form is scrolled down to its Save, and need not be laid out anew.
export function say(category, sentence, { isOver = false } = {}) {
  const place = document.querySelector(".flashes");
  const line = document.createElement("p");
  line.className = `flash ${category}`;
  const words = document.createElement("span");
  words.textContent = sentence;
  line.append(icon(ICONS[category] ?? "info"), words);
  place?.classList.toggle("floating", isOver);
  place?.replaceChildren(...standing, line);
  if (category === "problem") place?.scrollIntoView({ block: "nearest" });
  return line;
}

export function go(address, toast) {
  sessionStorage.setItem(KEY, JSON.stringify(toast));
  location.assign(address);
}

export function sayWhatTravelled() {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (kept) say(...JSON.parse(kept));
}
