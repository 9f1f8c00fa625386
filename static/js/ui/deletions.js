// Deletes what waits, and for a while takes it back: all that was deleted since, together.
const UNDO_MS = 8000;

export function openDeletions(root, tablet) {
  let deleted = [];
  let timer = null;

  async function remove(op) {
    const gone = await tablet.queue.discard(op);
    // What was typed over it goes with it, or it would stand in the next new form.
    await tablet.store.change(["drafts"], ({ drafts }) => Promise.all(gone.map(({ entry }) => drafts.remove(entry))));
    deleted = [...deleted, gone];
    tell();
    clearTimeout(timer);
    timer = setTimeout(end, UNDO_MS);
  }

  async function undo() {
    for (const gone of deleted) await tablet.queue.takeBack(gone);
    end();
  }

  function end() {
    deleted = [];
    tell();
  }

  function tell() {
    const place = root.querySelector("[data-undo]");
    if (!place) return;
    place.hidden = deleted.length === 0;
    place.querySelector("[data-deleted]").textContent = deleted.length > 1 ? `${deleted.length} deleted from this tablet.` : wordsOf(deleted[0]);
  }

  return { remove, undo };
}

const wordsOf = (gone = []) =>
  gone.some(({ body }) => body.type === "create") ? "Deleted from this tablet." : "Undone. The entry stays as it was received.";
