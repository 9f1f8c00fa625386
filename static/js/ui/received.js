// That something was received. Home lists what was: it is asked for again.
import { say } from "./toast.js";

export function showReceived(sent) {
  if (!document.querySelector("[data-live]")) return void say("received", receivedWords(sent));
  window.htmx?.ajax("GET", location.pathname + location.search, { target: "#main", swap: "innerHTML" });
  document.addEventListener("htmx:afterSettle", () => say("received", receivedWords(sent)), { once: true });
}

const receivedWords = (sent) => (sent === 1 ? "Received what waited: one entry" : `Received what waited: ${sent} entries`);
