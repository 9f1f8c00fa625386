import assert from "node:assert/strict";
import test from "node:test";

import { lengthOf, sentence } from "../../static/js/ui/note_length.js";

test("a note is as long as the server counts it: in code points", () => {
  assert.equal(lengthOf("a\nb"), 3);
  assert.equal(lengthOf("👩🏽‍🏫"), 4);
  assert.equal(lengthOf("😀".repeat(4000)), 4000);
});

test("nothing is said while there is room", () => {
  assert.equal(sentence(401), "");
});

test("near the limit the room left is said, and then what is too much", () => {
  assert.equal(sentence(400), "400 characters left");
  assert.equal(sentence(1), "1 character left");
  assert.equal(sentence(0), "0 characters left");
  assert.equal(sentence(-1), "1 character too many");
  assert.equal(sentence(-1200), `${(1200).toLocaleString()} characters too many`);
});
