// Asks the browser to keep a copy of the course, once the page itself is done. A page from disk is
// a copy already.
(() => {
  "use strict";
  const frugal = navigator.connection?.saveData;
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http") || frugal) return;
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  // Written here and not into the page, because browsers refuse a manifest to a page from disk and
  // say so in the console.
  const manifest = Object.assign(document.createElement("link"), {
    rel: "manifest",
    href: new URL("manifest.webmanifest", root),
  });
  document.head.append(manifest);
  addEventListener("load", () => {
    const keep = () =>
      navigator.serviceWorker
        .register(new URL("service-worker.js", root), { scope: root.pathname })
        .catch(() => {
          // Private windows and some settings forbid it; the course then needs the network.
        });
    "requestIdleCallback" in window
      ? requestIdleCallback(keep, { timeout: 5000 })
      : setTimeout(keep, 2000);
  });
})();
