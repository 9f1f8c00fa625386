// An own number of minutes and the chips exclude each other.
const chipsOf = (group) => group.querySelectorAll('input[type="radio"]');
const ownOf = (group) => group.querySelector('input[type="number"]');

export function pairOtherMinutes(root) {
  root.addEventListener("input", ({ target }) => {
    const group = target.closest?.("[data-minutes]");
    if (!group) return;
    if (target === ownOf(group)) {
      if (target.value !== "") for (const chip of chipsOf(group)) chip.checked = false;
    } else {
      ownOf(group).value = "";
    }
  });
}
