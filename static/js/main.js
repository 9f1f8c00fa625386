// Starts everything; each part listens on the document, so that swapped pages have it too.
import { openTablet } from "./tablet.js";
import { guardBusyForms } from "./ui/busy.js";
import { openBeforeHere } from "./ui/before_here.js";
import { stepCounters } from "./ui/counter.js";
import { keepDrafts } from "./ui/drafts.js";
import { openDraftsHere } from "./ui/drafts_here.js";
import { saveOnThisTablet } from "./ui/entry_form.js";
import { focusAfterSwap } from "./ui/focus_error.js";
import { forgetAtSignOut } from "./ui/leave_here.js";
import { openLists } from "./ui/lists_here.js";
import { guardNames } from "./ui/names_here.js";
import { openOnThisDay } from "./ui/local_day.js";
import { markPlace } from "./ui/nav_here.js";
import { countNotes } from "./ui/note_length.js";
import { pairOtherMinutes } from "./ui/other_minutes.js";
import { changeParts } from "./ui/parts.js";
import { printOnRequest } from "./ui/print.js";
import { keepTypedThroughSignIn } from "./ui/session_ended.js";
import { keepSchool, schoolHere, showSchools } from "./ui/school_here.js";
import { openStatus } from "./ui/status_line.js";
import { fillSuggestions } from "./ui/suggestions.js";
import { openThreadsHere } from "./ui/threads_here.js";
import { go, say, sayWhatTravelled } from "./ui/toast.js";
import { showWhoIsHere } from "./ui/who_is_here.js";
import { registerWorker } from "./ui/worker.js";

for (const enhance of [
  openOnThisDay, stepCounters, fillSuggestions, keepTypedThroughSignIn, focusAfterSwap, markPlace, countNotes, pairOtherMinutes, changeParts, printOnRequest,
]) {
  enhance(document);
}
sayWhatTravelled();

const worker = registerWorker(window, { changed: () => tablet && refresh(), hasQueued });
// A form opened offline needs the schools as well, which the first answer of the server brings.
const status = openStatus(document, { isReady: async () => (await worker.isReady(tablet?.here?.lists)) && Boolean(tablet?.here) });
const tablet = openTablet(window, { settled: hear, told });
if (tablet) startTablet();
guardBusyForms(document);

async function hear(outcome) {
  status.learn(outcome);
  document.querySelector("[data-no-connection]")?.toggleAttribute("hidden", !outcome.trouble);
  tablet.trouble = outcome.trouble;
  await refresh();
}

async function told(outcome) {
  if (isAnothersPage(outcome)) return location.reload();
  await hear(outcome);
  // A form says itself what became of its entry.
  if (outcome.sent && !document.querySelector("form.entry-form")) {
    import("./ui/received.js").then(({ showReceived }) => showReceived(outcome.sent), () => {});
  }
}

function startTablet() {
  const drafts = keepDrafts(document, tablet, { locks: navigator.locks, load: () => import("./ui/earlier.js"), showErrors });
  Object.assign(tablet, { restore: drafts.restore, touched: drafts.touched });
  tablet.draw = openLists(document, tablet, { load: () => import("./lists.js"), say });
  tablet.drawDrafts = openDraftsHere(document, tablet, { begun: drafts.begun, load: () => import("./ui/draft_rows.js") });
  tablet.drawThreads = openThreadsHere(document, tablet, () => import("./ui/threads.js"));
  tablet.drawBefore = openBeforeHere(document, tablet, () => import("./ui/before.js"));
  tablet.refresh = refresh;
  const begun = begin();
  tablet.ready = begun.catch(() => {});
  // Whom the first answer brought is known once it was looked for.
  tablet.asked = begun.then(tablet.sendNow).then(look).catch(() => {});
  saveOnThisTablet(document, tablet, { go, say, showErrors, forgetDraft: drafts.forget, asks: guardNames(document, tablet, () => import("./ui/name_guard.js")) });
  forgetAtSignOut(document, tablet, { load: () => import("./ui/leave.js"), say });
  keepSchool(document, tablet);
  document.addEventListener("htmx:afterSettle", refresh);
  // A page brought back from memory may be somebody else's.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

async function begin() {
  const { lost } = await tablet.start();
  // Should the words not come, the next page says it.
  if (lost.length > 0) import("./ui/losses.js").then(({ tellLosses }) => tellLosses(lost, tablet.lossesRead), () => {});
  await refresh();
}

async function look() {
  tablet.here = await tablet.whoIsHere();
}

async function refresh() {
  await look();
  const rows = tablet.here ? await tablet.queue.rows(tablet.here.user) : [];
  showWhoIsHere(document, tablet.here);
  const waiting = rows.filter(({ state }) => state === "queued");
  const oldest = Math.min(...waiting.map(({ saved_ms }) => saved_ms));
  const asOf = (await tablet.meta.get("hello"))?.at;
  await Promise.all([status.show(waiting.length, { oldest, asOf, need: rows.length - waiting.length }), tablet.draw(), tablet.drawDrafts()]);
  const school = tablet.here && (await schoolHere(document, tablet));
  showSchools(document, tablet.here, school);
  const form = document.querySelector("form.entry-form");
  await fillShellForm(form, school);
  await drawSchool();
  if (form && tablet.here) await tablet.restore(form);
  // What was put back may be of another school.
  await drawSchool();
  await worker.offer();
}

const drawSchool = () => Promise.all([tablet.drawThreads(), tablet.drawBefore()]);

// Only a form that nobody filled needs what fills it.
async function fillShellForm(form, school) {
  if (form?.dataset.shell === undefined || form.dataset.filled || !tablet.here) return;
  const { fill } = await import("./ui/shell_form.js");
  fill(form, tablet.here, school);
}

// What marks each field comes with the first error. Should it not come, the first one is told at least.
function showErrors(form, errors) {
  const tell = () => say("problem", `This needs fixing. ${Object.values(errors)[0].join(" ")}`);
  return import("./ui/form_errors.js").then((marks) => marks.showErrors(form, errors), tell);
}

async function hasQueued() {
  const rows = tablet?.here ? await tablet.queue.rows(tablet.here.user) : [];
  return rows.some(({ state }) => state === "queued");
}

// Somebody else signed in since, in another tab, or its reader is gone: what stands here is not to be seen.
const isAnothersPage = ({ user, isSignedOut, trouble }) => {
  const whose = document.documentElement.dataset.user;
  // A page that was asked for before the session ended, on a tablet that knows nobody any more.
  const isLeft = trouble === "sign_in" && !tablet.here && !document.querySelector("form.entry-form");
  return Boolean(whose && (isSignedOut || isLeft || (user && whose !== String(user))));
};
