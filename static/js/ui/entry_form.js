// Save: into the outbox first, online too; then it is sent, and only the receipt says "Received".
import { begin, end, isOnItsWay } from "./busy.js";
import { whatIsWrong } from "./form_check.js";
import { showErrors } from "./form_errors.js";
import { typedIn, valuesOf } from "./form_values.js";

const PATIENCE_MS = 2500;

export function saveOnThisTablet(root, tablet, { go, say, forgetDraft }) {
  root.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form.entry-form")) return;
      if (isOnItsWay(form)) return stop(event);
      const hello = tablet.here;
      if (!canKeep(form, hello)) return;
      stop(event);
      const errors = whatIsWrong(form);
      if (Object.keys(errors).length > 0) return showErrors(form, errors);
      begin(form);
      try {
        await save(form, hello);
      } catch (error) {
        // The words stay on the screen; the plain way is still there.
        say("problem", "This tablet could not keep the entry. Your words are still here: free some space and save again.");
        console.warn("not kept", error?.name);
      } finally {
        end(form);
      }
    },
    { capture: true },
  );

  async function save(form, hello) {
    const row = await tablet.queue.save(operation(form, hello), {
      user: hello.user,
      device: (await tablet.meta.get("device")).device,
      form: typedIn(form),
    });
    say("kept", "Saved on this tablet");
    await forgetDraft(form.elements.id.value);
    await tablet.meta.put({ key: "school", code: valuesOf(form).schools[0] });
    await Promise.race([tablet.sendNow(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    const left = (await tablet.queue.rows(hello.user)).find(({ op }) => op === row.op);
    if (left?.state === "held" && left.result.code === "invalid") return showErrors(form, left.result.errors);
    const label = form.dataset.label;
    go("/", left ? ["kept", keptWords(left, label)] : ["received", `Received ${time()}: ${label}`]);
  }
}

const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

// Only under the name of who opened the form, and only once the server said which schools there are.
function canKeep(form, hello) {
  const opener = form.elements.opened_by?.value;
  return Boolean(hello && (!opener || opener === String(hello.user)));
}

function operation(form, hello) {
  const { entry, kind, schools, activity_date, fields } = valuesOf(form);
  const ids = schools.map((code) => hello.schools.find((school) => school.code === code)?.id ?? 0);
  const said = { kind, form: hello.forms[kind] ?? 1, schools: ids, activity_date, fields };
  return { op: crypto.randomUUID(), entry, type: "create", saved_ms: Date.now(), ...said };
}

function keptWords(row, label) {
  if (row.state !== "queued") return `${label} needs a look: see what waits on this tablet.`;
  return `Saved on this tablet: ${label}. It will be sent by itself.`;
}

const time = () => new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
