// Whoever signs out leaves no words behind for the next: recents and drafts go, what is unsent stays for its author.
export function forgetAtSignOut(root, tablet) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches('form[action="/sign-out"]') || form.dataset.forgotten) return;
    event.preventDefault();
    const user = tablet.here?.user;
    await tablet.store.change(["recent", "drafts", "meta"], async ({ recent, drafts, meta }) => {
      for (const { entry, user: whose } of await recent.all()) if (whose === user) await recent.remove(entry);
      for (const { id, user: whose } of await drafts.all()) if (whose === user) await drafts.remove(id);
      await meta.remove("hello");
    });
    form.dataset.forgotten = "yes";
    form.requestSubmit();
  });
}
