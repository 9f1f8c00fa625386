// What can be told without the server: something missing, a number out of its range. The server has the last word.
export function whatIsWrong(form) {
  const errors = {};
  for (const input of form.elements) {
    if (input.name && input.willValidate && !input.validity.valid) errors[input.name.split(".")[0]] = [sentence(input)];
  }
  if (!form.querySelector('[name="schools"]:checked, select[name="schools"] option:checked:not([value=""])')) {
    errors.schools = ["At which school was it?"];
  }
  const minutes = [...form.querySelectorAll("[data-minutes] input")];
  if (!minutes.some((input) => (input.type === "radio" ? input.checked : input.value.trim()))) {
    errors.minutes ??= ["How many minutes was it?"];
  }
  return errors;
}

function sentence({ validity, min, max }) {
  if (validity.valueMissing) return "Please fill this in.";
  if ((validity.rangeUnderflow || validity.rangeOverflow) && min && max) return `Between ${min} and ${max}.`;
  return validity.badInput || validity.stepMismatch ? "A whole number, please." : "This does not fit here.";
}
