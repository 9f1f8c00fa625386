// Loads the lists with their tools for a page that has one, be it swapped in: no other page pays for them.
export function openLists(root, tablet, { load, say }) {
  let loaded = null;

  // Asked for again when they did not come; what waits is sent all the same.
  function asked() {
    loaded ??= load().then(({ start }) => start(root, tablet), () => (loaded = null));
    return loaded;
  }

  return async function draw() {
    if (!root.querySelector("[data-waiting-list]")) return;
    const drawLists = await asked();
    if (drawLists) await drawLists();
    else say("problem", "The list of what waits here could not be loaded. Reload the page.");
  };
}
