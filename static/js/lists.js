// What only a page with lists needs: what waits and what was received, drawn, and the tools for it.
import { openChoices } from "./outbox/choices.js";
import { settleChoices } from "./ui/choice.js";
import { showOutbox } from "./ui/outbox_page.js";
import { showStorage } from "./ui/storage_line.js";
import { saveUnsentAsFile } from "./ui/unsent_file.js";

// Returns what draws them.
export function start(root, tablet) {
  const draw = showOutbox(root, tablet);
  settleChoices(root, { choose: openChoices(tablet.store, tablet.queue, tablet.sendNow), sendNow: tablet.sendNow }, draw);
  saveUnsentAsFile(root, tablet);
  showStorage(root, navigator.storage);
  return draw;
}
