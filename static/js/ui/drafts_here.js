// What was begun and not saved stands on home, to be gone on with; what draws it comes where there is some.
export function openDraftsHere(root, tablet, { begun, load }) {
  return async function draw() {
    const place = root.querySelector("[data-drafts]");
    if (!place) return;
    const drafts = tablet.here ? await begun() : [];
    if (drafts.length > 0 || !place.hidden) await load().then(({ showDrafts }) => showDrafts(place, drafts, tablet)).catch(() => {});
  };
}
