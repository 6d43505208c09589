// Answers of the page's own function or endpoint: one at a time, said piece by piece.
/** @import { AvatarProblem } from '../../../types/module.js' */
/** @import { Host } from './life.js' */
/** @import { Text, Texts } from './texts.js' */
import { missing, part } from '../parts.js';
import { promised } from './texts.js';

const CODE = 'extra/answer.js';

export class Answers {
  #host;
  #texts;
  #over;
  /** The text that is being answered. @type {Text | undefined} */
  #said;
  #control = new AbortController();

  /**
   * @param {Host} host
   * @param {Pick<Texts, 'give'>} texts Take the pieces.
   * @param {(text: Text, problem?: AvatarProblem) => void} over Told of the end of each.
   */
  constructor(host, texts, over) {
    this.#host = host;
    this.#texts = texts;
    this.#over = over;
  }

  /** Whether the page answers texts itself. */
  get own() {
    const { answer, answerUrl } = this.#host.options;
    return answer || answerUrl;
  }

  /** Whether a text is being answered just now. */
  get busy() {
    return !!this.#said;
  }

  /** @param {Text} said */
  async answer(said) {
    const { options, messages, tell } = this.#host;
    this.#said = said;
    const { signal } = (this.#control = new AbortController());
    const say = (/** @type {string} */ text) => {
      const piece = promised({ text, of: said, signal });
      this.#texts.give(piece);
      return piece.promise;
    };
    const code = await part(CODE, import('../../extra/answer.js'), (problem) => tell('error', problem));
    const problem = code ? await code.answer(options, said, say, { signal, messages: messages.all }) : missing(CODE);
    if (this.#said === said) this.end(problem);
  }

  /**
   * Gives up the answer to this text, or to any.
   *
   * @param {Text} [said]
   */
  abort(said = this.#said) {
    if (this.#said === said) this.#control.abort();
  }

  /**
   * The answer has been said, or was given up. Without a `problem` its pieces say how it ended.
   *
   * @param {AvatarProblem} [problem]
   */
  end(problem) {
    const said = this.#said;
    if (!said) return;
    this.#control.abort();
    this.#said = undefined;
    this.#over(said, problem);
  }
}
