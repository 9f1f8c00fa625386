// A long file tells how far it is while it comes. A short one is the browser's own affair, and so is one that
// is too long to be held until it is whole.
const LONG = 1000, TOO_LONG = 200_000;
const number = new Intl.NumberFormat("en-US");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-file]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) take(event, link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-file]");
  if (form) take(event, `${form.action}?${new URLSearchParams(new FormData(form))}`);
});

async function take(event, address) {
  const line = document.querySelector("[data-long-file]");
  if (!line) return;
  event.preventDefault();
  if (!line.hidden) return;
  try {
    const entries = await sizeOf(address);
    if (entries < LONG || entries > TOO_LONG) return leave(address);
    await show(line, address, entries);
  } catch {
    // Whatever went wrong, the browser asks again and says it in its own way.
    leave(address);
  }
}

async function sizeOf(address) {
  const asked = new URL(address);
  asked.pathname = "/exports/size";
  const answer = await fetch(asked, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).entries : 0;
}

async function show(line, address, entries) {
  const stopped = new AbortController();
  line.querySelector("button").onclick = () => stopped.abort();
  line.hidden = false;
  try {
    const answer = await fetch(address, { signal: stopped.signal });
    if (!answer.ok) throw new Error(answer.status);
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"));
    keep(await read(answer.body.getReader(), (rows) => tell(line, rows, entries)), name);
    say(line, `${name} is here, with ${number.format(entries)} entries.`);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    say(line, "Stopped. Nothing was saved.");
  } finally {
    line.hidden = true;
  }
}

async function read(reader, told) {
  const pieces = [];
  let rows = -1;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    rows += lines(piece.value);
    told(rows);
  }
  return new Blob(pieces, { type: "text/csv" });
}

// Every entry ends with a carriage return; a note has none, for it is kept as it was typed, with line feeds.
function lines(bytes) {
  let found = 0;
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) found += 1;
  return found;
}

function tell(line, rows, entries) {
  const come = Math.min(Math.max(rows, 0), entries);
  line.querySelector("progress").value = come / entries;
  line.querySelector("[data-long-file-text]").textContent = `${number.format(come)} of ${number.format(entries)} entries`;
}

function say(line, sentence) {
  line.parentElement.querySelector("[data-long-file-end]").textContent = sentence;
}

function keep(file, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  // The browser has it by then; held longer, it would take memory until the page goes.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function leave(address) {
  location.assign(address);
}
