// A sentence at the top of the page; one that must survive going to another page travels in the tab's own memory.
import { icon } from "./icon.js";

const KEY = "fieldlog-toast";
const ICONS = { received: "circle-check", kept: "tablet", problem: "triangle-alert" };

export function say(category, sentence) {
  const place = document.querySelector(".flashes");
  const line = document.createElement("p");
  line.className = `flash ${category}`;
  const words = document.createElement("span");
  words.textContent = sentence;
  line.append(icon(ICONS[category] ?? "info"), words);
  place?.replaceChildren(line);
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
