// One of the few icons that every page keeps ready.
export const icon = (name) => document.getElementById(`icon-${name}`).content.firstElementChild.cloneNode(true);
