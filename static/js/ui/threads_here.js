// What comes back at the school of a form: drawn by the server for the school it knew, on the tablet for any other.
import { openThreads } from "../outbox/threads.js";

export function openThreadsHere(root, tablet, load) {
  root.addEventListener("change", ({ target }) => target.name === "schools" && target.form?.matches("form.entry-form") && draw(true));

  // Without what draws them a form is still a form.
  async function draw(isChosenAnew = false) {
    const form = root.querySelector("form.entry-form");
    if (!form?.querySelector("[data-threads]") || form.dataset.edits || !tablet.here) return;
    const { several, chosen } = schoolsOf(form);
    const before = form.dataset.threadsOf ?? (form.dataset.shell === undefined ? chosen : null);
    form.dataset.threadsOf = several ? "all" : chosen;
    if (before === chosen || before === "all") return;
    const schools = tablet.here.schools.filter(({ code }) => several || code === chosen);
    const [threads, drawing] = await Promise.all([threadsOf(schools), load()]).catch(() => []);
    drawing?.showThreads(form, threads, { today: form.elements.activity_date.value, isChosenAnew });
  }

  async function threadsOf(schools) {
    const { user } = tablet.here;
    const [kept, rows, recent] = await Promise.all([tablet.meta.get("threads"), tablet.queue.unsent(user), tablet.store.all("recent")]);
    const told = kept?.user === user ? kept.schools : {};
    const all = schools.flatMap(({ id, code }) => openThreads(told[id] ?? [], saidAt(id, rows, recent), code));
    return [...new Map(all.map((thread) => [thread.key, thread])).values()];
  }

  return draw;
}

function schoolsOf(form) {
  const select = form.querySelector('select[name="schools"]');
  return { several: !select, chosen: select?.value ?? "" };
}

// A change says only what changed; where it was is known of the entry.
const saidAt = (id, rows, recent) =>
  rows.flatMap(({ entry, body }) => {
    const { said } = recent.find((each) => each.entry === entry) ?? {};
    const schools = body.schools ?? body.fields?.schools ?? said?.schools ?? [];
    const activity_date = body.activity_date ?? body.fields?.activity_date ?? said?.activity_date;
    return body.fields && schools.includes(id) ? [{ entry, activity_date, fields: body.fields }] : [];
  });
