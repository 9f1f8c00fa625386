// A second copy of what is unsent, in Cache Storage, and a census of it: a whole IndexedDB can vanish.
const NAME = "fieldlog-copies";
const CENSUS = "/copies/census";
const addressOf = (op) => `/copies/${op}`;

export function openCopies(caches) {
  const opened = () => caches.open(NAME);

  const read = async (address) => (await (await opened()).match(address))?.json();
  const write = async (address, value) => (await opened()).put(address, new Response(JSON.stringify(value)));

  async function all() {
    const cache = await opened();
    const kept = (await cache.keys()).filter(({ url }) => !url.endsWith(CENSUS));
    return Promise.all(kept.map(async (request) => (await cache.match(request)).json()));
  }

  return {
    all,
    put: (row) => write(addressOf(row.op), row),
    remove: async (op) => (await opened()).delete(addressOf(op)),
    // Ids and save times only, by user, so that even a loss of everything else is never silent.
    census: async () => (await read(CENSUS)) ?? [],
    count: (rows) => write(CENSUS, rows.map(({ op, user, saved_ms }) => ({ op, user, saved_ms }))),
  };
}
