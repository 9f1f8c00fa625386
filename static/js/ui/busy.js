// A double tap sends once: while a form is on its way, its main button says so and further taps do nothing.
// What is done sooner needs no word, and drawing one would keep it waiting.
const PATIENCE_MS = 150;
const onItsWay = new Map();

export function guardBusyForms(root) {
  root.addEventListener("submit", stopSecond, { capture: true });
  root.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!defaultPrevented && target.matches("form[data-guard]")) begin(target);
  });
  root.addEventListener("htmx:beforeRequest", ({ target }) => begin(target));
  root.addEventListener("htmx:afterRequest", ({ target }) => end(target));
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of root.querySelectorAll("form")) end(form);
  });
}

function stopSecond(event) {
  if (!onItsWay.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export const isOnItsWay = (form) => onItsWay.has(form);

export function begin(form) {
  // A page asked for anew by a script is no form of its own.
  const button = form.matches("form") && form.querySelector("button[data-busy]");
  if (!button) return;
  onItsWay.set(form, setTimeout(() => tell(button), PATIENCE_MS));
}

function tell(button) {
  const word = button.querySelector("[data-busy-word]");
  word.dataset.busyWord = word.textContent;
  word.textContent = button.dataset.busy;
  button.setAttribute("aria-disabled", "true");
}

export function end(form) {
  if (!onItsWay.has(form)) return;
  clearTimeout(onItsWay.get(form));
  onItsWay.delete(form);
  const button = form.querySelector("button[data-busy]");
  if (!button.hasAttribute("aria-disabled")) return;
  const word = button.querySelector("[data-busy-word]");
  word.textContent = word.dataset.busyWord;
  button.removeAttribute("aria-disabled");
}
