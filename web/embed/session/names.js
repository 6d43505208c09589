// Names that nobody knows, and those that were meant.

/** How many letters must be changed, added, left out or swapped to make one text of the other. */
function distance(one, other) {
  let [older, before] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let at = 1; at <= other.length; at++) {
      const changed = before[at - 1] + (one[row - 1] !== other[at - 1]);
      now[at] = Math.min(changed, before[at] + 1, now[at - 1] + 1);
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) now[at] = Math.min(now[at], older[at - 2] + 1);
    }
    [older, before] = [before, now];
  }
  return before[other.length];
}

const plain = (name) => name.toLowerCase().replace(/[-_\s]/g, '');

/** The name of the list that was meant; nothing where none is near. */
export function nearest(name, list) {
  const [found, far] = list
    .map((known) => [known, distance(plain(name), plain(known))])
    .reduce((best, next) => (next[1] < best[1] ? next : best), [undefined, Infinity]);
  // A third of the letters may be wrong.
  return far <= Math.max(1, plain(name).length / 3) ? found : undefined;
}

/** What to say of it: a sentence, or nothing. */
export function like(name, list) {
  const meant = nearest(name, list);
  return meant ? `Did you mean “${meant}”?` : '';
}
