// Keeps the shell: files and pages without anybody's data. Pages with data pass through untouched and are never kept.
// SHELL = { build, files, shells } is written above by the server.
const CACHE = `fieldlog-shell-${SHELL.build}`;
const READY = "/shell/ready";
const LISTS = "/shell/lists";
let turns = 0;
let newest = 0;

self.addEventListener("install", (event) => {
  // Where the browser can, it takes the files out of the cache itself, without waking the worker.
  event.addRoutes?.({ condition: { urlPattern: "/static/*" }, source: { cacheName: CACHE } });
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
  else if (event.data?.lists !== undefined) event.waitUntil(renewForms(event.data.lists, event.source));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event).catch(() => shellFor(pathname)));
  else if (pathname.startsWith("/static/")) event.respondWith(fromCache(request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([...SHELL.files, ...SHELL.shells].map((address) => keep(cache, address)));
  await cache.put(READY, new Response(new Date().toISOString()));
}

// The program's own lists are for whoever is signed in, so these pages alone are asked for with the session; they hold
// no more of anybody than the others. All are put or none, only as this build and these very lists have them, and
// never over what was asked for later.
async function renewForms(lists, page) {
  const turn = ++turns;
  const cache = await caches.open(CACHE);
  if (!(await cache.match(READY))) return;
  const said = [` data-build="${SHELL.build}"`, ` data-lists="${lists}"`];
  const forms = SHELL.shells.filter((address) => address.startsWith("/shell/log/"));
  const answers = await Promise.all(forms.map((address) => fetch(address, { cache: "reload", redirect: "error" })));
  for (const [place, answer] of answers.entries()) {
    const text = await answer.clone().text();
    if (!answer.ok || !isExpected(forms[place], answer) || !said.every((words) => text.includes(words))) return;
  }
  if (turn < newest) return;
  newest = turn;
  await Promise.all(answers.map((answer, place) => cache.put(forms[place], answer)));
  await cache.put(LISTS, new Response(lists));
  page?.postMessage("lists");
}

// A redirect, an error or somebody else's sign-in page is not what was asked for.
async function keep(cache, address) {
  const answer = await fetch(address, { cache: "reload", redirect: "error", credentials: "omit" });
  if (!answer.ok || answer.type !== "basic" || !isExpected(address, answer)) throw new Error(`not the shell: ${address}`);
  await cache.put(address, answer);
}

function isExpected(address, answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  return address.startsWith("/static/") ? !type.startsWith("text/html") : type.startsWith("text/html");
}

// The browser asks for a page while it wakes the worker; where it cannot, the worker asks.
const page = async ({ preloadResponse, request }) => (await preloadResponse) ?? fetch(request);

// In Firefox a page asked for beforehand that does not come is an error page, whatever the worker answers. Known to
// be right only where files can be routed past the worker as well.
const MAY_ASK_AHEAD = "addRoutes" in (self.InstallEvent?.prototype ?? {});

async function takeOver() {
  await self.registration.navigationPreload?.[MAY_ASK_AHEAD ? "enable" : "disable"]();
  const old = (await caches.keys()).filter((name) => name.startsWith("fieldlog-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function shellFor(pathname) {
  const cache = await caches.open(CACHE);
  const shell = pathname.startsWith("/log/") ? `/shell${pathname}` : ["/outbox", "/install"].includes(pathname) ? pathname : "/offline";
  return (await cache.match(shell)) ?? (await cache.match("/offline")) ?? Response.error();
}

const fromCache = async (request) => (await caches.match(request)) ?? fetch(request);
