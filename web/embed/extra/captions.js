// Captions: a text cut into lines, each shown while it is being said.

const LONGEST = 60;
/** About how fast is spoken, in letters a second, where the service does not say how long a text takes. */
const LETTERS_PER_SECOND = 15;

/** Pieces of a clause, none too long: cut between words, or within one that is too long by itself. */
function pieces(clause) {
  if (clause.trimEnd().length <= LONGEST) return [clause];
  const space = clause.lastIndexOf(' ', LONGEST);
  const end = space > LONGEST / 3 ? space + 1 : LONGEST;
  return [clause.slice(0, end), ...pieces(clause.slice(end))];
}

/** The lines of a text with the times, in seconds since its beginning, between which each is said. */
export function lines(text, millis) {
  const whole = text.trim().replace(/\s+/g, ' ');
  const seconds = millis ? millis / 1000 : whole.length / LETTERS_PER_SECOND;
  const found = [];
  let open = false;
  // Lines end with sentences; within a sentence they end with clauses where they can.
  for (const clause of whole.match(/.+?(?:[.!?…:;,](?=\s|$)|[。！？；，、]|$)\s*/gu) ?? []) {
    for (const piece of pieces(clause)) {
      if (open && found.at(-1).length + piece.trimEnd().length <= LONGEST) found.push(found.pop() + piece);
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
 * Calls `show` with each line when its time comes. `began` is when the text began, by `performance.now()`. Returns a function that ends it; given
 * true, because the text was said to its end, it shows the lines whose time was still to come: the end is told by the service, the times are estimates.
 */
export function caption(text, millis, began, show) {
  const waiting = lines(text, millis);
  const timers = waiting.map((line) => setTimeout(() => show(waiting.shift()), Math.max(0, began + line.start * 1000 - performance.now())));
  return (whole) => {
    timers.forEach(clearTimeout);
    if (whole) waiting.forEach(show);
  };
}
