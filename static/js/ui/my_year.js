// A coach's own year from what this tablet keeps: what was received, and beside it what still waits. Counting is pure.

// `[{ kind, received, waiting }]` and the same by school id; a change of a received entry is not a second one.
export function countYear(recent, unsent, { first, last }) {
  const isThisYear = ({ activity_date }) => activity_date >= first && activity_date <= last;
  const received = recent.filter(({ said, status }) => status === "active" && said.kind && isThisYear(said)).map(({ said }) => said);
  const waiting = unsent.map(({ body }) => body).filter((body) => body.type === "create" && isThisYear(body));
  const kinds = tally([received, waiting], ({ kind }) => [kind]);
  const schools = tally([received, waiting], ({ schools: ids }) => ids);
  return { kinds, schools };
}

function tally([received, waiting], keysOf) {
  const counts = new Map();
  const add = (entries, name) => {
    for (const key of entries.flatMap(keysOf)) {
      const count = counts.get(key) ?? { key, received: 0, waiting: 0 };
      count[name] += 1;
      counts.set(key, count);
    }
  };
  add(received, "received");
  add(waiting, "waiting");
  return [...counts.values()];
}

export function drawYear(root, { kinds, schools }, hello) {
  const place = root.querySelector("[data-my-year]");
  if (!place) return;
  place.hidden = kinds.length === 0;
  place.querySelector("[data-year-code]").textContent = hello.year?.code ?? "";
  const asOnHome = [...root.querySelectorAll("template[data-kind-of]")].map(({ dataset }) => dataset.kindOf);
  place.querySelector("[data-year-kinds]").replaceChildren(...inOrder(kinds, asOnHome).map((count) => tile(root, count)));
  const named = inOrder(schools, hello.schools.map(({ id }) => id)).map((count) => ({ ...count, name: hello.schools.find(({ id }) => id === count.key)?.name ?? "Another school" }));
  place.querySelector("[data-year-schools]").replaceChildren(...named.map(line));
}

// What is not named comes last.
export const inOrder = (counts, keys) => {
  const placeOf = ({ key }) => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  return [...counts].sort((a, b) => placeOf(a) - placeOf(b));
};

function tile(root, { key, received, waiting }) {
  const { label = key, plural = key } = root.querySelector(`template[data-kind-of="${key}"]`)?.dataset ?? {};
  const made = element("div", "tile");
  const number = Object.assign(document.createElement("data"), { value: received, textContent: received });
  made.append(element("dt", "", received === 1 ? label : plural), element("dd", ""));
  made.lastChild.append(number);
  if (waiting > 0) made.append(element("dd", "tile-hint", `and ${waiting} waiting`));
  return made;
}

const line = ({ name, received, waiting }) =>
  element("li", "", `${name}: ${received} ${received === 1 ? "entry" : "entries"}${waiting > 0 ? `, and ${waiting} waiting` : ""}`);

const element = (tag, className, textContent = "") => Object.assign(document.createElement(tag), { className, textContent });
