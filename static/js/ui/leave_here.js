// Signing out, in this tab and in the others; what it takes comes when somebody does.
const CHANNEL = "fieldlog-who";
const NOT_NOW = "Signing out needs a connection just now. You are still signed in.";

export function forgetAtSignOut(root, tablet, { load, say }) {
  // The pages of other tabs are somebody's who is gone.
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => location.reload();
  const left = () => channel.postMessage("left");

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches('form[action="/sign-out"]')) return;
    event.preventDefault();
    const signOut = () => tablet.signOut(form.elements.csrf_token.value);
    // A store that does not answer must not keep anybody signed in.
    loaded(({ leave }) => leave(tablet, { isOffline: false, signOut, left }).catch(() => form.submit()));
  });

  root.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-leave]")) loaded(({ leave }) => leave(tablet, { isOffline: true, signOut: async () => false, left }));
  });

  const loaded = (use) => load().then(use, () => say("problem", NOT_NOW));
}
