// Sessions that are open, written down as the wasm does (src/client/storage/orphans.rs), so that a later visit stops them should this
// page die: one entry for each, its id in the key, the service's address as the value. While the page lives it holds a lock of the same
// name; where there are no locks, which is where the page came over plain HTTP, it answers tabs that ask (src/client/storage/living.rs).
const PREFIX = 'streaming-avatar:open:';
/** Of a `streaming.new` that is under way, by a name drawn for it; the value is when it was sent, in ms since 1970, and the service. */
const STARTING = 'streaming-avatar:starting:';
/** What another tab puts behind a value to ask who holds it. No address of a service ends so. */
const ASKED = '?';

/** What this page holds by itself, for the wasm on the same page: it must not take that for what a page left that is gone. */
const held = () => (globalThis[Symbol.for('streaming-avatar:held')] ??= new Set());

/** Whether any session of this service is written down, be it without a name. */
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

/** A storage that is forbidden or full keeps nobody from a session. */
function stored(change) {
  try {
    change(localStorage);
  } catch {}
}

/** Writes something down, and that this page lives. `strike` takes it off; `release` leaves it there as that of a page that is gone. */
function hold(key, value) {
  let loose;
  if (navigator.locks) {
    const until = new Promise((resolve) => (loose = resolve));
    navigator.locks.request(key, () => until).catch(() => {});
  } else {
    const answer = (event) => {
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

/** Writes down that a session is being opened. */
export const starting = (base) => hold(STARTING + Math.random(), `${Date.now()} ${base}`);

/** Writes a session down. */
export const keep = (base, id) => hold(PREFIX + id, base);
