// The navigation stays when the page inside it is swapped: mark the place that is shown now.
export function markPlace(root) {
  root.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "main") return;
    for (const link of root.querySelectorAll(".site-nav a")) mark(link);
  });
}

function mark(link) {
  const here = location.pathname;
  if (link.pathname === here) link.setAttribute("aria-current", "page");
  else if (link.pathname !== "/" && here.startsWith(`${link.pathname}/`)) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}
