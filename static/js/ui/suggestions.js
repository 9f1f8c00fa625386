// A tapped suggestion is written into the field that its data-fill names; data-then names where to go on.
export function fillSuggestions(root) {
  root.addEventListener("click", ({ target }) => {
    const suggestion = target.closest?.("[data-fill]");
    const input = suggestion && root.getElementById(suggestion.dataset.fill);
    if (!input) return;
    input.value = suggestion.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    root.getElementById(suggestion.dataset.then)?.focus();
  });
}
