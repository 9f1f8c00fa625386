import assert from "node:assert/strict";
import test from "node:test";

import { shown } from "../../static/js/ui/choice.js";
import { dayInWords, momentOf, timeOf } from "../../static/js/ui/clock_time.js";
import { storageWords } from "../../static/js/ui/storage_line.js";
import { unsentFile } from "../../static/js/ui/unsent_file.js";

test("times are written as the server writes them", () => {
  const at = (hour, minute) => new Date(2026, 10, 24, hour, minute);
  assert.deepEqual([at(0, 5), at(9, 15), at(12, 0), at(22, 46)].map(timeOf), ["12:05 am", "9:15 am", "12:00 pm", "10:46 pm"]);
  assert.equal(momentOf(at(9, 15), at(23, 0)), "9:15 am");
  assert.equal(momentOf(new Date(2026, 10, 23, 9, 15), at(23, 0)), "Mon 23 Nov, 9:15 am");
});

test("a day of another year says its year, of any time zone", () => {
  const now = new Date(2027, 0, 4, 9);
  assert.equal(dayInWords("2027-01-03", now), "Sun 3 Jan");
  assert.equal(dayInWords("2026-12-14", now), "Mon 14 Dec 2026");
  assert.equal(momentOf(new Date(2026, 11, 14, 9, 15), now), "Mon 14 Dec 2026, 9:15 am");
  assert.equal(momentOf(new Date(2026, 0, 4, 9, 15), now), "Sun 4 Jan 2026, 9:15 am");
});

test("a value is shown in words, nothing as nothing", () => {
  const values = [null, "", [], "Calm.", 15, ["equity", "regulation_students"], { glow: "seen_twice" }, true];
  const words = ["nothing", "nothing", "nothing", "Calm.", "15", "equity, Regulation students", "Glow: Seen twice", "true"];
  assert.deepEqual(values.map(shown), words);
});

test("storage is promised only where the browser promises it, and too little room is said", () => {
  assert.match(storageWords(true, 1e9), /keeps what is saved/);
  assert.match(storageWords(false, 1e9), /may clear/);
  assert.match(storageWords(true, 5_400_000), /Only 5 MB are free/);
});

test("the file holds every unsent change as it would be sent", () => {
  const rows = [{ body: { op: "a" }, state: "held" }, { body: { op: "b" }, state: "queued" }];
  assert.deepEqual(unsentFile(rows, { user: 42, name: "Maya", made_ms: 1 }), {
    fieldlog: "unsent/1", user: 42, name: "Maya", made_ms: 1, ops: [{ op: "a" }, { op: "b" }],
  });
});
