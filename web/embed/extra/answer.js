// Answers of the page's own function (option `answer`): a text, or texts as they come, said sentence by sentence.

/** For so long, in ms, nothing may come of an answer before it is given up. */
const ANSWER_TIMEOUT = 60_000;
/** So many pieces are given to the session at once: the one that is said, and the next. */
const AHEAD = 2;
/** A sentence of more characters is said in parts. */
const MAX_SENTENCE = 400;

/** A full stop that ends no sentence. */
const ABBREVIATED = /(^|[\s(])(Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|Mme|M|Nr|No|Fig|vs|ca|bzw|usw|ggf|evtl|inkl|z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?g|i\.\s?e|p\.\s?ex|\p{Lu})\.\s*$/iu;
/** Where there is no `Intl.Segmenter`: after a mark that ends a sentence, and at the end of a line. */
const ENDS = /[^.!?…。！？؟\n]*(?:[.!?…؟]+["'”’»)\]]*(?=\s|$)|[。！？]+|\n|[.!?…؟]+|$)\s*/gu;

/** @import { AnswerText, AvatarMessage, AvatarOptions, AvatarProblem } from '../../types/module.js' */

/**
 * The problem with which the visitor's text ends.
 *
 * @param {string} message
 * @param {string} [detail]
 * @returns {AvatarProblem}
 */
const failed = (message, detail = '') => ({ code: 'answer-failed', message, action: 'Look at the function that was given as `answer`, or the endpoint of `answerUrl`.', detail });

/**
 * Takes the longest beginning of a text that is whole sentences, as a list, and the rest.
 *
 * @param {string} text
 * @param {boolean | undefined} last Whether the text ends here: then there is no rest.
 * @param {string} [language]
 */
export function sentences(text, last, language) {
  const pieces = globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter(language || undefined, { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment)
    : (text.match(ENDS) ?? []);
  /** @type {string[]} */
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
  else if (!rest && !/\n\s*$/.test(whole.at(-1) ?? '\n')) rest = whole.pop() ?? '';
  return { whole: whole.map((sentence) => sentence.trim()).filter(Boolean), rest };
}

/**
 * A sentence in parts of a length that can be said at once, cut where there is white space.
 *
 * @param {string} sentence
 */
function parts(sentence) {
  /** @type {string[]} */
  const found = [];
  let rest = sentence;
  while (rest.length > MAX_SENTENCE) {
    const at = rest.lastIndexOf(' ', MAX_SENTENCE);
    const cut = at > 0 ? at + 1 : MAX_SENTENCE;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...found, rest];
}

/**
 * The texts of whatever a function may give: a text, or texts in an iterable, a stream or a `Response`, also of bytes.
 *
 * @param {Promise<AnswerText>} given
 * @returns {AsyncGenerator<string, void>}
 */
async function* texts(given) {
  const answer = await given;
  const response = typeof Response === 'function' && answer instanceof Response ? answer : undefined;
  if (response && !response.ok) throw new Error(`It was answered with ${response.status}.`);
  const source = /** @type {unknown} */ (response ? (response.body ?? '') : answer);
  if (typeof source === 'string') return yield source;
  const decoder = new TextDecoder();
  for await (const piece of pieces(source)) {
    if (piece == null) continue;
    if (typeof piece === 'object' && !ArrayBuffer.isView(piece)) throw new TypeError('It gave an object in place of a text.');
    yield ArrayBuffer.isView(piece) ? decoder.decode(/** @type {Uint8Array<ArrayBuffer>} */ (piece), { stream: true }) : String(piece);
  }
  yield decoder.decode();
}

/**
 * Whatever can be iterated, as an iterable. Safari's streams cannot be.
 *
 * @param {unknown} source
 * @returns {AsyncIterable<unknown> | Iterable<unknown>}
 */
function pieces(source) {
  const given = /** @type {{ [Symbol.asyncIterator]?: unknown, [Symbol.iterator]?: unknown, getReader?: unknown } | null | undefined} */ (source);
  if (given?.[Symbol.asyncIterator] || given?.[Symbol.iterator]) return /** @type {Iterable<unknown>} */ (given);
  if (typeof given?.getReader === 'function') return read(/** @type {ReadableStream<unknown>} */ (given));
  throw new TypeError(`It gave ${source == null ? 'nothing' : `a value of the type ${typeof source}`} in place of a text.`);
}

/** @param {ReadableStream<unknown>} stream */
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

/**
 * The same promise, rejected with `late` after [`ANSWER_TIMEOUT`], with `given-up` when `signal` aborts, and with `{error}` where it fails.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
function within(promise, signal) {
  return new Promise((resolve, reject) => {
    /**
     * @template V
     * @param {(value: V) => void} how
     * @param {V} value
     */
    const end = (how, value) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      how(value);
    };
    const stop = () => end(reject, 'given-up');
    const timer = setTimeout(() => end(reject, 'late'), ANSWER_TIMEOUT);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    promise.then(
      (value) => end(resolve, value),
      (error) => end(reject, { error }),
    );
  });
}

