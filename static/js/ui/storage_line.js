// One line on the page of this tablet: whether the browser promises to keep what is stored here.
export async function showStorage(root, storage) {
  const place = root.querySelector("[data-storage]");
  if (!place || !storage?.persisted) return;
  const [isKept, { usage = 0, quota = 0 } = {}] = await Promise.all([storage.persisted(), storage.estimate?.()]);
  place.hidden = false;
  place.dataset.state = isKept ? "kept" : "may-go";
  place.querySelector("[data-storage-text]").textContent = storageWords(isKept, quota - usage);
}

const MB = 1_000_000;
export function storageWords(isKept, free) {
  const room = free < 20 * MB ? ` Only ${Math.max(0, Math.floor(free / MB))} MB are free: make room soon.` : "";
  if (isKept) return `This browser keeps what is saved here, even when space runs out.${room}`;
  return `This browser may clear what is saved here when it is not used for a week. Installed as an app, it does not.${room}`;
}
