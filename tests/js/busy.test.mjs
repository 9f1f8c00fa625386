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
    hasAttribute: (name) => attributes.has(name),
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

test("what takes a while says so on its button; what came back can be sent again, under its own word", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const submit = guarded();
  const form = formWithSave();
  submit(form);
  assert.equal(form.word.textContent, "Save");
  t.mock.timers.tick(150);
  assert.equal(form.word.textContent, "Saving…");
  assert.equal(form.attributes.get("aria-disabled"), "true");
  end(form);
  assert.equal(form.word.textContent, "Save");
  assert.equal(form.attributes.size, 0);
  assert.equal(submit(form), "sent");
});

test("what is done at once never said that it takes a while", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const form = formWithSave();
  begin(form);
  end(form);
  t.mock.timers.tick(1000);
  assert.deepEqual([form.word.textContent, form.attributes.size, isOnItsWay(form)], ["Save", 0, false]);
});

test("a form without such a button is never on its way, nor is a page that holds one with it", () => {
  const form = { matches: () => true, querySelector: () => null };
  const page = { ...formWithSave(), matches: (asked) => asked === "body" };
  for (const each of [form, page]) {
    begin(each);
    assert.equal(isOnItsWay(each), false);
    end(each);
  }
});
