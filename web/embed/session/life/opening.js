// The start of a session until its wasm is there, or it is given up: the wait for a page that is seen, the call that is sent ahead, the longest
// time that the wasm may take.
/** @import { Chosen } from '../options.js' */
import { early } from './early.js';
import { tooLate } from './refusals.js';

/** How long the wasm may take, in ms. A start that comes later waits for the same. */
const LOAD_TIMEOUT = 60_000;

export class Opening {
  #chosen;
  #leave;
  /** @type {ReturnType<typeof early>} */
  #early;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #late;
  #asked = 0;
  #over = false;

  /**
   * @param {Chosen} chosen
   * @param {() => void} leave Called where the page is left meanwhile.
   */
  constructor(chosen, leave) {
    this.#chosen = chosen;
    this.#leave = leave;
    addEventListener('pagehide', leave);
  }

  /**
   * Calls `load` once the page is seen, and gives what it brings.
   *
   * @template T
   * @param {() => Promise<T>} load
   * @returns {Promise<T>}
   */
  async load(load) {
    // A page that is prerendered may never be seen: no session is opened for it. Not every browser does that.
    const { prerendering } = /** @type {Document & { prerendering?: boolean }} */ (document);
    if (prerendering) await new Promise((shown) => document.addEventListener('prerenderingchange', shown, { once: true }));
    this.#asked = performance.now();
    // Given up before the page was seen.
    if (!this.#over && !this.#chosen.inPage) this.#early = early(this.#chosen);
    /** @type {Promise<never>} */
    const late = new Promise((_, fail) => {
      this.#late = setTimeout(() => fail(tooLate()), LOAD_TIMEOUT);
    });
    return Promise.race([load(), late]).finally(() => clearTimeout(this.#late));
  }

  /** For how long it has lasted, in whole ms. */
  get lasted() {
    return Math.round(performance.now() - this.#asked);
  }

  /** The call that was sent ahead, as far as the wasm takes it over. */
  get told() {
    return this.#early?.told;
  }

  /** The wasm is there. */
  end() {
    this.#over = true;
    clearTimeout(this.#late);
    removeEventListener('pagehide', this.#leave);
  }

  giveUp() {
    this.end();
    this.#early?.giveUp();
  }
}
