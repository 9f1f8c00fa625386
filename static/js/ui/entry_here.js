// The address of an entry, opened without a connection: what this tablet keeps of it, and the way to its form.
import { mayCorrect, receivedRow } from "./entry_rows.js";

const ADDRESS = /^\/entries\/([0-9a-f-]{36})(\/edit)?$/;

export function drawEntryHere(root, recent, rows, hello) {
  const place = root.querySelector("[data-entry-here]");
  const [, entry, isEdit] = ADDRESS.exec(location.pathname) ?? [];
  if (!place || !entry) return;
  const row = recent.find((each) => each.entry === entry);
  if (row && isEdit && mayCorrect(row, hello)) return location.replace(`/log/${row.said.kind}?entry=${entry}`);
  place.hidden = false;
  place.querySelector("[data-not-here]").hidden = Boolean(row);
  if (row && !place.querySelector("[data-why-withdraw]")) place.querySelector("ol").replaceChildren(receivedRow(row, recent, rows, hello));
}
