// Moments and days as the server writes them: `9:15 am`, with the day where it is not today's; `Mon 23 Nov`, with the
// year where it is not this one.
export function timeOf(moment) {
  const { hour, minute } = { hour: new Date(moment).getHours(), minute: new Date(moment).getMinutes() };
  return `${hour % 12 || 12}:${String(minute).padStart(2, "0")} ${hour < 12 ? "am" : "pm"}`;
}

export function momentOf(moment, now = Date.now()) {
  const day = dayOf(new Date(moment), new Date(now));
  return day === dayOf(new Date(now), new Date(now)) ? timeOf(moment) : `${day}, ${timeOf(moment)}`;
}

// `2026-11-23`, of no time zone, in words.
export function dayInWords(text, now = Date.now()) {
  const [year, month, date] = text.split("-").map(Number);
  return dayOf(new Date(year, month - 1, date), new Date(now));
}

function dayOf(date, now) {
  const part = (options) => date.toLocaleDateString("en-US", options);
  const words = `${part({ weekday: "short" })} ${date.getDate()} ${part({ month: "short" })}`;
  return date.getFullYear() === now.getFullYear() ? words : `${words} ${date.getFullYear()}`;
}
