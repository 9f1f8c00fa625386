import assert from "node:assert/strict";
import test from "node:test";

import { openThreads } from "../../static/js/outbox/threads.js";

const told = (key, more) => ({ key, what: "action_item", text: key, owner: "", due: null, since: "2026-11-01", state: "", effect: "", seen: 0, beginning: 0, visits: 0, ...more });
const said = (fields, entry = "e2") => ({ entry, activity_date: "2026-11-20", fields });
const follow = (id, more) => said({ follow_ups: [{ id, what: "action_item", text: id, ...more }] });

test("what is unsent here moves what the server told, in the order in which it was saved", () => {
  const before = [told("e1~a"), told("e1~b"), told("e1~c")];
  const open = openThreads(before, [follow("e1~a", { state: "done" }), follow("e1~b", { state: "open" }), follow("e1~c", { state: "changed", text: "New words" })], "S01");
  assert.deepEqual(open, [told("e1~b", { state: "open" }), told("e1~c", { state: "changed", text: "New words" })]);
});

test("a solution ends by its effect, and what a classroom shows of it moves nothing", () => {
  const solution = told("e1~s", { what: "solution", state: "started" });
  assert.deepEqual(openThreads([solution], [follow("e1~s", { state: "seen" })], "S01"), [solution]);
  assert.deepEqual(openThreads([solution], [follow("e1~s", { effect: "goal_met" })], "S01"), []);
});

test("what an unsent entry begins is open at once, each plan at its school", () => {
  const begun = said({
    action_items: [{ id: "a", text: "Call", owner: "Ana", due: "2026-12-01" }, { id: "b", text: "Done already", status: "done" }],
    plans: [{ id: "p", school: "S01", goal: "Circles", check_date: "2026-12-11" }, { id: "q", school: "S02", goal: "Theirs" }],
  });
  const found = openThreads([], [begun], "S01").map(({ key, what, text, owner, due }) => [key, what, text, owner, due]);
  assert.deepEqual(found, [["e2~a", "action_item", "Call", "Ana", "2026-12-01"], ["e2~p", "plan", "Circles", "", "2026-12-11"]]);
});

test("an entry that says nothing of a thread it does not know changes nothing", () => {
  assert.deepEqual(openThreads([told("e1~a")], [follow("x~y", { state: "done" }), said({})], "S01"), [told("e1~a")]);
});
