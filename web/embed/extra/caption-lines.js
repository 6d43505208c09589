// The lines of captions: a text is cut into them, and each is timed and shown while it is being said.

/** So many letters has a line at most. */
const MAX_LINE = 60;
/** About how fast is spoken, in letters a second, where the service does not say how long a text takes. */
const LETTERS_PER_SECOND = 15;

/** @typedef {import('../../types/module.js').Caption} Caption */

/**
 * Pieces of a clause, none too long: cut between words, or within one that is too long by itself.
 *
 * @param {string} clause
 * @returns {string[]}
 */
function pieces(clause) {
  if (clause.trimEnd().length <= MAX_LINE) return [clause];
  const space = clause.lastIndexOf(' ', MAX_LINE);
  const end = space > MAX_LINE / 3 ? space + 1 : MAX_LINE;
  return [clause.slice(0, end), ...pieces(clause.slice(end))];
}

/**
 * The lines of a text with the times, in seconds since its beginning, between which each is said.
 *
 * @param {string} text
 * @param {number | undefined} millis How long it takes to say it, where that is known.
 * @returns {Caption[]}
 */
export function lines(text, millis) {
  const whole = text.trim().replace(/\s+/g, ' ');
  const seconds = millis ? millis / 1000 : whole.length / LETTERS_PER_SECOND;
  /** @type {string[]} */
  const found = [];
  let open = false;
  // Lines end with sentences; within a sentence they end with clauses where they can.
  for (const clause of whole.match(/.+?(?:[.!?…:;,](?=\s|$)|[。！？；，、]|$)\s*/gu) ?? []) {
    for (const piece of pieces(clause)) {
      const last = open ? (found.at(-1) ?? '') : undefined;
      if (last !== undefined && last.length + piece.trimEnd().length <= MAX_LINE) found[found.length - 1] = last + piece;
      else found.push(piece);
      open = !/[.!?…。！？]\s*$/u.test(piece);
    }
  }
  let said = 0;
  return found.map((line) => {
    const start = (said / whole.length) * seconds;
    said += line.length;
    return { text: line.trim(), start, end: (said / whole.length) * seconds };
  });
}

/**
 * Calls `show` with each line when its time comes. Returns a function that ends it; given true, because the text was said to its end, it shows
 * the lines whose time was still to come: the end is told by the service, the times are estimates.
 *
 * @param {string} text
 * @param {number | undefined} millis How long it takes to say it, where that is known.
 * @param {number} began When the text began, by `performance.now()`.
 * @param {(line: Caption) => void} show
 * @returns {(whole?: boolean) => void}
 */
export function caption(text, millis, began, show) {
  const waiting = lines(text, millis);
  const timers = waiting.map((line) => setTimeout(() => {
    waiting.shift();
    show(line);
  }, Math.max(0, began + line.start * 1000 - performance.now())));
  return (whole) => {
    timers.forEach(clearTimeout);
    if (whole) for (const line of waiting) show(line);
  };
}
