import { schoolsToDraw } from "./chosen_schools.js";

// What stood before, in a form: drawn by the server for the school it knew. On the tablet what does it comes for any other
// school, with a tap, and to a form that was opened without a connection.
export function openBeforeHere(root, tablet, load) {
  // Without it a form is still a form.
  const use = (work) => load().then(work).catch(() => {});

  let drawing = null;

  root.addEventListener("change", ({ target }) => target.name === "schools" && target.form?.matches("form.entry-form") && draw(true));
  root.addEventListener("input", ({ target }) => target.list && use(({ named }) => named(target, tablet)));

  root.addEventListener("click", (event) => {
    // A chip that is chosen already tells of no change when it is tapped.
    if (event.target.matches("form.entry-form input")) tablet.touched.add(event.target.name);
    const tapped = event.target.closest?.("[data-tiles] > *, [name=like]");
    if (!tapped) return;
    event.preventDefault();
    // At once: the keyboard comes to a field only while somebody taps.
    if (tapped.hash) root.querySelector(tapped.hash).focus();
    use(({ tap }) => tap(tapped, tablet));
  });

  async function draw(isChosenAnew = false) {
    const form = root.querySelector("form.entry-form");
    if (!form || form.dataset.edits || !tablet.here) return;
    const wanted = schoolsToDraw(form, "beforeOf", isChosenAnew);
    if (wanted) drawing = use(({ showBefore }) => showBefore(form, tablet, wanted.isAnew));
    // Whoever asks meanwhile goes on when it is drawn, too.
    await drawing;
    if (!form.dataset.restored || form.dataset.pressed) return;
    form.dataset.pressed = "yes";
    await use(({ pressTiles }) => pressTiles(form));
  }

  return draw;
}
