// Captions: a text cut into lines, each shown while it is being said.

const LONGEST = 60;
/** About how fast is spoken, in letters a second, where the service does not say how long a text takes. */
const LETTERS_PER_SECOND = 15;

/** The lines of a text with the times, in seconds since its beginning, between which each is said. */
export function lines(text, millis) {
  const whole = text.trim().replace(/\s+/g, ' ');
  if (!whole) return [];
  const seconds = millis ? millis / 1000 : whole.length / LETTERS_PER_SECOND;
  const parts = [];
  // At the ends of sentences and clauses first; what is still too long, between words.
  for (const clause of whole.match(/.+?(?:[.!?…:;,](?=\s|$)|[。！？；，、]|$)\s*/gu) ?? [whole]) {
    const last = parts.at(-1);
    if (last && last.open && last.text.length + clause.length <= LONGEST) last.text += clause;
    else parts.push({ text: clause });
    const line = parts.at(-1);
    line.open = !/[.!?…。！？]\s*$/u.test(clause);
    while (line.text.length > LONGEST && parts.at(-1).text.length > LONGEST) {
      const long = parts.at(-1);
      const space = long.text.lastIndexOf(' ', LONGEST);
      const cut = space > LONGEST / 3 ? space + 1 : LONGEST;
      parts.push({ text: long.text.slice(cut), open: long.open });
      long.text = long.text.slice(0, cut);
    }
  }
  const letters = parts.reduce((sum, part) => sum + part.text.length, 0);
  let said = 0;
  return parts.map((part) => {
    const start = (said / letters) * seconds;
    said += part.text.length;
    return { text: part.text.trim(), start, end: (said / letters) * seconds };
  });
}

/** Calls `show` with each line when its time comes. `began` is when the text began, by `performance.now()`. Returns what ends it. */
export function caption(text, millis, began, show) {
  const timers = lines(text, millis).map((line) =>
    setTimeout(show, Math.max(0, began + line.start * 1000 - performance.now()), line),
  );
  return () => timers.forEach(clearTimeout);
}
