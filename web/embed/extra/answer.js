// Answers of the page's own function (option `answer`): a text, or texts as they come, said sentence by sentence.

/** For so long, in ms, nothing may come of an answer before it is given up. */
const PATIENCE = 60_000;
/** So many pieces are given to the session at once: the one that is said, and the next. */
const AHEAD = 2;
/** A sentence of more characters is said in parts. */
const LONGEST = 400;

/** A full stop that ends no sentence. */
const ABBREVIATED = /(^|[\s(])(Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|Mme|M|Nr|No|Fig|vs|ca|bzw|usw|ggf|evtl|inkl|z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?g|i\.\s?e|p\.\s?ex|\p{Lu})\.\s*$/iu;
/** Where there is no `Intl.Segmenter`: after a mark that ends a sentence, and at the end of a line. */
const ENDS = /[^.!?…。！？؟\n]*(?:[.!?…؟]+["'”’»)\]]*(?=\s|$)|[。！？]+|\n|[.!?…؟]+|$)\s*/gu;

/** A refusal that the visitor's text ends with. */
const failed = (message, detail = '') => ({ code: 'answer-failed', message, action: 'Look at the function that was given as `answer`.', detail });

/**
 * Takes the longest beginning of `text` that is whole sentences, as a list, and what is left. With `last` nothing is left.
 */
export function sentences(text, last, language) {
  const pieces = globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter(language || undefined, { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment)
    : (text.match(ENDS) ?? []);
  const whole = [];
  let rest = '';
  for (const piece of pieces.flatMap(parts)) {
    rest += piece;
    if (!ABBREVIATED.test(rest)) {
      whole.push(rest);
      rest = '';
    }
  }
  if (last) whole.push(rest);
  // The last one may go on, unless a line ends it.
  else if (!rest && !/\n\s*$/.test(whole.at(-1) ?? '\n')) rest = whole.pop();
  return { whole: whole.map((sentence) => sentence.trim()).filter(Boolean), rest };
}

/** A sentence in parts of a length that can be said at once, cut where there is white space. */
function parts(sentence) {
  const found = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const at = rest.lastIndexOf(' ', LONGEST);
    const cut = at > 0 ? at + 1 : LONGEST;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...found, rest];
}

/** The texts of whatever a function may give: a text, or texts in an iterable, a stream or a `Response`, also of bytes. */
async function* texts(given) {
  let answer = await given;
  if (typeof Response === 'function' && answer instanceof Response) {
    if (!answer.ok) throw new Error(`It was answered with ${answer.status}.`);
    answer = answer.body ?? '';
  }
  if (typeof answer === 'string') return yield answer;
  if (typeof answer?.getReader === 'function' && !answer[Symbol.asyncIterator]) answer = read(answer);
  if (!answer?.[Symbol.asyncIterator] && !answer?.[Symbol.iterator]) throw new TypeError(`It gave ${answer == null ? 'nothing' : `a value of the type ${typeof answer}`} in place of a text.`);
  const decoder = new TextDecoder();
  for await (const piece of answer) {
    if (piece == null) continue;
    if (typeof piece === 'object' && !ArrayBuffer.isView(piece)) throw new TypeError('It gave an object in place of a text.');
    yield typeof piece === 'object' ? decoder.decode(piece, { stream: true }) : String(piece);
  }
  yield decoder.decode();
}

/** Safari's streams are no iterables. */
async function* read(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A stream that was given up is cancelled, so that its request ends.
    reader.cancel().catch(() => {});
  }
}

/** What comes of `promise`, or an error: `late` after [`PATIENCE`], `given-up` when `signal` aborts. */
function within(promise, signal) {
  return new Promise((resolve, reject) => {
    const end = (how, what) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      how(what);
    };
    const stop = () => end(reject, 'given-up');
    const timer = setTimeout(() => end(reject, 'late'), PATIENCE);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    promise.then(
      (value) => end(resolve, value),
      (error) => end(reject, { error }),
    );
  });
}

/**
 * Asks `answer` what to say to a text and says it with `say`, which gives a promise of each piece's outcome. Resolves once all was said or
 * `signal` aborted; with the problem where the function was at fault.
 */
export async function answer(answer, { text }, say, signal) {
  if (typeof answer !== 'function')
    return {
      code: 'no-language-model',
      message: 'There is no language model in the page to answer a text.',
      action: 'Give a function as `answer`, or use a service that has one.',
      detail: answer == null ? '' : `The option answer is of the type ${typeof answer}.`,
    };
  const coming = texts(new Promise((resolve) => resolve(answer(text, { signal }))));
  const said = [];
  let rest = '';
  let any = false;
  let problem;
  // So many pieces are under way that the next one waits until it is wanted.
  const speak = async (pieces) => {
    for (const piece of pieces) {
      if (said.length >= AHEAD) await said.at(-AHEAD);
      if (signal.aborted) return;
      any = true;
      said.push(say(piece));
    }
  };
  let speaking = Promise.resolve();
  try {
    for (;;) {
      const { done, value = '' } = await within(coming.next(), signal);
      const found = sentences(rest + value, done, globalThis.document?.documentElement.lang);
      rest = found.rest;
      // What comes meanwhile is taken in; only saying it waits.
      speaking = speaking.then(() => speak(found.whole));
      if (done) break;
    }
  } catch (reason) {
    if (reason === 'late') problem = failed('The answer took too long to come.');
    else if (reason !== 'given-up') problem = failed('The page’s own answer failed.', String(reason?.error?.message ?? reason?.error ?? reason));
    // What holds the answer open is told that nobody listens any more.
    Promise.resolve(coming.return?.()).catch(() => {});
  }
  await speaking;
  await Promise.all(said);
  if (!problem && !any && !signal.aborted) problem = failed('The page’s own answer was empty.');
  return problem;
}
