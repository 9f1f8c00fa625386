// What can be told without the server: something missing, a number out of its range. The server has the last word.
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
  for (const part of form.querySelectorAll("[data-part]")) if (!part.matches(".thread") || isMarked(part)) Object.assign(errors, whatLacks(part));
  if (!form.querySelector('[name="schools"]:checked, select[name="schools"] option:checked:not([value=""])')) {
    errors.schools = ["At which school was it?"];
  }
  const minutes = [...form.querySelectorAll("[data-minutes] input")];
  if (!minutes.some((input) => (input.type === "radio" ? input.checked : input.value.trim()))) {
    errors.minutes ??= ["How many minutes was it?"];
  }
  return errors;
}

// What is needed of a part is needed only once something of it is said.
function whatLacks(part) {
  const inputs = [...part.querySelectorAll("input, select, textarea")].filter((input) => !input.matches(":disabled"));
  const lacking = inputs.find((input) => input.matches("[data-needed]") && !isSaid(input));
  if (!inputs.some(isSaid) || !lacking) return {};
  return { [part.closest("[data-parts]").dataset.parts]: [`${lacking.labels[0].firstChild.textContent.trim()}: please fill this in.`] };
}

const tooLong = ({ value, dataset }) => `At most ${Number(dataset.limit).toLocaleString()} characters; this has ${lengthOf(value).toLocaleString()}.`;

function sentence({ type, validity, min, max }) {
  if (type === "date" && validity.rangeOverflow) return "This day lies in the future. The latest is tomorrow.";
  if (validity.valueMissing) return "Please fill this in.";
  if ((validity.rangeUnderflow || validity.rangeOverflow) && min && max) return `Between ${min} and ${max}.`;
  return validity.badInput || validity.stepMismatch ? "A whole number, please." : "This does not fit here.";
}
