// The day where the tablet is: the server does not know its zone, and UTC would be tomorrow in the evening.
export const localDay = (now) => [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

// As it opens, not as it is filled in: nobody typed it.
export function openOnThisDay(root) {
  const day = root.querySelector("form[data-is-new] [name=activity_date]");
  if (day) day.defaultValue = localDay(new Date());
}
