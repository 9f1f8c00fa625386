// The schools that a form names, by code.
export const chosenSchools = (form) => codesOf(form, ({ selected, checked }) => selected ?? checked);

// Null while they are those that `what` was drawn for last, on the page itself at first. `isAnew`: somebody chose them, maybe
// before this tablet knew who is here; what was restored has its own.
export function schoolsToDraw(form, what, isChosenAnew) {
  const codes = chosenSchools(form);
  const before = form.dataset[what] ?? (form.dataset.shell === undefined ? schoolsAtFirst(form).join() : null);
  form.dataset[what] = codes.join();
  if (before === codes.join()) return null;
  return { codes, isAnew: isChosenAnew || (before !== null && !form.dataset.restored) };
}

const schoolsAtFirst = (form) => codesOf(form, ({ defaultSelected, defaultChecked }) => defaultSelected ?? defaultChecked);

const codesOf = (form, isChosen) =>
  [...form.querySelectorAll('input[name="schools"], select[name="schools"] option')]
    .filter(isChosen)
    .map(({ value }) => value)
    .filter(Boolean);
