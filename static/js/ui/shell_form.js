// A form page without anybody's data, filled with what this tablet knows of who is here.
import { localDay } from "./local_day.js";

export function fill(form, hello, lastSchool) {
  if (form.dataset.filled) return;
  form.dataset.filled = "yes";
  form.elements.id.value = crypto.randomUUID();
  form.elements.opened_by.value = hello.user;
  const day = form.elements.activity_date;
  // The page may be weeks old, and its limits with it.
  day.removeAttribute("min");
  day.max = localDay(new Date(Date.now() + 24 * 3600 * 1000));
  const asked = new URLSearchParams(location.search).get("school");
  const known = [asked, lastSchool].find((code) => hello.schools.some((school) => school.code === code));
  // Chosen by nobody, a school would soon be the wrong one.
  fillSchools(form, hello.schools, known ?? (hello.schools.length === 1 ? hello.schools[0].code : undefined));
  fillCoaches(form, hello.coaches ?? []);
  for (const said of form.querySelectorAll(FILLED)) said.closest(".field").querySelector(".need")?.remove();
}

// What has its answer is not called needed, as on the server's page.
const FILLED = '[name="activity_date"], [name="schools"]:checked, select[name="schools"]:not(:has([value=""]))';

function fillCoaches(form, coaches) {
  const chips = form.querySelector('[data-chips="co_coaches"]');
  chips.replaceChildren(...coaches.map(({ id, name }) => chip("co_coaches", id, name)));
  chips.closest(".field").hidden = coaches.length === 0;
}

function fillSchools(form, schools, chosen) {
  for (const root of [form, ...[...form.querySelectorAll("template")].map(({ content }) => content)]) {
    for (const select of root.querySelectorAll("[data-of-schools]")) select.append(...schools.map(({ code, name }) => new Option(name, code)));
  }
  const select = form.querySelector('select[name="schools"]');
  if (select) {
    if (!chosen) select.replaceChildren(new Option("Choose a school", ""));
    else select.replaceChildren();
    select.append(...schools.map(({ code, name }) => new Option(name, code, false, code === chosen)));
    return;
  }
  const chips = form.querySelector("[data-schools] .chips");
  chips.replaceChildren(...schools.map(({ code, name }) => chip("schools", code, name, code === chosen)));
}

function chip(name, value, label, checked = false) {
  const made = document.createElement("label");
  made.className = "chip";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value, defaultChecked: checked });
  const word = document.createElement("span");
  word.textContent = label;
  made.append(box, word);
  return made;
}
