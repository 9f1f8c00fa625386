// Moments and days as the server writes them: `9:15 am`, with the day where it is not today's; `Mon 23 Nov`, with the
// year where it is not this one.
export function timeOf(moment) {
  const at = new Date(moment);
  const hour = at.getHours();
  return `${hour % 12 || 12}:${String(at.getMinutes()).padStart(2, "0")} ${hour < 12 ? "am" : "pm"}`;
}

export function momentOf(moment, now = Date.now()) {
  const day = dayOf(moment, now);
  return day === dayOf(now, now) ? timeOf(moment) : `${day}, ${timeOf(moment)}`;
}

// `2026-11-23`, of no time zone, in words.
export function dayInWords(text, now = Date.now()) {
  const [year, month, date] = text.split("-");
  return dayOf(new Date(year, month - 1, date), now);
}

function dayOf(moment, now) {
  const date = new Date(moment);
  const year = date.getFullYear();
  const part = (options) => date.toLocaleDateString("en-US", options);
  const words = `${part({ weekday: "short" })} ${date.getDate()} ${part({ month: "short" })}`;
  return year === new Date(now).getFullYear() ? words : `${words} ${year}`;
}
