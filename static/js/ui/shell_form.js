// A form page without anybody's data, filled with what this tablet knows of who is here.
export function fillShellForm(root, hello, lastSchool) {
  const form = root.querySelector("form.entry-form[data-shell]");
  if (!form || form.dataset.filled || !hello) return;
  form.dataset.filled = "yes";
  form.elements.id.value = crypto.randomUUID();
  form.elements.opened_by.value = hello.user;
  const day = form.elements.activity_date;
  day.value = localDay(new Date());
  // The page may be weeks old, and its limits with it.
  day.removeAttribute("min");
  day.max = localDay(new Date(Date.now() + 24 * 3600 * 1000));
  const asked = new URLSearchParams(location.search).get("school");
  const known = [asked, lastSchool].find((code) => hello.schools.some((school) => school.code === code));
  fillSchools(form, hello.schools, known ?? hello.schools[0]?.code);
}

function fillSchools(form, schools, chosen) {
  const select = form.querySelector('select[name="schools"]');
  if (select) {
    select.replaceChildren(...schools.map(({ code, name }) => new Option(name, code, false, code === chosen)));
    return;
  }
  const chips = form.querySelector("[data-schools] .chips");
  chips.replaceChildren(...schools.map(({ code, name }) => chip(code, name, code === chosen)));
}

function chip(code, name, checked) {
  const label = document.createElement("label");
  label.className = "chip";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "schools", value: code, checked });
  const word = document.createElement("span");
  word.textContent = name;
  label.append(box, word);
  return label;
}

// The day where the tablet is; UTC would be tomorrow in the evening.
const localDay = (now) => [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
