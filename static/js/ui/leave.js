// Whoever signs out leaves no words behind for the next: recents and drafts go, what is unsent stays for its author.
// Without the network the session itself ends with the next answer of the server; until then nobody is here.
const PATIENCE_MS = 2000;

// `signOut` tells whether the server ended the session.
export async function leave(tablet, { isOffline, signOut, left }) {
  if (!(await isMeant(tablet, { isOffline }))) return;
  const { user } = (await tablet.whoIsHere()) ?? {};
  const isOver = await tablet.whileNothingIsSent(async () => {
    await forget(tablet, user);
    return signOut();
  });
  if (isOver) await tablet.meta.remove("leaving");
  left();
  location.assign(isOver ? "/sign-in" : "/offline");
}

// Asked only where somebody would be surprised: what stays here, what goes, and that nobody signs in without a network.
async function isMeant(tablet, { isOffline }) {
  const told = await Promise.race([atStake(tablet).catch(() => []), new Promise((done) => setTimeout(done, PATIENCE_MS, []))]);
  if (isOffline) told.push("Without a connection you cannot sign in again.");
  return told.length === 0 || window.confirm(`${told.join(" ")} Sign out?`);
}

async function atStake(tablet) {
  const { user } = (await tablet.whoIsHere()) ?? {};
  if (!user) return [];
  const [unsent, drafts] = await Promise.all([tablet.queue.unsent(user), tablet.store.all("drafts")]);
  const mine = drafts.filter((draft) => draft.user === user).length;
  return [
    unsent.length > 0 && `${unsent.length === 1 ? "1 unsent entry stays" : `${unsent.length} unsent entries stay`} on this tablet until you sign in again.`,
    mine > 0 && `${mine === 1 ? "1 draft is" : `${mine} drafts are`} deleted.`,
  ].filter(Boolean);
}

async function forget(tablet, user) {
  await tablet.store.change(["recent", "drafts", "meta"], async ({ recent, drafts, meta }) => {
    for (const { entry, user: whose } of await recent.all()) if (whose === user) await recent.remove(entry);
    for (const { id, user: whose } of await drafts.all()) if (whose === user) await drafts.remove(id);
    await Promise.all([meta.remove("hello"), meta.remove("cursors"), meta.remove("threads"), meta.remove("school"), meta.remove("staff")]);
    // With all the rest or not at all: whoever sees it ends the session and loads the page anew.
    await meta.put({ key: "leaving", user });
  });
}
