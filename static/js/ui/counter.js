// The minus and plus buttons beside a number of people.
export function stepCounters(root) {
  root.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const next = within(input.min, input.max, (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step));
    if (String(next) === input.value) return;
    input.value = String(next);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A field without a lower limit counts people, of whom there are none at the least.
export function within(min, max, number) {
  const low = min === "" ? 0 : Number(min);
  const high = max === "" ? Infinity : Number(max);
  return Math.min(Math.max(number, low), high);
}
