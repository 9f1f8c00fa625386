import { schoolsToDraw } from "./chosen_schools.js";

// What comes back at the school of a form: drawn by the server for the school it knew, on the tablet for any other.
// What draws it comes only then.
export function openThreadsHere(root, tablet, load) {
  root.addEventListener("change", ({ target }) => target.name === "schools" && target.form?.matches("form.entry-form") && draw(true));

  async function draw(isChosenAnew = false) {
    const form = root.querySelector("form.entry-form");
    if (!form?.querySelector("[data-threads]") || form.dataset.edits || !tablet.here) return;
    const wanted = schoolsToDraw(form, "threadsOf", isChosenAnew);
    if (!wanted) return;
    const { codes, isAnew } = wanted;
    // What is shared by many schools is asked for before one is chosen.
    const mayBeAny = codes.length === 0;
    const schools = tablet.here.schools.filter(({ code }) => mayBeAny || codes.includes(code));
    // Without what draws them a form is still a form.
    await load().then(({ showThreads }) => showThreads(form, tablet, schools, isAnew)).catch(() => {});
  }

  return draw;
}
