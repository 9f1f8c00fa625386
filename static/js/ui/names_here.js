// The guard against student names comes once a note is begun: a form without one pays nothing for it.
const PATIENCE_MS = 2000;
const FREE_TEXT = 'form.entry-form :is(textarea, input[type="text"]:not([data-staff]))';

// Returns what tells whether a question stands in the form now. Without the guard nothing is asked.
export function guardNames(root, tablet, load) {
  let loaded = null;
  const guard = () => (loaded ??= load().then(({ openGuard }) => openGuard(tablet, FREE_TEXT), () => (loaded = null)));
  root.addEventListener("focusin", ({ target }) => target.matches(FREE_TEXT) && guard().then((opened) => opened?.load(target.form)).catch(() => {}));

  return async function asks(form, hello) {
    if (![...form.querySelectorAll(FREE_TEXT)].some(({ value }) => value.trim())) return false;
    const opened = await Promise.race([guard(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    return opened ? opened.asks(form, hello) : false;
  };
}
