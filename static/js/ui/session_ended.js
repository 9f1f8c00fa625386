// A form sent after its session ended is sent again as a plain form: the answer to that carries all that was
// typed through signing in, where htmx would follow to the sign-in page and forget it.
export function keepTypedThroughSignIn(root) {
  root.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.status !== 401 || !elt.matches("form.entry-form")) return;
    event.preventDefault();
    elt.submit();
  });
}
