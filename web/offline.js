// The app's service worker: keeps the files of one build, so that the page opens and speaks without a network. `boot.js` registers it on hosts
// that have nothing but files. The build writes the three values and the list of files.
const BUILD = "";
/** @type {string[]} */
const FILES = [];
/** Large, and seldom needed all: kept when they are first used, but for those that this visitor needs at once. @type {string[]} */
const VOICES = [];

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const { scope } = worker.registration;
// All folders of an origin share its caches.
const PREFIX = `streaming-avatar:${scope}:`;
const NAME = PREFIX + BUILD;
const place = (/** @type {string} */ path) => new URL(path, scope).href;
const known = new Set([...FILES, ...VOICES].map(place));

/** The voice of the visitor's language, and the English one, which is everyone's where there is no other. */
function needed() {
  const [own] = navigator.language.toLowerCase().split("-");
  const of = (/** @type {string} */ language) => VOICES.filter((path) => path.split("/").pop()?.toLowerCase().startsWith(language));
  const exact = of(navigator.language.toLowerCase());
  return [...new Set([...of("en-us"), ...(exact.length ? exact : of(own))])];
}

/** A file past the browser's own cache, which may hold one of an earlier build. @param {string} path */
async function fetched(path) {
  const reply = await fetch(place(path), { cache: "no-cache" });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  // A page that was redirected to may not be shown under the first address.
  return reply.redirected ? new Response(reply.body, { headers: reply.headers }) : reply;
}

async function install() {
  const cache = await caches.open(NAME);
  // All or nothing: half a build is none.
  await Promise.all([...FILES, ...needed()].map(async (path) => cache.put(place(path), await fetched(path))));
}

async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  // The page that registered it goes on under it: a voice that is fetched from now on is kept.
  await worker.clients.claim();
}

/** @param {string} address @param {Request} request */
async function answer(address, request) {
  const kept = await caches.match(address, { cacheName: NAME });
  if (kept) return kept;
  const reply = await fetch(request);
  // Nothing is kept again that a page has dropped, because a service stands beside it now.
  if (reply.status === 200 && reply.type === "basic" && !reply.redirected && (await caches.has(NAME))) {
    const cache = await caches.open(NAME);
    await cache.put(address, reply.clone()).catch(() => {});
  }
  return reply;
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  address.search = address.hash = "";
  const { href } = address;
  // Whatever is none of the app's own files is none of its business.
  if (known.has(href)) event.respondWith(answer(href, request));
});
