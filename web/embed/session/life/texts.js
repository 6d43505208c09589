// Texts that the avatar says: how each begins, goes on and ends.
/** @import { AvatarProblem, Outcome, Speech } from '../../../types/module.js' */
/** @import { Listener, Session as WasmSession } from '../../module-wasm.js' */
/** @import { Deferred } from './abort.js' */
/** @import { Host } from './life.js' */
import { deferred } from './abort.js';

/**
 * @typedef {object} Text A text from `speak`, a piece of an answer, or the greeting.
 * @property {string} text
 * @property {string} [clean] Without its markup, where it has some.
 * @property {string | null} taskId The service's name for it, once it is known.
 * @property {boolean} [talk] Whether it is to be answered, not said.
 * @property {Speech} [promise]
 * @property {(outcome: Outcome) => void} [resolve]
 * @property {Text} [of] The text whose answer this is a piece of.
 * @property {AbortSignal} [signal] Aborted where it is not to be said.
 * @property {number} [millis] How long the service takes to say it, in ms, where that is known.
 * @property {number} [letters] How many of its characters were said, white space aside, of a text that was cut off.
 * @property {boolean} [speaking] Whether it is being said.
 * @property {boolean} [told] Of a text that is answered: whether its beginning was told.
 * @property {boolean} [over]
 * @property {number} [run] How often it was begun.
 * @property {(whole?: boolean) => void} [captions] Ends its captions.
 * @property {string} [heard] What was heard of it, where it was answered.
 * @property {string} [answer]
 * @property {string | null} [unsaid]
 * @property {Outcome} [outcome]
 * @property {AvatarProblem | null} [problem]
 * @property {number} [message] The id of the message that tells it.
 */

/**
 * A text with a promise of its end.
 *
 * @param {Pick<Text, 'text' | 'talk' | 'of' | 'signal'>} text
 */
export function promised(text) {
  const { promise, resolve } = /** @type {Deferred<Outcome>} */ (deferred());
  return { taskId: null, promise: /** @type {Speech} */ (promise), resolve, ...text };
}

/**
 * Tells how a text ended, and why it failed.
 *
 * @param {Text} said
 * @param {Outcome} outcome
 * @param {AvatarProblem | null} [problem]
 */
export function settle({ promise, resolve }, outcome, problem = null) {
  if (promise) promise.problem = problem;
  resolve?.(outcome);
}

/** A character of a word. Chinese and Japanese have no words to tell apart. */
const IN_WORD = '[^\\s\\u3000-\\u9fff\\uff00-\\uff60\\u{20000}-\\u{10ffff}]';

/**
 * The beginning of a text with so many characters that are not white space, without a last word that was only begun. The player's model has the
 * same rule for its lines (`crates/player/src/transcript_entry.rs`); asked for it, the module's wasm would be 0.4 kB larger.
 *
 * @param {string} text
 * @param {number} letters
 */
const beginning = (text, letters) => new RegExp(`^(?:\\s*\\S){0,${letters}}(?:(?<!${IN_WORD})|(?!${IN_WORD}))`, 'u').exec(text)?.[0] ?? '';

/** The texts that the wasm's session of a life has. */
export class Texts {
  #host;
  #problem;
  #session;
  /**
   * By the wasm's names for them.
   *
   * @type {Map<number, Text>}
   */
  #named = new Map();

  /**
   * @param {Host} host
   * @param {() => AvatarProblem | undefined} problem The one that was told last.
   * @param {() => WasmSession | null} session
   */
  constructor(host, problem, session) {
    this.#host = host;
    this.#problem = problem;
    this.#session = session;
  }

  /** @param {Text} said */
  give(said) {
    const session = this.#session();
    if (!session) return settle(said, 'interrupted');
    // The session tells of the text from within the call, so its name is asked for first.
    this.#named.set(session.nextText(), said);
    session.speak(said.text, !!said.talk);
  }

  /** The connection was lost: a text that was being said is said again, or is over. */
  lose() {
    for (const said of this.#named.values()) {
      said.captions?.();
      (said.of ?? said).speaking = false;
    }
  }

