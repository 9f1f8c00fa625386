// The schools that a form names, by code: as they are chosen now, and as its page came.
export const chosenSchools = (form) => codesOf(form, ({ selected, checked }) => selected ?? checked);

export const schoolsAtFirst = (form) => codesOf(form, ({ defaultSelected, defaultChecked }) => defaultSelected ?? defaultChecked);

const codesOf = (form, isChosen) =>
  [...form.querySelectorAll('input[name="schools"], select[name="schools"] option')]
    .filter(isChosen)
    .map(({ value }) => value)
    .filter(Boolean);

// Somebody chose another school before this tablet knew who is here; `before` is null for a form that came without one.
export const isChosenEarly = (form, before) => before !== null && !form.dataset.restored;
