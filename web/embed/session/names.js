// Suggestions ("Did you mean …?") for names that are not known: the known name that was meant.

/**
 * How many letters must be changed, added, left out or swapped to turn one text into the other.
 *
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
  /** @type {number[]} */
  let older = [];
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let at = 1; at <= other.length; at++) {
      const changed = before[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1);
      now[at] = Math.min(changed, before[at] + 1, now[at - 1] + 1);
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) now[at] = Math.min(now[at], older[at - 2] + 1);
    }
    [older, before] = [before, now];
  }
  return before[other.length];
}

/** @param {string} name */
const plain = (name) => name.toLowerCase().replace(/[-_\s]/g, '');

/**
 * The name of the list that was meant; undefined where none is near.
 *
 * @param {string} name
 * @param {string[]} list
 */
export function nearest(name, list) {
  /** @type {string | undefined} */
  let found;
  let least = Infinity;
  for (const known of list) {
    const far = distance(plain(name), plain(known));
    if (far < least) [found, least] = [known, far];
  }
  // A third of the letters may be wrong.
  return least <= Math.max(1, plain(name).length / 3) ? found : undefined;
}

/**
 * A sentence that names the one that was meant; empty where none is near.
 *
 * @param {string} name
 * @param {string[]} list
 */
export function like(name, list) {
  const meant = nearest(name, list);
  return meant ? `Did you mean “${meant}”?` : '';
}
