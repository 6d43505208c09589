// Sessions that are open, written down as the wasm does (src/client/orphans.rs), so that a later visit stops them should this
// page die: one entry for each, its id in the key, the service's address as the value; a lock of the same name while the page lives.
const PREFIX = 'streaming-avatar:open:';
/** Of a `streaming.new` that is under way, by a name drawn for it; the value is when it was sent, in ms since 1970, and the service. */
const STARTING = 'streaming-avatar:starting:';

/** The service's address as it is written down. */
export const address = (apiBase) => (apiBase ?? '').trim().replace(/\/+$/, '');

/** Whether any session of this service is written down, be it without a name. */
export function any(base) {
  try {
    return Object.entries(localStorage).some(([key, asked]) => {
      // Where another tab asks who holds it.
      const value = asked.replace(/\?$/, '');
      return (key.startsWith(STARTING) && value.endsWith(` ${base}`)) || (key.startsWith(PREFIX) && value === base);
    });
  } catch {
    return false;
  }
}

/** Writes something down, and that this page lives. Gives what strikes it out. */
function hold(key, value) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  // A storage or a lock that is forbidden keeps nobody from a session.
  navigator.locks?.request(key, () => held).catch(() => {});
  try {
    localStorage.setItem(key, value);
  } catch {}
  return () => {
    try {
      localStorage.removeItem(key);
    } catch {}
    release();
  };
}

/** Writes down that a session is being opened. Gives what strikes it out, once the outcome is known. */
export const starting = (base) => hold(STARTING + Math.random(), `${Date.now()} ${base}`);

/** Writes a session down. Gives what strikes it out. */
export const keep = (base, id) => hold(PREFIX + id, base);
