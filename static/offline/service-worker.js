// Shows one page of its own where a page of the portal cannot be fetched, instead of the browser's.
// It keeps that page with its style, and nothing else: never a page of a school, nor anything asked for.
// What the build says of them: NAME, new with each change of theirs, and FILES, the page first.
/* global NAME, FILES */
const [PAGE] = FILES;

async function keep() {
  const kept = await caches.open(NAME);
  await kept.addAll(FILES.map((each) => new Request(each, { cache: "reload" })));
  await self.skipWaiting();
}

async function begin() {
  const older = (await caches.keys()).filter((each) => each.startsWith("offline-") && each !== NAME);
  await Promise.all(older.map((each) => caches.delete(each)));
  // The page is asked for while this script is still being started, so that it costs no time.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function kept(file) {
  return (await caches.open(NAME)).match(file);
}

async function page(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await kept(PAGE)) || Response.error();
  }
}

async function file(request, path) {
  return (await kept(path)) || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  // Of a form that could not be sent, the browser's own page knows what was typed, and sends it again.
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (FILES.includes(path)) event.respondWith(file(request, path));
});
