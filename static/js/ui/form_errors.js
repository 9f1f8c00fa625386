// What the server found wrong, said in the form: a list on top that takes the focus, and a word beside each field.
export function showErrors(form, errors) {
  clear(form);
  const names = Object.keys(errors);
  for (const name of names) beside(form, name, errors[name].join(" "));
  const summary = document.createElement("section");
  summary.className = "summary";
  summary.dataset.errorSummary = "";
  summary.tabIndex = -1;
  summary.setAttribute("aria-labelledby", "summary-head");
  const head = document.createElement("h2");
  head.id = "summary-head";
  head.textContent = names.length === 1 ? "One thing needs fixing" : `${names.length} things need fixing`;
  const list = document.createElement("ul");
  list.append(...names.map((name) => line(form, name, errors[name])));
  summary.append(head, list);
  form.before(summary);
  summary.scrollIntoView({ block: "start" });
  summary.focus({ preventScroll: true });
}

function clear(form) {
  document.querySelector("[data-error-summary]")?.remove();
  for (const word of form.querySelectorAll(".wrong")) word.remove();
  for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
}

function beside(form, name, sentence) {
  const field = fieldOf(form, name);
  if (!field) return;
  field.classList.add("has-error");
  const word = document.createElement("p");
  word.className = "wrong";
  word.id = `e-${name}`;
  word.textContent = sentence;
  (field.querySelector("legend, label") ?? field).after(word);
}

function line(form, name, sentences) {
  const label = fieldOf(form, name)?.querySelector("legend, label")?.firstChild?.textContent.trim();
  const link = document.createElement("a");
  link.href = `#f-${name}`;
  link.textContent = label ? `${label}: ${sentences.join(" ")}` : sentences.join(" ");
  const item = document.createElement("li");
  item.append(link);
  return item;
}

const fieldOf = (form, name) =>
  (document.getElementById(`f-${name}`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`))?.closest(".field");
