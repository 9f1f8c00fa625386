// The Print button opens the browser's own print view.
export function printOnRequest(root) {
  root.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-print]")) window.print();
  });
}
