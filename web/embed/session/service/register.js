// The register of open sessions, in the same form as the wasm's (src/client/storage/orphans.rs), so that a later visit stops them if this page
// dies: one entry for each session, its id in the key, the service's address as the value. While the page lives it holds a lock of the same
// name; where there are no locks, which is the case on pages over plain HTTP, it answers tabs that ask (src/client/storage/liveness.rs).
const PREFIX = 'streaming-avatar:open:';
/** A `streaming.new` that is under way, under a random name; the value is when it was sent, in ms since 1970, and the service. */
const STARTING = 'streaming-avatar:starting:';
/** Put by another tab behind a value to ask who holds it. No address of a service ends so. */
const ASKED = '?';

/** @typedef {{ strike: () => void, release: () => void }} Entry An entry: `strike` removes it, `release` leaves it there as that of a dead page. */

/**
 * The entries of this page that JavaScript holds. The wasm on the same page reads it, lest it takes them for those of a dead page. A symbol of
 * the global registry, because the wasm's glue and this module may be of two copies of the package.
 *
 * @returns {Set<string>}
 */
const held = () => {
  const page = /** @type {Record<symbol, Set<string> | undefined>} */ (/** @type {unknown} */ (globalThis));
  return (page[Symbol.for('streaming-avatar:held')] ??= new Set());
};

/**
 * Whether any session of this service is in the register, or a start whose session is not known.
 *
 * @param {string} base
 */
export function any(base) {
  try {
    return Object.entries(localStorage).some(([key, asked]) => {
      const value = asked.endsWith(ASKED) ? asked.slice(0, -ASKED.length) : asked;
      return (key.startsWith(STARTING) && value.endsWith(` ${base}`)) || (key.startsWith(PREFIX) && value === base);
    });
  } catch {
    return false;
  }
}

/**
 * Changes the storage. One that is forbidden or full keeps nobody from a session.
 *
 * @param {(storage: Storage) => void} change
 */
function stored(change) {
  try {
    change(localStorage);
  } catch {
    // As above.
  }
}

/**
 * Makes an entry, and shows other tabs that this page lives.
 *
 * @param {string} key
 * @param {string} value
 * @returns {Entry}
 */
function hold(key, value) {
  let loose = () => {};
  if (navigator.locks) {
    const until = new Promise((resolve) => (loose = () => resolve(undefined)));
    navigator.locks.request(key, () => until).catch(() => {});
  } else {
    const answer = (/** @type {StorageEvent} */ event) => {
      if (event.key === key && event.newValue?.endsWith(ASKED)) stored((storage) => storage.setItem(key, value));
    };
    addEventListener('storage', answer);
    loose = () => removeEventListener('storage', answer);
  }
  held().add(key);
  const release = () => {
    held().delete(key);
    loose();
  };
  stored((storage) => storage.setItem(key, value));
  const strike = () => {
    stored((storage) => storage.removeItem(key));
    release();
  };
  return { strike, release };
}

/**
 * Enters that a session is being opened.
 *
 * @param {string} base
 */
export const starting = (base) => hold(STARTING + Math.random(), `${Date.now()} ${base}`);

/**
 * Enters a session.
 *
 * @param {string} base
 * @param {string} id
 */
export const keep = (base, id) => hold(PREFIX + id, base);
