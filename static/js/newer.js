// A page of numbers that asks by itself for newer ones: htmx asks, while somebody looks; what came is taken in here.
import { become } from "./ui/become.js";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isAsking(event) && document.hidden) event.preventDefault();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isAsking(event)) return;
  event.preventDefault();
  const { xhr } = event.detail;
  // Whatever else came in between, a busy server most of all, will be over the next time.
  if (xhr.status === 200 && isStillHere(xhr)) take(event.target, xhr.responseText);
  else if (xhr.status === 401) stop(event.target, xhr.getResponseHeader("HX-Redirect"));
});

const isAsking = ({ target }) => target.id === "newer";
// A filter may have been chosen since.
const isStillHere = ({ responseURL }) => responseURL === location.href.replace(/#.*/, "");

function take(newer, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const now = page.getElementById("newer");
  // Somebody else signed in since, in another tab.
  if (now?.dataset.reader !== newer.dataset.reader) return location.reload();
  const isWhole = whileReading(() => [...document.querySelectorAll("[data-fresh]")].map((part) => renew(part, page)).every(Boolean));
  // What could not be taken yet is asked for again.
  if (isWhole) newer.setAttribute("hx-headers", now.getAttribute("hx-headers"));
}

function renew(part, page) {
  const now = page.getElementById(part.id);
  const isWhole = !now || become(part, now);
  window.htmx.process(part);
  return isWhole;
}

// What is read and what has the focus stay where they are, though something came above them.
function whileReading(work) {
  const focused = document.activeElement;
  const read = scrollY > 0 ? document.elementFromPoint(innerWidth / 2, innerHeight / 2) : null;
  const top = read?.getBoundingClientRect().top;
  const done = work();
  if (focused !== document.activeElement) focused.focus({ preventScroll: true });
  if (read?.isConnected) scrollBy(0, read.getBoundingClientRect().top - top);
  return done;
}

// Without the element htmx asks no more.
function stop(newer, signIn) {
  const told = document.getElementById("signed-out");
  if (signIn) told.querySelector("a").href = signIn;
  told.hidden = false;
  newer.remove();
}
