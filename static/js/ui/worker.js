// The service worker: registered once, asked whether all is ready, updated only when the reader agrees.
const AGAIN_MS = 3000;
const LONGEST_MS = 60_000;

// `hasQueued` tells whether entries wait that this page can still send.
export function registerWorker(window, { changed, hasQueued }) {
  const workers = window.navigator.serviceWorker;
  if (!workers) return { isReady: async () => false, offer: async () => {} };
  let offer = async () => {};
  workers.addEventListener("controllerchange", changed);
  workers.addEventListener("message", changed);
  let pause = AGAIN_MS;
  const register = () =>
    workers.register("/sw.js").then((registration) => {
      tellState(registration.installing);
      offer = offerUpdate(registration, window, hasQueued);
    }, again);
  // Not before the page itself is there: filling the shell would keep it waiting.
  if (window.document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });

  // A first filling that failed is tried again, ever later: the page may stay open for hours.
  function again() {
    if (workers.controller) return;
    setTimeout(register, pause);
    pause = Math.min(LONGEST_MS, 2 * pause);
  }

  function tellState(worker) {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "activated") changed();
      if (worker.state === "redundant") again();
    });
  }

  // True only when this very build's shell is complete and a worker will answer for the next page; this one may have
  // been on its way already when the worker took over. Forms with other `lists` than the server told of are renewed.
  async function isReady(lists = "") {
    const { active, waiting } = (await workers.getRegistration()) ?? {};
    if (!active) return false;
    const cache = await window.caches.open(`fieldlog-shell-${window.document.documentElement.dataset.build}`);
    if (!(await cache.match("/shell/ready"))) return false;
    const isKnown = ((await (await cache.match("/shell/lists"))?.text()) ?? "") === lists;
    if (!isKnown) (waiting ?? active).postMessage({ lists });
    return isKnown;
  }
  return { isReady, offer: () => offer() };
}

// Offered only while nothing is lost or held up by it: the page begins anew, and what waits belongs to this one.
function offerUpdate(registration, window, hasQueued) {
  const { document, location, navigator } = window;
  const button = document.querySelector("[data-update]");

  async function offer() {
    if (button) button.hidden = !(await isTime());
  }

  async function isTime() {
    if (!registration.waiting || !navigator.serviceWorker.controller || (await hasQueued())) return false;
    return !document.querySelector("form[data-typed], form[data-restored]");
  }

  async function use() {
    await offer();
    if (button.hidden) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("update");
  }

  button?.addEventListener("click", use);
  // After those of the document, which note that something was typed.
  window.addEventListener("input", offer);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  offer();
  return offer;
}
