// Captions of the texts that are being said. The part that cuts them into lines is fetched with the first one.
/** @import { AvatarOptions } from '../../../types/module.js' */
/** @import { Tell } from './life.js' */
/** @import { Text } from './texts.js' */
import { part } from '../parts.js';

export class Captions {
  #options;
  #tell;
  /** @type {Promise<typeof import('../../extra/caption-lines.js') | null> | undefined} */
  #coming;

  /**
   * @param {AvatarOptions} options
   * @param {Tell} tell
   */
  constructor(options, tell) {
    this.#options = options;
    this.#tell = tell;
  }

  /** Fetches the part. */
  fetch() {
    return (this.#coming ??= part('caption-lines.js', import('../../extra/caption-lines.js'), (problem) => this.#tell('error', problem)));
  }

  /**
   * Shows the lines of a text that begins now.
   *
   * @param {Text} said
   * @param {string} [words] Said in its place.
   */
  async show(said, words = said.clean ?? said.text) {
    // Said again after a lost connection: the first run's lines are over.
    said.captions?.();
    const run = (said.run = (said.run ?? 0) + 1);
    const began = performance.now();
    const captions = await this.fetch();
    // Where texts are sent sentence by sentence, the service says how long the first one takes.
    const millis = this.#options.splitSentences ? undefined : said.millis;
    if (captions && !said.over && run === said.run) said.captions = captions.caption(words, millis, began, (line) => this.#tell('caption', line));
  }
}
