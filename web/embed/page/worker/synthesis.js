// The synthesis, in slices of time between other work. It is loaded beside the first pictures, and the orders to it wait.

/** Ms of synthesis at a time, before other work is looked at. */
const SLICE = 8;

export class Synthesis {
  /** The wasm's, once it has been loaded. @type {Voices | null} */
  voices = null;
  /** Orders that have not been given. @type {{ session: string, give: (voices: Voices) => void }[]} */
  #orders = [];
  #later = new MessageChannel();
  #waiting = false;

  /**
   * @param {Page} page
   * @param {() => Iterable<import('./playback.js').Playback>} playbacks
   * @param {(work: () => void) => void} guarded runs what must not fail
   */
  constructor(page, playbacks, guarded) {
    this.page = page;
    this.playbacks = playbacks;
    this.#later.port1.onmessage = () => {
      this.#waiting = false;
      guarded(() => this.run());
    };
  }

  /** Takes a voice file; what is wrong with it, if anything. @param {string} language @param {Uint8Array} file */
  provide(language, file) {
    if (!this.voices) return 'the synthesis has not come';
    return this.voices.provide(language, file) ?? null;
  }

  /** @param {string} session @param {(voices: Voices) => void} give */
  order(session, give) {
    this.#orders.push({ session, give });
  }

  /** A session has no voice: its texts that wait for the synthesis are refused, and so are those that wait in it for the voice. @param {string} session */
  refuse(session) {
    this.#orders = this.#orders.filter((order) => order.session !== session);
    this.page.voiceless(session);
    this.voices?.voiceless(session);
  }

  /** Gives the orders. The synthesis answers to `page`, which must not be at work at that moment. */
  #forward() {
    while (this.voices && this.#orders.length) this.#orders.shift()?.give(this.voices);
  }

  /** Synthesises for a slice of time; the rest of it after the messages that wait. */
  run() {
    const { page, voices } = this;
    this.#forward();
    if (!voices) return;
    for (const { session } of this.playbacks()) voices.consumed(session, page.consumed(session));
    const until = performance.now() + SLICE;
    let more = true;
    while (more && performance.now() < until) {
      more = voices.step();
      this.#forward();
      // The first piece of a text is played at once, whatever there is to do yet.
      for (const playback of this.playbacks()) if (page.speaking(playback.session)) playback.fill();
    }
    if (more && !this.#waiting) {
      this.#waiting = true;
      this.#later.port2.postMessage(0);
    }
  }
}
