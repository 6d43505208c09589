// The localStorage of the app: values that are kept for later visits.

/** @param {string} name */
const key = (name) => `streaming-avatar:${name}`;

/**
 * A value of an earlier visit. A browser may forbid to look.
 *
 * @param {string} name
 */
export function stored(name) {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

/**
 * Stores a value for later visits; an empty one is removed. Where the browser forbids it or has no room, it is for this visit.
 *
 * @param {string} name
 * @param {string} value
 */
export function store(name, value) {
  try {
    if (value) localStorage.setItem(key(name), value);
    else localStorage.removeItem(key(name));
  } catch {
    // As said above.
  }
}
