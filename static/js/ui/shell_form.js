// A form page without anybody's data, filled with what this tablet knows of who is here.
export function fillShellForm(root, hello) {
  const form = root.querySelector("form.entry-form[data-shell]");
  if (!form || form.dataset.filled || !hello) return;
  form.dataset.filled = "yes";
  form.elements.id.value = crypto.randomUUID();
  form.elements.opened_by.value = hello.user;
  form.elements.activity_date.value = localDay(new Date());
  fillSchools(form, hello.schools);
}

function fillSchools(form, schools) {
  const select = form.querySelector('select[name="schools"]');
  if (select) {
    select.replaceChildren(...schools.map(({ code, name }) => new Option(name, code)));
    const asked = new URLSearchParams(location.search).get("school");
    if (schools.some(({ code }) => code === asked)) select.value = asked;
    return;
  }
  const chips = form.querySelector("[data-schools] .chips");
  chips.replaceChildren(...schools.map(({ code, name }) => chip(code, name)));
}

function chip(code, name) {
  const label = document.createElement("label");
  label.className = "chip";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "schools", value: code });
  const word = document.createElement("span");
  word.textContent = name;
  label.append(box, word);
  return label;
}

// The day where the tablet is; UTC would be tomorrow in the evening.
const localDay = (now) => [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
