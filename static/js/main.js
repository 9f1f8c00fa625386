// Starts the small enhancements; each listens on the document, so that swapped pages have them too.
import { guardBusyForms } from "./ui/busy.js";
import { stepCounters } from "./ui/counter.js";
import { keepTypedThroughSignIn } from "./ui/session_ended.js";
import { fillSuggestions } from "./ui/suggestions.js";
import { focusAfterSwap } from "./ui/focus_error.js";
import { markPlace } from "./ui/nav_here.js";
import { countNotes } from "./ui/note_length.js";
import { pairOtherMinutes } from "./ui/other_minutes.js";
import { printOnRequest } from "./ui/print.js";

guardBusyForms(document);
stepCounters(document);
fillSuggestions(document);
keepTypedThroughSignIn(document);
focusAfterSwap(document);
markPlace(document);
countNotes(document);
pairOtherMinutes(document);
printOnRequest(document);
