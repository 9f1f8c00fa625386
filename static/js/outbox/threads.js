// What is open at a school as far as this tablet knows: what the server told last, moved on by what is unsent here.
const BEGIN = { action_items: "action_item", solutions: "solution", shared_agreements: "agreement", plans: "plan" };
const ENDS = ["done", "dropped", "stopped", "goal_met"];
const EVIDENCE = ["seen", "beginning"];

// At these schools together, each thread once.
export async function threadsAt({ queue, store, meta, here: { user } }, schools) {
  const [kept, rows, recent] = await Promise.all([meta.get("threads"), queue.unsent(user), store.all("recent")]);
  const told = kept?.user === user ? kept.schools : {};
  const all = schools.flatMap(({ id, code }) => openThreads(told[id] ?? [], saidAt(id, rows, recent), code));
  return [...new Map(all.map((thread) => [thread.key, thread])).values()];
}

// `told`: threads as `/api/changes` words them; `unsent`: what entries of this school say, oldest first, as
// `{ entry, activity_date, fields }`; `code` is the school's.
export function openThreads(told, unsent, code) {
  const open = new Map(told.map((thread) => [thread.key, thread]));
  for (const said of unsent) {
    for (const part of said.fields.follow_ups ?? []) move(open, part);
    for (const begun of begins(said, code)) if (!hasEnded(begun)) open.set(begun.key, begun);
  }
  return [...open.values()];
}

function move(open, { id, state, effect, text }) {
  const thread = open.get(id);
  if (!thread || EVIDENCE.includes(state)) return;
  const now = { ...thread, state: state ?? thread.state, effect: effect ?? thread.effect, text: state === "changed" ? text : thread.text };
  if (hasEnded(now)) open.delete(id);
  else open.set(id, now);
}

const begins = ({ entry, activity_date: since, fields }, code) =>
  Object.entries(BEGIN).flatMap(([name, what]) =>
    (fields[name] ?? [])
      .filter(({ school }) => !school || school === code)
      .map(({ id, text, goal, owner, due, check_date, status }) => {
        const said = { text: text ?? goal, owner: owner ?? "", due: due ?? check_date ?? null, state: status ?? "" };
        return { key: `${entry}~${id}`, what, since, effect: "", seen: 0, beginning: 0, visits: 0, ...said };
      }),
  );

const hasEnded = ({ state, effect }) => ENDS.includes(state) || ENDS.includes(effect);

// A change says only what changed; where it was is known of the entry.
const saidAt = (id, rows, recent) =>
  rows.flatMap(({ entry, body }) => {
    const { said } = recent.find((each) => each.entry === entry) ?? {};
    const schools = body.schools ?? body.fields?.schools ?? said?.schools ?? [];
    const activity_date = body.activity_date ?? body.fields?.activity_date ?? said?.activity_date;
    return body.fields && schools.includes(id) ? [{ entry, activity_date, fields: body.fields }] : [];
  });
