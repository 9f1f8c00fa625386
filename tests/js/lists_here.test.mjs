import assert from "node:assert/strict";
import test from "node:test";

import { openLists } from "../../static/js/ui/lists_here.js";

// A page with or without a list, and lists of which each answer of the network is told beforehand.
function page({ hasList, answers }) {
  const root = { hasList, querySelector: () => (root.hasList ? {} : null) };
  const happened = [];
  const start = (_root, tablet) => {
    happened.push(`started for ${tablet.name}`);
    return async () => happened.push("drawn");
  };
  const load = async () => {
    happened.push("loaded");
    if (answers.shift() === "lost") throw new TypeError("not fetched");
    return { start };
  };
  const draw = openLists(root, { name: "this tablet" }, { load, say: (category) => happened.push(category) });
  return { root, draw, happened };
}

test("a page without a list loads none, and one that was swapped in is drawn", async () => {
  const { root, draw, happened } = page({ hasList: false, answers: ["here"] });
  await draw();
  assert.deepEqual(happened, []);
  root.hasList = true;
  await Promise.all([draw(), draw()]);
  await draw();
  assert.deepEqual(happened, ["loaded", "started for this tablet", "drawn", "drawn", "drawn"]);
});

test("lists that do not come are told, stop nothing, and are asked for again", async () => {
  const { draw, happened } = page({ hasList: true, answers: ["lost", "here"] });
  await draw();
  await draw();
  assert.deepEqual(happened, ["loaded", "problem", "loaded", "started for this tablet", "drawn"]);
});
