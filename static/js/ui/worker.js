// The service worker: registered once, asked whether all is ready, updated only when the reader agrees.
const AGAIN_MS = 3000;

export function registerWorker(window, changed) {
  const workers = window.navigator.serviceWorker;
  if (!workers) return { isReady: async () => false };
  workers.addEventListener("controllerchange", changed);
  const register = () =>
    workers.register("/sw.js").then((registration) => {
      tellState(registration.installing);
      offerUpdate(registration, window);
    }, () => {});
  register();

  // A first filling that failed is tried again: the page may stay open for hours.
  function tellState(worker) {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "activated") changed();
      if (worker.state === "redundant" && !workers.controller) setTimeout(register, AGAIN_MS);
    });
  }

  // True only when this very build's shell is complete and a worker will answer for the next page; this one may have
  // been on its way already when the worker took over.
  async function isReady() {
    if (!(await workers.getRegistration())?.active) return false;
    const cache = await window.caches.open(`fieldlog-shell-${window.document.documentElement.dataset.build}`);
    return Boolean(await cache.match("/shell/ready"));
  }
  return { isReady };
}

function offerUpdate(registration, { document, location, navigator }) {
  const offer = () => {
    const button = document.querySelector("[data-update]");
    if (!button || !registration.waiting || !navigator.serviceWorker.controller) return;
    button.hidden = false;
    button.onclick = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting.postMessage("update");
    };
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}
