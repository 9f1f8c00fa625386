// What can be told without the server: something missing, a number out of its range. The server has the last word.
import { chosenSchools } from "./chosen_schools.js";
import { lengthOf } from "./note_length.js";
import { isMarked, isSaid } from "./said.js";

export function whatIsWrong(form) {
  const errors = {};
  for (const input of form.elements) {
    if (input.name && input.willValidate && !input.validity.valid) errors[input.name.split(".")[0]] = [sentence(input)];
  }
  for (const note of form.querySelectorAll("textarea[data-limit]")) {
    if (lengthOf(note.value) > Number(note.dataset.limit)) errors[note.name] = [tooLong(note)];
  }
  for (const { field, sentence: words } of wrongParts(form)) errors[field] ??= [words];
  if (chosenSchools(form).length === 0) errors.schools = ["At which school was it?"];
  const minutes = [...form.querySelectorAll("[data-minutes] input")];
  if (!minutes.some((input) => (input.type === "radio" ? input.checked : input.value.trim()))) {
    errors.minutes ??= ["How many minutes was it?"];
  }
  return errors;
}

// `[{ field, input, sentence }]`: where in parts something is missing or does not fit. A part of which nothing is said needs
// nothing.
export function wrongParts(form) {
  const chosen = chosenSchools(form);
  return [...form.querySelectorAll("[data-part]")].flatMap((part) => {
    const inputs = [...part.querySelectorAll("input, select, textarea")].filter((input) => !input.matches(":disabled"));
    if (!inputs.some(isSaid) || (part.matches(".thread") && !isMarked(part))) return [];
    const isElsewhere = (input) => input.matches("[data-of-schools]") && !chosen.includes(input.value);
    const input = inputs.find((each) => each.matches("[data-needed]") && (!isSaid(each) || isElsewhere(each)));
    if (!input) return [];
    const wanted = isSaid(input) ? "choose one of the schools of this entry" : "please fill this in";
    return [{ field: part.closest("[data-parts]").dataset.parts, input, sentence: `${input.labels[0].firstChild.textContent.trim()}: ${wanted}.` }];
  });
}

const tooLong = ({ value, dataset }) => `At most ${Number(dataset.limit).toLocaleString()} characters; this has ${lengthOf(value).toLocaleString()}.`;

function sentence({ type, validity, min, max }) {
  if (type === "date" && validity.rangeOverflow) return "This day lies in the future. The latest is tomorrow.";
  if (validity.valueMissing) return "Please fill this in.";
  if ((validity.rangeUnderflow || validity.rangeOverflow) && min && max) return `Between ${min} and ${max}.`;
  return validity.badInput || validity.stepMismatch ? "A whole number, please." : "This does not fit here.";
}
