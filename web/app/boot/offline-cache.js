// The service worker (`web/offline.js`), by which the app opens without a network.

/** Whether this page came out of the service worker's cache. */
export const isCached = () => !!navigator.serviceWorker?.controller;

/**
 * Caches the app's files for use without a network, on hosts that have nothing but files. Where a service answers beside the page, whatever
 * was cached is dropped: its page is always the newest.
 *
 * @param {boolean} wanted
 */
async function cacheApp(wanted) {
  const { serviceWorker } = navigator;
  // Only pages that came over HTTPS, or from this machine, have one.
  if (!serviceWorker) return;
  if (wanted) return serviceWorker.register(new URL('offline.js', document.baseURI));
  const scope = new URL('./', document.baseURI).href;
  const registered = (await serviceWorker.getRegistrations()).filter((one) => one.scope === scope);
  await Promise.all(registered.map((one) => one.unregister()));
  const old = (await caches.keys()).filter((name) => name.startsWith(`streaming-avatar:${scope}:`));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * Takes whether a service stands beside the page.
 *
 * @param {boolean} service
 */
export function served(service) {
  cacheApp(!service).catch((error) => console.warn('The page is not kept for use without a network.', error));
}
