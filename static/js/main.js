// Starts everything; each part listens on the document, so that swapped pages have it too.
import { openTablet } from "./tablet.js";
import { guardBusyForms } from "./ui/busy.js";
import { stepCounters } from "./ui/counter.js";
import { keepDrafts } from "./ui/drafts.js";
import { saveOnThisTablet } from "./ui/entry_form.js";
import { focusAfterSwap } from "./ui/focus_error.js";
import { markPlace } from "./ui/nav_here.js";
import { countNotes } from "./ui/note_length.js";
import { showOutbox } from "./ui/outbox_page.js";
import { pairOtherMinutes } from "./ui/other_minutes.js";
import { printOnRequest } from "./ui/print.js";
import { keepTypedThroughSignIn } from "./ui/session_ended.js";
import { fillShellForm } from "./ui/shell_form.js";
import { forgetAtSignOut } from "./ui/sign_out.js";
import { openStatus } from "./ui/status_line.js";
import { fillSuggestions } from "./ui/suggestions.js";
import { go, say, sayWhatTravelled } from "./ui/toast.js";
import { registerWorker } from "./ui/worker.js";

for (const enhance of [
  stepCounters, fillSuggestions, keepTypedThroughSignIn, focusAfterSwap, markPlace, countNotes, pairOtherMinutes, printOnRequest,
]) {
  enhance(document);
}
sayWhatTravelled();

const status = openStatus(document, registerWorker(window, () => tablet && refresh()));
const tablet = openTablet(window, async (outcome) => {
  status.learn(outcome);
  await refresh();
  if (outcome.sent) showReceived(outcome.sent);
});
if (tablet) startTablet();
guardBusyForms(document);

function startTablet() {
  const drafts = keepDrafts(document, tablet);
  const draw = showOutbox(document, tablet);
  tablet.draw = draw;
  saveOnThisTablet(document, tablet, { go, say, forgetDraft: drafts.forget });
  forgetAtSignOut(document, tablet);
  document.addEventListener("htmx:afterSettle", refresh);
  // A page brought back from memory may be somebody else's.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  tablet.restore = drafts.restore;
  begin();
}

async function begin() {
  const { lost } = await tablet.start();
  await refresh();
  if (lost.length > 0) say("problem", lossWords(lost));
  await tablet.sendNow();
}

async function refresh() {
  tablet.here = await tablet.whoIsHere();
  const rows = tablet.here ? await tablet.queue.rows(tablet.here.user) : [];
  await Promise.all([status.show(rows.length), tablet.draw()]);
  fillShellForm(document, tablet.here, (await tablet.meta.get("school"))?.code);
  const form = document.querySelector("form.entry-form");
  if (form && tablet.here) await tablet.restore(form);
}

// Home lists what was received: it is asked for again when something was.
function showReceived(sent) {
  if (!document.querySelector("[data-live]")) return;
  window.htmx?.ajax("GET", location.pathname + location.search, { target: "#main", swap: "innerHTML" });
  document.addEventListener("htmx:afterSettle", () => say("received", receivedWords(sent)), { once: true });
}

const receivedWords = (sent) => (sent === 1 ? "Received what waited: one entry" : `Received what waited: ${sent} entries`);

function lossWords(lost) {
  const times = lost.map(({ saved_ms }) => new Date(saved_ms).toLocaleString());
  const entries = lost.length === 1 ? "one unsent entry" : `${lost.length} unsent entries`;
  return `This tablet lost ${entries} saved between ${times.sort().at(0)} and ${times.at(-1)}.`;
}
