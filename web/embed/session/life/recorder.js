// The recorder: starts and stops the one recording of a session. Its code is fetched with the first one.
/** @import { How } from '../../extra/recording.js' */

export class Recorder {
  /** @type {Promise<import('../../extra/recording.js').Recording> | undefined} */
  #recording;

  /** Whether one is being recorded. */
  get runs() {
    return !!this.#recording;
  }

  /**
   * Begins one, unless it runs already.
   *
   * @param {HTMLVideoElement} video
   * @param {How} [how]
   */
  async start(video, how) {
    this.#recording ??= import('../../extra/recording.js').then(({ Recording }) => Recording.of(video, how));
    await this.#recording.catch((error) => {
      this.#recording = undefined;
      throw error;
    });
  }

  /** Ends it, and gives it; null where none was recorded. */
  async stop() {
    const recording = this.#recording;
    this.#recording = undefined;
    return (await (await recording)?.stop()) ?? null;
  }
}
