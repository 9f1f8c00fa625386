// A second copy of what is unsent, in Cache Storage, and a census of it: a whole IndexedDB can vanish.
const NAME = "fieldlog-copies";
const CENSUS = "/copies/census";
const addressOf = (op) => `/copies/${op}`;

export function openCopies(caches) {
  let cache = null;
  const opened = () => (cache ??= caches.open(NAME));
  const write = async (address, value) => (await opened()).put(address, new Response(JSON.stringify(value)));

  // A copy that a violent end left unreadable is as good as none: it must not keep the others from being read.
  async function read(address) {
    const answer = await (await opened()).match(address);
    return answer?.json().catch(() => undefined);
  }

  async function kept() {
    const requests = await (await opened()).keys();
    return requests.map(({ url }) => new URL(url).pathname).filter((address) => address !== CENSUS);
  }

  return {
    all: async () => (await Promise.all((await kept()).map(read))).filter(Boolean),
    // Whose copies there are, without reading them.
    ops: async () => (await kept()).map((address) => address.slice(addressOf("").length)),
    put: (row) => write(addressOf(row.op), row),
    remove: async (op) => (await opened()).delete(addressOf(op)),
    // Ids and save times only, by user, so that even a loss of everything else is never silent.
    census: async () => (await read(CENSUS)) ?? [],
    count: (rows) => write(CENSUS, rows.map(({ op, user, saved_ms }) => ({ op, user, saved_ms }))),
  };
}