/**
 * The function that asks the page's endpoint, where it names one.
 *
 * @param {Pick<AvatarOptions, 'answerUrl' | 'answerModel' | 'knowledgeBase'>} options
 */
async function endpoint({ answerUrl, answerModel, knowledgeBase }) {
  if (!answerUrl) return undefined;
  const { chat } = await import('./chat.js');
  return chat({ url: answerUrl, model: answerModel, prompt: knowledgeBase });
}

/**
 * Asks the page's function for the answer to a text and says it. Resolves once all was said or `signal` aborted; with the problem where the
 * function was at fault.
 *
 * @param {Pick<AvatarOptions, 'answer' | 'answerUrl' | 'answerModel' | 'knowledgeBase'>} options
 * @param {{ text: string }} said
 * @param {(text: string) => Promise<unknown> | undefined} say Gives a promise of each piece's outcome.
 * @param {{ signal: AbortSignal, messages: AvatarMessage[] }} how
 * @returns {Promise<AvatarProblem | undefined>}
 */
export async function answer(options, { text }, say, how) {
  const { signal } = how;
  const answer = options.answer ?? (await endpoint(options));
  if (typeof answer !== 'function')
    return {
      code: 'no-language-model',
      message: 'There is no language model in the page to answer a text.',
      action: 'Give a function as `answer` or an endpoint as `answerUrl`, or use a service that has one.',
      detail: answer == null ? '' : `The option answer is of the type ${typeof answer}.`,
    };
  const coming = texts(new Promise((resolve) => resolve(answer(text, how))));
  /** @type {(Promise<unknown> | undefined)[]} */
  const said = [];
  let rest = '';
  let any = false;
  let problem;
  // So many pieces are under way that the next one waits until it is wanted.
  const speak = async (/** @type {string[]} */ pieces) => {
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
      const { done, value } = await within(coming.next(), signal);
      const found = sentences(rest + (value ?? ''), done, globalThis.document?.documentElement.lang);
      rest = found.rest;
      // Texts that come meanwhile are read; only speaking them waits.
      speaking = speaking.then(() => speak(found.whole));
      if (done) break;
    }
  } catch (reason) {
    if (reason === 'late') problem = failed('The answer took too long to come.');
    else if (reason !== 'given-up') {
      const { error } = /** @type {{ error?: unknown }} */ (reason);
      problem = failed('The page’s own answer failed.', error instanceof Error ? error.message : String(error));
    }
    // The source is cancelled: nobody reads the rest.
    Promise.resolve(coming.return()).catch(() => {});
  }
  await speaking;
  await Promise.all(said);
  if (!problem && !any && !signal.aborted) problem = failed('The page’s own answer was empty.');
  return problem;
}
