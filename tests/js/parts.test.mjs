import assert from "node:assert/strict";
import test from "node:test";

import { valuesOf } from "../../static/js/ui/form_values.js";

// A control of a form, as far as its value is looked at: which part it stands in, and whether it is switched off.
function control(name, value, { part, type = "text", checked = false, isOff = false, tapped } = {}) {
  const parts = part && { closest: () => ({ dataset: { parts: name.split(".")[0] } }), dataset: { part }, matches: (asked) => asked === ".thread" && Boolean(tapped), querySelectorAll: () => tapped ?? [] };
  const closest = (asked) => (asked === "[data-part]" ? (parts ?? null) : null);
  return { name, value, type, checked, dataset: {}, closest, matches: (asked) => asked === ":disabled" && isOff };
}

function form(...controls) {
  const elements = Object.assign(controls, { id: { value: "entry-1" }, activity_date: { value: "2026-11-20" } });
  return { elements, dataset: { kind: "classroom_visit" }, querySelectorAll: () => [{ value: "S01", selected: true }] };
}

test("parts are said as a list under their own ids, without what is empty or switched off", () => {
  const said = valuesOf(
    form(
      control("shared_note", "Calm"),
      control("action_items.b.text", "Write", { part: "b" }),
      control("action_items.b.owner", " ", { part: "b" }),
      control("action_items.a.text", "Call", { part: "a" }),
      control("action_items.a.status", "done", { part: "a", type: "select-one" }),
      control("action_items.c.text", "", { part: "c" }),
      control("action_items.d.text", "Removed", { part: "d", isOff: true }),
      control("solutions.s.check", "related", { part: "s", type: "checkbox", checked: true }),
      control("solutions.s.check", "helpful", { part: "s", type: "checkbox", checked: true }),
      control("solutions.s.check", "reasonable", { part: "s", type: "checkbox" }),
    ),
  );
  assert.deepEqual(said.fields, {
    shared_note: "Calm",
    action_items: [{ id: "b", text: "Write" }, { id: "a", text: "Call", status: "done" }],
    solutions: [{ id: "s", check: ["related", "helpful"] }],
  });
});

test("of what comes back only what was tapped is said", () => {
  const tap = (value) => [{ type: "radio", checked: true, value }];
  const rows = (id, state) => [
    control(`follow_ups.${id}.what`, "action_item", { part: id, type: "hidden", tapped: tap(state) }),
    control(`follow_ups.${id}.state`, state, { part: id, type: "radio", checked: true, tapped: tap(state) }),
    control(`follow_ups.${id}.text`, "Call", { part: id, tapped: tap(state) }),
  ];
  const said = valuesOf(form(...rows("e~a", "done"), ...rows("e~b", "")));
  assert.deepEqual(said.fields, { follow_ups: [{ id: "e~a", what: "action_item", state: "done", text: "Call" }] });
});
