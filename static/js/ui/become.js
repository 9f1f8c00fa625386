// Makes an element what another says, touching nothing that is so already: what has the focus keeps it, what somebody
// opened stays open, what is selected stays selected. Children with an id are the same wherever they stand.
// Returns false if something in use had to stay as it was.
export function become(old, now) {
  if (old.isEqualNode(now)) return true;
  if (old.nodeType === Node.ELEMENT_NODE) return becomeElement(old, now);
  if (isInUse(old)) return false;
  old.data = now.data;
  return true;
}

function becomeElement(old, now) {
  takeAttributes(old, now);
  const pairs = pair([...old.childNodes], [...now.childNodes]);
  const staying = new Set(pairs.values());
  const leaving = [...old.childNodes].filter((node) => !staying.has(node));
  for (const node of leaving) if (!isInUse(node)) node.remove();
  let isWhole = !leaving.some(isInUse);
  let place = old.firstChild;
  for (const node of now.childNodes) {
    const same = pairs.get(node) ?? document.importNode(node, true);
    if (same === place) place = place.nextSibling;
    else old.insertBefore(same, place);
    isWhole = become(same, node) && isWhole;
  }
  return isWhole;
}

// Each new child with the old one that it continues: of the same id, or else the next one of its sort.
function pair(olds, news) {
  const pairs = new Map();
  for (const node of news) {
    const at = olds.findIndex((old) => old.nodeName === node.nodeName && (old.id ?? "") === (node.id ?? ""));
    if (at >= 0) pairs.set(node, ...olds.splice(at, 1));
  }
  return pairs;
}

function takeAttributes(old, now) {
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) if (name !== "open" && !now.hasAttribute(name)) old.removeAttribute(name);
}

function isInUse(node) {
  const selected = getSelection();
  return node.contains(document.activeElement) || (!selected.isCollapsed && selected.containsNode(node, true));
}
