// This person's entries and the chosen schools, for a form that is this person's.
import { ownEntries } from "../outbox/before.js";
import { valuesOf } from "./form_values.js";

// None for a form that somebody else opened.
export async function entriesOf(form, { store, queue, here }) {
  if (!here || form.elements.opened_by.value !== String(here.user)) return [];
  const [recent, unsent] = await Promise.all([store.all("recent"), queue.unsent(here.user)]);
  return ownEntries(recent, unsent, here.user);
}

export const schoolsOf = (form, { here }) => {
  const { schools } = valuesOf(form);
  return (here?.schools ?? []).filter(({ code }) => schools.includes(code)).map(({ id }) => id);
};

// Where one school is named, what stands there is of that school.
export const isOfOneSchool = (form) => form.querySelector('select[name="schools"]') !== null;

// What nobody typed is part of the draft, too.
export const keep = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));
