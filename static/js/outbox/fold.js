// Two changes of one entry of which the first was never tried: they become one. Pure.

// The operation that stands for both, or null when nothing is left to send.
export function fold(first, second) {
  if (second.type === "create") return { ...second, op: first.op };
  if (first.type === "create") return second.type === "withdraw" ? null : createWith(first, second);
  if (second.type === "withdraw") return second;
  return { ...second, op: first.op, fields: { ...first.fields, ...second.fields }, was: { ...second.was, ...first.was } };
}

// Day and schools stand beside the fields of a create, and among those of an update.
function createWith(create, { fields, saved_ms }) {
  const { activity_date = create.activity_date, schools = create.schools, ...rest } = fields;
  return { ...create, activity_date, schools, saved_ms, fields: { ...create.fields, ...rest } };
}
