// The minus and plus buttons beside a number of people.
export function stepCounters(root) {
  root.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const next = within(input, (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step));
    if (String(next) === input.value) return;
    input.value = String(next);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function within(input, number) {
  const low = input.min === "" ? 0 : Number(input.min);
  const high = input.max === "" ? Infinity : Number(input.max);
  return Math.min(Math.max(number, low), high);
}
