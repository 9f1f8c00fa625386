// A sentence at the top of the page; one that must survive going to another page travels in the tab's own memory.
import { icon } from "./icon.js";

const KEY = "fieldlog-toast";
const standing = new Set();
const ICONS = { received: "circle-check", kept: "tablet", problem: "triangle-alert" };

// `isOver` the page, where the eye is: a long form is scrolled down to its Save, and need not be laid out anew.
// `read`: it stands above whatever is said later, until somebody says to have read it.
export function say(category, sentence, { isOver = false, read } = {}) {
  const place = document.querySelector(".flashes");
  const line = document.createElement("p");
  line.className = `flash ${category}`;
  const words = document.createElement("span");
  words.textContent = sentence;
  line.append(icon(ICONS[category] ?? "info"), words);
  place?.classList.toggle("floating", isOver);
  if (read) line.append(gotIt(line, read));
  place?.replaceChildren(...standing, line);
  if (read) standing.add(line);
  if (category === "problem") place?.scrollIntoView({ block: "nearest" });
}

function gotIt(line, read) {
  const button = Object.assign(document.createElement("button"), { className: "button quiet", type: "button", textContent: "Got it" });
  button.addEventListener("click", async () => {
    await read();
    standing.delete(line);
    line.remove();
  });
  return button;
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
