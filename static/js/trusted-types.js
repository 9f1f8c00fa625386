// The one Trusted Types policy: htmx may parse the server's own HTML; no script is ever made from text.
if (window.trustedTypes?.createPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => html,
    createScriptURL: (url) => (new URL(url, location.href).href === `${location.origin}/sw.js` ? url : null),
  });
}
