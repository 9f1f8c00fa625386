import assert from "node:assert/strict";
import test from "node:test";

import { focusAt, lastLike, ownEntries, writtenBefore } from "../../static/js/outbox/before.js";

const ME = 42;
const received = (entry, said, more) => ({ entry, user: ME, status: "active", at: 0, isWith: false, said: { kind: "classroom_visit", schools: [7], activity_date: "2026-11-20", ...said }, ...more });
const create = (entry, said, saved_ms = 0) => {
  const { kind = "classroom_visit", schools = [7], activity_date = "2026-11-20", ...fields } = said;
  return { entry, body: { type: "create", kind, schools, activity_date, saved_ms, fields } };
};
const change = (entry, fields, type = "update") => ({ entry, body: { type, fields } });
const minutesOf = (entries) => entries.map(({ minutes }) => minutes);

test("own entries are those received and those unsent, the last day first, of one day the last saved", () => {
  const recent = [received("a", { minutes: 1 }, { at: 10 }), received("b", { minutes: 2 }, { at: 20 }), received("c", { minutes: 3, activity_date: "2026-11-21" })];
  assert.deepEqual(minutesOf(ownEntries(recent, [create("d", { minutes: 4 }, 30)], ME)), [3, 4, 2, 1]);
});

test("another's entries, those withdrawn and those that only credit this person are none of them", () => {
  const recent = [received("a", {}, { user: 7 }), received("b", {}, { status: "withdrawn" }), received("c", {}, { isWith: true }), received("d", {})];
  assert.deepEqual(ownEntries(recent, [change("d", undefined, "withdraw"), change("e", { minutes: 5 })], ME), []);
});

test("an unsent change is said already, and leaves the entry in its place", () => {
  const recent = [received("a", { minutes: 1, purpose: "model" }, { at: 10 }), received("b", { minutes: 2 }, { at: 20 })];
  const [last, before] = ownEntries(recent, [change("a", { minutes: 9, schools: [8] })], ME);
  assert.equal(last.minutes, 2);
  assert.deepEqual([before.minutes, before.purpose, before.schools], [9, "model", [8]]);
});

test("the last of a kind is the last at the school, or else anywhere", () => {
  const entries = ownEntries([received("a", { minutes: 1 }), received("b", { minutes: 2, schools: [8], activity_date: "2026-11-21" }), received("c", { kind: "pd_session" })], [], ME);
  assert.deepEqual([[7], [8], [9], []].map((schools) => lastLike(entries, "classroom_visit", schools).minutes), [1, 2, 2, 2]);
  assert.equal(lastLike(entries, "convening", [7]), undefined);
});

test("names are those of the school, the last first, each as it was shared last", () => {
  const visits = [
    received("a", { room: "Room 4", shared: true }, { at: 1 }),
    received("b", { room: "Ms. Alder" }, { at: 2 }),
    received("c", { room: "Room 4" }, { at: 3 }),
    received("d", { room: "Elsewhere", schools: [8] }, { at: 4 }),
    received("e", { room: "Mr. Birch", shared: true }, { at: 5 }),
  ];
  const entries = ownEntries(visits, [], ME);
  const asked = { name: "room", flag: "shared" };
  assert.deepEqual(writtenBefore(entries, "classroom_visit", { ...asked, schools: [7] }), [["Mr. Birch", true], ["Room 4", false], ["Ms. Alder", false]]);
  assert.equal(writtenBefore(entries, "classroom_visit", { ...asked, schools: false }).length, 4);
  assert.deepEqual(writtenBefore(entries, "pd_session", { ...asked, schools: [7] }), []);
});

test("the focus is what was said last at the school, by others as the server told or here since", () => {
  const told = { 7: { day: "2026-11-20", codes: ["equity"] }, 8: { day: "2026-11-22", codes: ["data_use"] } };
  const focus = (entries, schools, since = "2026-08-01") => focusAt(entries, told, schools, since);
  assert.deepEqual(focus([], [7]), ["equity"]);
  assert.deepEqual(focus([], [7, 8]), ["data_use"]);
  assert.deepEqual(focus([], [9]), []);
  assert.deepEqual(focus([], [7], "2026-11-21"), []);
  const own = (said, isUnsent) => ownEntries(isUnsent ? [] : [received("a", said)], isUnsent ? [create("a", said)] : [], ME);
  assert.deepEqual(focus(own({ focus: ["adult_mindset"] }, true), [7]), ["adult_mindset"]);
  assert.deepEqual(focus(own({ focus: ["adult_mindset"] }, false), [7]), ["equity"]);
  assert.deepEqual(focus(own({ focus: ["adult_mindset"], activity_date: "2026-11-21" }, false), [7]), ["adult_mindset"]);
  assert.deepEqual(focus(own({ focus: [] }, true), [7]), ["equity"]);
});
