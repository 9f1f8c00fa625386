import assert from "node:assert/strict";
import test from "node:test";

import { begin, end, guardBusyForms, isOnItsWay } from "../../static/js/ui/busy.js";

// A form with a Save button, as far as the guard looks at it.
function formWithSave() {
  const word = { textContent: "Save", dataset: { busyWord: "" } };
  const attributes = new Map();
  const button = {
    dataset: { busy: "Saving…" },
    querySelector: () => word,
    setAttribute: (name, value) => attributes.set(name, value),
    removeAttribute: (name) => attributes.delete(name),
  };
  return { word, attributes, querySelector: (asked) => (asked === "button[data-busy]" ? button : null), matches: () => true };
}

function guarded() {
  const heard = { submit: [] };
  const root = { addEventListener: (name, work) => (heard[name] ??= []).push(work), querySelectorAll: () => [] };
  globalThis.window = { addEventListener: () => {} };
  guardBusyForms(root);
  return (form) => {
    const event = { target: form, defaultPrevented: false, isOver: false };
    event.preventDefault = () => (event.defaultPrevented = true);
    event.stopImmediatePropagation = () => (event.isOver = true);
    for (const work of heard.submit) if (!event.isOver) work(event);
    return event.defaultPrevented ? "stopped" : "sent";
  };
}

test("the second tap of a double tap sends nothing", () => {
  const submit = guarded();
  const form = formWithSave();
  assert.deepEqual([submit(form), submit(form), submit(form)], ["sent", "stopped", "stopped"]);
});

test("two forms do not stop each other", () => {
  const submit = guarded();
  assert.deepEqual([submit(formWithSave()), submit(formWithSave())], ["sent", "sent"]);
});

test("what came back can be sent again, and its button has its own word", () => {
  const submit = guarded();
  const form = formWithSave();
  submit(form);
  assert.equal(form.word.textContent, "Saving…");
  assert.equal(form.attributes.get("aria-disabled"), "true");
  end(form);
  assert.equal(form.word.textContent, "Save");
  assert.equal(form.attributes.size, 0);
  assert.equal(submit(form), "sent");
});

test("a form without such a button is never on its way", () => {
  const form = { querySelector: () => null };
  begin(form);
  assert.equal(isOnItsWay(form), false);
  end(form);
});
