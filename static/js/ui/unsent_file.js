// What waits, as a file: another device can hand it in when this tablet cannot.
export function saveUnsentAsFile(root, tablet) {
  root.addEventListener("click", async ({ target }) => {
    if (!target.closest?.("[data-save-file]") || !tablet.here) return;
    const { user, name } = tablet.here;
    // Handed in elsewhere, it may be received before this tablet sends it: from here on it is never said in other words.
    await tablet.freeze((await tablet.queue.rows(user)).map(({ op }) => op));
    const text = JSON.stringify(unsentFile(await tablet.queue.unsent(user), { user, name, made_ms: Date.now() }));
    await give(new File([text], nameOf(new Date()), { type: "application/json" }));
  });
}

// Everything that has not been received, whatever became of it so far; its own journal is not in it.
export const unsentFile = (rows, by) => ({ fieldlog: "unsent/1", ...by, ops: rows.map(({ body }) => body) });

const nameOf = (day) => `unsent-${day.toISOString().slice(0, 10)}.fieldlog.json`;

// Installed on an iPad, the share sheet is the only way out; elsewhere it is a download.
async function give(file) {
  if (navigator.maxTouchPoints > 0 && navigator.canShare?.({ files: [file] })) {
    return navigator.share({ files: [file] }).catch(() => {});
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
