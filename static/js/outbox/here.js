// This tablet, who is here, and what the server said for them: without it no form opens offline. A whole IndexedDB can
// vanish, so it stands in Cache Storage too, without a token and without anybody's name.
const NAME = "fieldlog-here";
const ADDRESS = "/here";
const LOCK = "fieldlog-here";

export function openHere(store, caches, locks, newId = () => crypto.randomUUID()) {
  let own = null;
  const opened = () => caches.open(NAME);
  // A tablet's first page looks for who left while it hears who came: over all tabs, store and copy say the same.
  const alone = (work) => locks.request(LOCK, work);

  // Made once, and the same again should the whole database vanish.
  const device = async () => (own ??= await begin());

  // A store that knows no device is new: in any other, who is missing has signed out.
  async function begin() {
    const known = await store.get("meta", "device");
    if (known) return known.device;
    const copy = await copied().catch(() => null);
    return store.change(["meta"], async ({ meta }) => {
      const known = await meta.get("device");
      if (known) return known.device;
      const device = copy?.device ?? own ?? newId();
      meta.put({ key: "device", device });
      if (copy) meta.put({ ...copy.row, isCopied: true });
      return device;
    });
  }

  async function whoIsHere() {
    const told = async () => (await store.get("meta", "hello"))?.hello;
    const hello = await told();
    if (hello) return hello;
    own = await begin();
    return (await told()) ?? null;
  }

  const learn = (said, at) =>
    alone(async () => {
      const hello = { ...said, csrf: undefined };
      const before = await store.get("meta", "hello");
      const isCopied = (before?.isCopied && says(before.hello) === says(hello)) || (await copy({ key: "hello", at, hello }));
      await store.change(["meta"], ({ meta }) => meta.put({ key: "hello", at, hello, isCopied }));
    });

  // A copy that cannot be made now is made the next time.
  async function copy(row) {
    const { name: _, coaches: __, known: ___, ...hello } = row.hello;
    const words = JSON.stringify({ device: await device(), row: { ...row, hello } });
    return opened().then((cache) => cache.put(ADDRESS, new Response(words))).then(() => true, () => false);
  }

  const copied = async () => (await (await opened()).match(ADDRESS))?.json();

  // The copy of who signed out, on a page before this one, goes too.
  const forgetWhoLeft = () =>
    alone(async () => {
      if (!(await whoIsHere())) await (await opened()).delete(ADDRESS);
    });

  return { device, whoIsHere, learn, forgetWhoLeft };
}

// The server's clock alone is no news.
const says = (hello) => JSON.stringify({ ...hello, server_ms: 0 });
