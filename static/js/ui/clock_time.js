// Moments as the server writes them: `9:15 am`, and with the day where it is not today's.
export function timeOf(moment) {
  const { hour, minute } = { hour: new Date(moment).getHours(), minute: new Date(moment).getMinutes() };
  return `${hour % 12 || 12}:${String(minute).padStart(2, "0")} ${hour < 12 ? "am" : "pm"}`;
}

export function dayOf(moment) {
  const date = new Date(moment);
  const part = (options) => date.toLocaleDateString("en-US", options);
  return `${part({ weekday: "short" })} ${date.getDate()} ${part({ month: "short" })}`;
}

export const momentOf = (moment, now = Date.now()) =>
  dayOf(moment) === dayOf(now) ? timeOf(moment) : `${dayOf(moment)}, ${timeOf(moment)}`;
