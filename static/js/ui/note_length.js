// Says how much room a note has left, once the limit is near. Counts code points, as the server does.
const NEAR = 400;

export function countNotes(root) {
  root.addEventListener("input", ({ target }) => {
    if (target.dataset?.limit) tell(target);
  });
  root.addEventListener("htmx:afterSettle", () => tellAll(root));
  tellAll(root);
}

function tellAll(root) {
  for (const note of root.querySelectorAll("textarea[data-limit]")) tell(note);
}

function tell(note) {
  const place = note.parentElement.querySelector("[data-note-left]");
  const left = Number(note.dataset.limit) - lengthOf(note.value);
  place.classList.toggle("over", left < 0);
  place.textContent = sentence(left);
}

export function lengthOf(text) {
  return [...text].length;
}

export function sentence(left) {
  if (left > NEAR) return "";
  const characters = `${Math.abs(left).toLocaleString()} ${Math.abs(left) === 1 ? "character" : "characters"}`;
  return left < 0 ? `${characters} too many` : `${characters} left`;
}
