// The school for the next entry: chosen on home with a connection or without one, and remembered on this tablet.
export function keepSchool(root, tablet) {
  root.addEventListener("change", async ({ target }) => {
    if (target.id !== "school") return;
    await keep(tablet, target.value);
    nameSchool(root, target);
  });
}

// What home shows with a connection is where a form begins without one.
export async function schoolHere(root, tablet) {
  const shown = root.querySelector("#school")?.value;
  const kept = (await tablet.meta.get("school"))?.code;
  if (!shown || shown === kept || root.querySelector("[data-school-pick]")) return kept;
  await keep(tablet, shown);
  return shown;
}

const keep = (tablet, code) => tablet.meta.put({ key: "school", code });

// On the page that opens without the network, which knows nobody's schools by itself.
export function showSchools(root, hello, chosen) {
  const picker = root.querySelector("[data-school-pick]");
  if (!picker || !hello) return;
  const select = picker.querySelector("select");
  if (select.options.length === 0) {
    const known = hello.schools.some(({ code }) => code === chosen);
    select.append(...(known ? [] : [new Option("Choose a school", "")]), ...hello.schools.map(({ code, name }) => new Option(name, code)));
    select.value = known ? chosen : "";
  }
  picker.hidden = hello.schools.length < 2;
  nameSchool(root, select);
}

function nameSchool(root, select) {
  if (!select.closest("[data-school-pick]")) return;
  for (const door of root.querySelectorAll(".door[data-kind]")) {
    door.href = `/log/${door.dataset.kind}${select.value ? `?school=${encodeURIComponent(select.value)}` : ""}`;
  }
}