  /** Ends those that are left. */
  end() {
    for (const said of this.#named.values()) this.finish(said, 'interrupted');
    this.#named.clear();
  }

  /**
   * A text ended.
   *
   * @param {Text} said
   * @param {Outcome} outcome
   * @param {AvatarProblem | null} [problem]
   */
  finish(said, outcome, problem = null) {
    const { tell, messages } = this.#host;
    const { taskId, text, letters = 0, unsaid = null, of, answer = null } = said;
    const heard = said.heard ?? (said.talk ? (answer ?? '') : outcome === 'spoken' ? text : beginning(text, letters));
    said.over = true;
    said.speaking = false;
    said.captions?.(outcome === 'spoken');
    if (said.message) messages.note(said, heard, outcome);
    settle(said, outcome, problem);
    if (!of) return tell('speakend', { taskId, text, outcome, problem, heard, unsaid, answer }, said);
    // A piece of an answer: told at the end of the whole, which ends as its worst piece did.
    of.speaking = false;
    if ((of.outcome !== 'failed' && outcome !== 'spoken') || !of.outcome) Object.assign(of, { outcome, problem });
    of.heard = `${of.heard ?? ''} ${heard}`.trim();
    of.answer = `${of.answer ?? ''} ${text}`.trim();
    of.unsaid ??= unsaid;
  }

  /** @param {number} id */
  #of(id) {
    // The greeting was never given to `speak`.
    const said = this.#named.get(id) ?? { text: this.#host.options.greeting ?? '', taskId: null };
    this.#named.set(id, said);
    return said;
  }

  /** @param {number} id */
  #begin(id) {
    const { tell, messages, captions } = this.#host;
    const said = this.#of(id);
    const whole = said.of ?? said;
    // Interrupted while it was on its way to the service.
    if (said.signal?.aborted || whole.signal?.aborted) return queueMicrotask(() => this.#session()?.interrupt(false));
    if (!whole.told) tell('speakstart', { taskId: (whole.taskId ??= said.taskId), text: whole.text }, whole);
    // After a lost connection a text is begun again, and that is told; the pieces of an answer are one text.
    whole.told = !!said.of;
    whole.speaking = true;
    if (said.talk) said.answer = undefined;
    else {
      captions.show(said);
      messages.note(whole, said.of ? `${whole.answer ?? ''} ${said.text}`.trim() : (said.clean ?? said.text));
    }
  }

  /** @satisfies {Partial<Listener>} */
  listener = {
    accepted: (/** @type {number} */ id, /** @type {string} */ taskId, /** @type {number | undefined} */ millis) => {
      const said = Object.assign(this.#of(id), { taskId, millis });
      // On its way before the text begins: a short text is over soon. Of an answer it is not known whether its words will be told.
      if (!said.talk) this.#host.captions.fetch();
    },
    began: (/** @type {number} */ id) => this.#begin(id),
    cleaned: (/** @type {number} */ id, /** @type {string} */ clean) => {
      this.#of(id).clean = clean;
    },
    // The service's own answer: its words are told when their sound begins, so that those before them are over.
    words: (/** @type {number} */ id, /** @type {string} */ words) => {
      const said = this.#of(id);
      said.answer = `${said.answer ?? ''}${words}`;
      said.captions?.(true);
      said.captions = undefined;
      this.#host.captions.show(said, words);
      this.#host.messages.note(said, said.answer);
    },
    // Told right before the end of a text that was cut off.
    heard: (/** @type {number} */ id, /** @type {number} */ letters) => {
      this.#of(id).letters = letters;
    },
    unsaid: (/** @type {number} */ id, /** @type {string} */ unsaid) => {
      this.#of(id).unsaid = unsaid;
    },
    finished: (/** @type {number} */ id, /** @type {string} */ how) => {
      const outcome = /** @type {Outcome} */ (how);
      const said = this.#of(id);
      this.#named.delete(id);
      // The problem of a text is told right before.
      this.finish(said, outcome, outcome === 'failed' ? this.#problem() : null);
    },
  };
}
