// Operations as forms make them, each under ids of its own.
let number = 0;
export const create = (more = {}) => {
  number += 1;
  const ids = { op: `op-${number}`, entry: `entry-${number}` };
  const fields = { minutes: 15 };
  const rest = { kind: "classroom_visit", form: 1, schools: [7], activity_date: "2026-11-20", saved_ms: number, fields };
  return { ...ids, type: "create", ...rest, ...more };
};
export const update = (entry, fields, was, more = {}) => {
  number += 1;
  return { op: `op-${number}`, entry, type: "update", form: 1, saved_ms: number, fields, was, ...more };
};
export const withdraw = (entry, head) => {
  number += 1;
  return { op: `op-${number}`, entry, type: "withdraw", head, reason: "", saved_ms: number };
};
