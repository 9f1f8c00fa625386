// Withdraws a received entry from the list, without a connection too; why is asked where its buttons stood.
export function askWhy(row) {
  if (row.querySelector("[data-why-withdraw]")) return;
  const asked = document.querySelector("#why-withdraw").content.firstElementChild.cloneNode(true);
  row.querySelector(".entry-text").append(asked);
  asked.querySelector("input").focus();
}

export async function withdraw(row, tablet) {
  const asked = row.querySelector("[data-why-withdraw]");
  const [entry, reason] = [row.dataset.op, asked.querySelector("input").value];
  const { head } = await tablet.store.get("recent", entry);
  const body = { op: crypto.randomUUID(), entry, type: "withdraw", head, reason, saved_ms: Date.now() };
  await tablet.queue.save(body, { user: tablet.here.user, device: await tablet.device() });
  asked.remove();
  await tablet.refresh();
  await tablet.sendNow();
}
