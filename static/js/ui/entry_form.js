// Save: into the outbox first, online too; then it is sent, and only the receipt says "Received".
import { begin, end, isOnItsWay } from "./busy.js";
import { whatIsWrong } from "./form_check.js";
import { askedIn, typedIn, valuesOf } from "./form_values.js";
import { timeOf } from "./clock_time.js";
import { askToKeep } from "./storage_state.js";

const PATIENCE_MS = 2500;
const FRAME_MS = 200;
// A store that does not even open must not keep anybody from the plain way.
const START_MS = 10_000;

// `asks(form, hello)` resolves to whether something is to be answered first.
export function saveOnThisTablet(root, tablet, { go, say, showErrors, forgetDraft, asks }) {
  let isReady = false;
  // On a new tablet it is the first answer of the server that says whose outbox there is.
  const known = tablet.ready.then(() => tablet.here ?? tablet.asked);
  const ready = Promise.race([known, after(START_MS)]).then(() => (isReady = true));

  root.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form.entry-form")) return;
      if (isOnItsWay(form)) return stop(event);
      if (!isReady) {
        stop(event);
        return again(form);
      }
      const hello = tablet.here;
      if (!canKeep(form, hello)) return;
      stop(event);
      const errors = whatIsWrong(form);
      if (Object.keys(errors).length > 0) return showErrors(form, errors);
      begin(form);
      try {
        if (!(await asks(form, hello))) await save(form, hello);
      } catch (error) {
        // The words stay on the screen; the plain way is still there.
        say("problem", `This tablet could not keep the entry. Your words are still here: ${REMEDY[error?.name] ?? "save again"}.`);
        console.warn("not kept", error?.name);
      } finally {
        end(form);
      }
    },
    { capture: true },
  );

  // Saved before the tablet had looked who is here, an entry would go the plain way, and without a network be lost.
  async function again(form) {
    begin(form);
    await ready;
    end(form);
    form.requestSubmit();
  }

  async function save(form, hello) {
    const row = await tablet.queue.save(operation(form, hello), {
      user: hello.user,
      device: await tablet.device(),
      form: typedIn(form),
      asked: askedIn(form),
      opened: form.dataset.basis && JSON.parse(form.dataset.basis),
    });
    say("kept", "Saved on this tablet", { isOver: true });
    await seen();
    askToKeep(navigator.storage);
    await forgetDraft(form.elements.id.value);
    const entryPage = form.dataset.edits && `/entries/${form.dataset.edits}`;
    if (!entryPage) await tablet.meta.put({ key: "school", code: valuesOf(form).schools[0] });
    await Promise.race([tablet.sendNow(), after(PATIENCE_MS)]);
    if (!row) return go(entryPage ?? "/", ["kept", "Nothing was changed"]);
    // It may wait behind an earlier change of the same entry, too.
    const left = (await tablet.queue.unsent(hello.user)).find(({ op }) => op === row.op);
    if (left?.state === "held" && left.result.code === "invalid") return showErrors(form, left.result.errors);
    const label = form.dataset.label;
    if (left) go("/", ["kept", keptWords(left, label, tablet.trouble)]);
    else go(entryPage ?? "/", ["received", `Received ${timeOf(Date.now())}: ${label}`]);
  }
}

const REMEDY = {
  QuotaExceededError: "free some space and save again",
  VersionError: "copy them, then reload the page, which is older than what this tablet holds",
};

// Until the frame that shows it: what comes after would keep it waiting. A page that nobody sees draws none.
const seen = () => Promise.race([new Promise((done) => requestAnimationFrame(() => setTimeout(done))), after(FRAME_MS)]);

const after = (ms) => new Promise((done) => setTimeout(done, ms));

const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

// Only under the name of who opened the form, and only once the server said which schools there are.
function canKeep(form, hello) {
  const opener = form.elements.opened_by?.value;
  // Whoever corrects what somebody else wrote does so with a connection.
  if (form.dataset.edits && !("basis" in form.dataset)) return false;
  return Boolean(hello && hello.may_log !== false && (!opener || opener === String(hello.user)));
}

function operation(form, hello) {
  const { entry, kind, schools, activity_date, fields } = valuesOf(form);
  const ids = schools.map((code) => hello.schools.find((school) => school.code === code)?.id ?? 0);
  const said = { kind, form: hello.forms[kind] ?? 1, schools: ids, activity_date, fields };
  return { op: crypto.randomUUID(), entry, type: "create", saved_ms: Date.now(), ...said };
}

function keptWords(row, label, trouble) {
  if (row.state !== "queued") return `${label} needs a look: see what waits on this tablet.`;
  const next = trouble === "sign_in" ? "Sign in and it is sent." : "It will be sent by itself.";
  return `Saved on this tablet: ${label}. ${next}`;
}
