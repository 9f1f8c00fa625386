import assert from "node:assert/strict";
import test from "node:test";

import { ago, whyNot } from "../../static/js/ui/kept_rows.js";

const MINUTE = 60_000;

test("how long something waits is said in minutes, hours, then days", () => {
  const said = [0, MINUTE - 1, MINUTE, 59 * MINUTE, 60 * MINUTE, 47 * 60 * MINUTE, 48 * 60 * MINUTE].map(ago);
  assert.deepEqual(said, ["just now", "just now", "1 min ago", "59 min ago", "1 h ago", "47 h ago", "2 days ago"]);
});

test("a tablet whose clock was set back says no nonsense", () => {
  assert.equal(ago(-5 * MINUTE), "just now");
});

test("what only waits has no reason", () => {
  assert.equal(whyNot({ state: "queued" }), "");
});

test("what needs fixing says every sentence of the server", () => {
  const errors = { minutes: ["Between 1 and 1440."], title: ["Please fill this in."] };
  const said = whyNot({ state: "held", result: { code: "invalid", errors } });
  assert.match(said, /Between 1 and 1440\..*Please fill this in\./);
  assert.match(whyNot({ state: "held", result: { code: "invalid", errors: {} } }), /needs fixing/);
});

test("a reason that this tablet does not know yet still says that the entry is safe", () => {
  assert.match(whyNot({ state: "refused", result: { code: "of_next_year" } }), /safe here/);
  assert.match(whyNot({ state: "refused", result: { code: "not_your_school" } }), /not one of yours/);
});
