// What comes back at the school of a form: drawn by the server for the school it knew, on the tablet for any other.
// What draws it comes only then.
export function openThreadsHere(root, tablet, load) {
  root.addEventListener("change", ({ target }) => target.name === "schools" && target.form?.matches("form.entry-form") && draw(true));

  async function draw(isChosenAnew = false) {
    const form = root.querySelector("form.entry-form");
    if (!form?.querySelector("[data-threads]") || form.dataset.edits || !tablet.here) return;
    const { several, chosen } = schoolsOf(form);
    const before = form.dataset.threadsOf ?? (form.dataset.shell === undefined ? chosen : null);
    form.dataset.threadsOf = several ? "all" : chosen;
    if (before === chosen || before === "all") return;
    const schools = tablet.here.schools.filter(({ code }) => several || code === chosen);
    // Without what draws them a form is still a form.
    await load().then(({ showThreads }) => showThreads(form, tablet, schools, isChosenAnew)).catch(() => {});
  }

  return draw;
}

function schoolsOf(form) {
  const select = form.querySelector('select[name="schools"]');
  return { several: !select, chosen: select?.value ?? "" };
}
