// Asks, before a form is kept, whether what looks like a student's name is one. Every answer lets its author go on.
import { foundIn, listsIn } from "./student_names.js";

// Without the network and without its worker, a page has no words to go by, and asks nothing.
const PATIENCE_MS = 2000;

// `freeText` selects the fields in which anything may be written.
export function openGuard({ meta }, freeText) {
  // Form -> what was answered for, which is not asked again.
  const answers = new WeakMap();
  let lists = null;
  // Read ahead, so that Save need not wait for it.
  let staff = meta.get("staff");

  function load(form) {
    lists ??= fetch(form.dataset.words, { signal: AbortSignal.timeout(PATIENCE_MS) }).then((answer) => answer.text()).then(listsIn);
    lists.catch(() => (lists = null));
    return lists;
  }

  // Whether a question stands in the form now. A fault in here must not keep anybody from saving.
  return { load, asks: (form, hello) => asks(form, hello).catch(() => false) };

  async function asks(form, hello) {
    clear(form);
    const fields = [...form.querySelectorAll(freeText)].filter(isNew);
    const [words, known] = await Promise.all([load(form), knownTo(form, hello)]);
    const found = fields.flatMap((field) => foundIn(field.value, words, known).map((piece) => ({ field, ...piece })));
    const open = found.filter(({ text }) => !answers.get(form)?.includes(text));
    if (open.length > 0) ask(form, open, hello.user);
    return open.length > 0;
  }

  async function knownTo(form, { user, known }) {
    const typed = [...form.querySelectorAll("[data-staff]")].map(({ value }) => value);
    const labels = [...form.querySelectorAll("legend, label, option")].map(({ textContent }) => textContent);
    return { people: [...(known?.people ?? []), ...typed, ...(await staffOf(user))], places: [...(known?.places ?? []), ...labels] };
  }

  async function staffOf(user) {
    const known = await staff.catch(() => null);
    return known?.user === user ? known.names : [];
  }

  async function remember(user, name) {
    const known = { key: "staff", user, names: [...(await staffOf(user)), name] };
    staff = Promise.resolve(known);
    await meta.put(known);
  }

  function ask(form, found, user) {
    const question = piece("name-question");
    question.querySelector("ul").append(...found.map(lineOf));
    for (const { field, text } of found) field.parentElement.append(withWords("name-asked", text));
    question.addEventListener("click", ({ target }) => answer(target.closest("button")));
    question.addEventListener("keydown", ({ key }) => key === "Escape" && answer({ value: "change" }));
    form.querySelector(".save-bar").prepend(question);
    question.focus();

    async function answer(button) {
      if (!button) return;
      if (button.name) await remember(user, button.value);
      else answers.set(form, [...(answers.get(form) ?? []), ...found.map(({ text }) => text)]);
      clear(form);
      if (button.value === "change") select(found[0]);
      else form.requestSubmit();
    }
  }
}

// What comes back in its own words was asked for when it was first written.
const isNew = (field) => field.value.trim() && !(field.matches("[data-reword]") && field.value === field.defaultValue);

const piece = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function clear(form) {
  for (const old of form.querySelectorAll("[data-question]")) old.remove();
}

function withWords(id, text) {
  const made = piece(id);
  made.querySelector("b").textContent = text;
  return made;
}

function lineOf({ field, text }) {
  const line = withWords("name-found", text);
  line.querySelector("[data-field]").textContent = [...field.labels[0].childNodes].map((each) => each.textContent.trim()).find(Boolean);
  const button = line.querySelector("button");
  button.value = text;
  // Initials and numbers are nobody's name to remember.
  button.hidden = /[\d.]|^\p{Lu}+$/u.test(text);
  return line;
}

function select({ field, at, text }) {
  field.closest("details")?.toggleAttribute("open", true);
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  field.setSelectionRange(at, at + text.length);
}
