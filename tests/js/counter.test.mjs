import assert from "node:assert/strict";
import test from "node:test";

import { within } from "../../static/js/ui/counter.js";

test("a counter stays within its limits", () => {
  assert.equal(within("1", "10", 0), 1);
  assert.equal(within("1", "10", 11), 10);
  assert.equal(within("1", "10", 7), 7);
});

test("a counter without limits begins at none and has no end", () => {
  assert.equal(within("", "", -1), 0);
  assert.equal(within("", "", 5000), 5000);
});
