// Sessions that are open, written down as the wasm does (src/client/orphans.rs), so that a later visit stops them should this
// page die: one entry for each, its id in the key, the service's address as the value; a lock of the same name while the page lives.
const PREFIX = 'streaming-avatar:open:';

/** The service's address as it is written down. */
export const address = (apiBase) => (apiBase ?? '').trim().replace(/\/+$/, '');

/** Whether any session of this service is written down. */
export function any(base) {
  try {
    return Object.entries(localStorage).some(([key, value]) => key.startsWith(PREFIX) && value === base);
  } catch {
    return false;
  }
}

/** Writes a session down. Gives what strikes it out. */
export function keep(base, id) {
  const key = PREFIX + id;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  // A storage or a lock that is forbidden keeps nobody from a session.
  navigator.locks?.request(key, () => held).catch(() => {});
  try {
    localStorage.setItem(key, base);
  } catch {}
  return () => {
    try {
      localStorage.removeItem(key);
    } catch {}
    release();
  };
}
