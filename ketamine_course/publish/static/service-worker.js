// Keeps a copy of the whole course in the browser, so that after one visit it can be read without a
// network. "FILES" and "VERSION" are written by ketamine_course/publish/offline.py.
"use strict";
const VERSION = "@VERSION@";
const FILES = ["@FILES@"];
const OURS = `ketamine-course ${self.registration.scope} `; // several books may share one host
const CACHE = OURS + VERSION;
const PATIENCE = 4000; // milliseconds to wait for a page before the copy will do

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" }))))
      .then(() => self.skipWaiting()),
  );
});

// The copy of the build before stays: a page that is still open may ask for more of its files.
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(OURS) && name !== CACHE).slice(0, -1))
      .then((older) => Promise.all(older.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A page is asked for anew, because a corrected figure must reach readers; its copy stands in when
// that fails.
async function page(request) {
  const copy = caches.match(request, { cacheName: CACHE, ignoreSearch: true });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = fetch(request).catch(() => undefined);
  return (
    (await Promise.race([fresh, late.then(() => copy)])) ||
    (await copy) ||
    (await fresh) ||
    Response.error()
  );
}

// A file's address carries a digest of its contents, so a copy under the same address is as good as
// new, and one under another is of another build, which must not be mixed in.
async function file(request) {
  const exact = new URL(request.url).searchParams.has("v");
  const copy = await caches.match(request, exact ? {} : { cacheName: CACHE });
  if (copy) return copy;
  try {
    return await fetch(request);
  } catch {
    return (
      (!exact && (await caches.match(request, { cacheName: CACHE, ignoreSearch: true }))) ||
      Response.error()
    );
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});
