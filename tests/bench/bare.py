"""The least that a tablet's page could be: htmx and a form that keeps one value, strictly, read back."""

from flask import Flask, send_file

from fieldlog.config import ROOT

HTMX = ROOT / "static" / "vendor" / "htmx-2.0.11.min.js"
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bare</title>
<script src="/htmx.js" defer></script><script type="module" src="/save.js"></script></head>
<body><main id="main">
  <div class="flashes"></div>
  <form><label>Note <textarea name="note"></textarea></label><button type="submit">Save</button></form>
</main></body>
</html>"""
SAVE = """const asked = indexedDB.open("bare", 1);
asked.onupgradeneeded = () => asked.result.createObjectStore("notes", { keyPath: "id" });
const done = (it, name) => new Promise((resolve, reject) => {
  it[`on${name}`] = () => resolve(it.result);
  it.onerror = () => reject(it.error);
});
await done(asked, "success");

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const id = crypto.randomUUID();
  const writing = asked.result.transaction("notes", "readwrite", { durability: "strict" });
  writing.objectStore("notes").put({ id, note: event.target.elements.note.value });
  await done(writing, "complete");
  await done(asked.result.transaction("notes").objectStore("notes").get(id), "success");
  const line = document.createElement("p");
  line.className = "flash kept";
  line.textContent = "Saved on this tablet";
  document.querySelector(".flashes").replaceChildren(line);
});
"""


def page() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: PAGE)
    app.add_url_rule("/save.js", "save", lambda: (SAVE, {"Content-Type": "text/javascript", **KEPT}))
    app.add_url_rule("/htmx.js", "htmx", lambda: send_file(HTMX, max_age=3600))
    return app


KEPT = {"Cache-Control": "max-age=3600"}
