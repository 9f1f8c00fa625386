import assert from "node:assert/strict";
import test from "node:test";

import { countYear, inOrder } from "../../static/js/ui/my_year.js";

const YEAR = { first: "2026-07-01", last: "2027-06-30" };
const said = (more = {}) => ({ kind: "classroom_visit", schools: [7], activity_date: "2026-11-20", ...more });
const received = (more, status = "active") => ({ said: said(more), status });
const unsent = (type, more) => ({ body: { type, ...said(more) } });

test("received and waiting are counted apart, by kind and by school", () => {
  const { kinds, schools } = countYear(
    [received(), received({ kind: "pd_session", schools: [7, 9] })],
    [unsent("create"), unsent("update")],
    YEAR,
  );
  assert.deepEqual(kinds, [
    { key: "classroom_visit", received: 1, waiting: 1 },
    { key: "pd_session", received: 1, waiting: 0 },
  ]);
  assert.deepEqual(schools, [
    { key: 7, received: 2, waiting: 1 },
    { key: 9, received: 1, waiting: 0 },
  ]);
});

test("a withdrawn entry and another year's do not count", () => {
  const { kinds } = countYear(
    [received({}, "withdrawn"), received({ activity_date: "2026-06-30" }), received({ activity_date: "2027-07-01" })],
    [unsent("create", { activity_date: "2026-06-30" })],
    YEAR,
  );
  assert.deepEqual(kinds, []);
});

test("tiles stand in the order of the page, whatever came first, the unknown last", () => {
  const counts = ["convening", "later_kind", "classroom_visit"].map((key) => ({ key }));
  const keys = ["classroom_visit", "pd_session", "convening"];
  assert.deepEqual(inOrder(counts, keys).map(({ key }) => key), ["classroom_visit", "convening", "later_kind"]);
});
