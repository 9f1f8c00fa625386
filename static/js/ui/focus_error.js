// After a page change by swap, the reader's place is the list of what needs fixing, or else the start of the page.
export function focusAfterSwap(root) {
  root.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id === "main" && !focusSummary(root) && !target.contains(root.activeElement)) {
      target.focus({ preventScroll: true });
    }
  });
  focusSummary(root);
}

function focusSummary(root) {
  const summary = root.querySelector("[data-error-summary]");
  summary?.focus({ preventScroll: true });
  return Boolean(summary);
}
