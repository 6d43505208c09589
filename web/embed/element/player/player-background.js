// The background behind the avatar. Unless the element says otherwise, a green (or blue) screen is taken out where there is one.
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Background } from '../../extra/chroma-key.js' */
import { standsBeforeScreen } from '../../extra/chroma-key/detection.js';
import { part } from '../../session/parts.js';

/** For so long, in ms, pictures may still come before the background that was asked for last. */
const LATE = 1000;

/** @type {Promise<typeof import('../../extra/chroma-key.js') | null> | undefined} */
let coming;
/**
 * The code that takes a screen out; null, and reported to the element, where it does not come. It is asked for again the next time.
 *
 * @param {Element} element
 */
async function code(element) {
  coming ??= part('extra/chroma-key.js', import('../../extra/chroma-key.js'), (detail) => element.dispatchEvent(new CustomEvent('error', { detail })));
  const found = await coming;
  if (!found) coming = undefined;
  return found;
}

/**
 * A colour as the computed style of a node has it: red, green, blue from 0 to 1; null where it is no plain opaque colour.
 *
 * @param {Element} node
 * @returns {[number, number, number] | null}
 */
function colourOf(node) {
  const { backgroundColor, backgroundImage } = getComputedStyle(node);
  const parts = backgroundImage === 'none' && /^rgb\((\d+), (\d+), (\d+)\)$/.exec(backgroundColor);
  if (!parts) return null;
  const [red, green, blue] = parts.slice(1).map((part) => Number(part) / 255);
  return [red, green, blue];
}

export class PlayerBackground {
  #element;
  #video;
  #clear;
  /** @type {Background | null | undefined} */
  #chromaKey;
  /**
   * Whether the picture stands before a screen; undefined until one was looked at.
   *
   * @type {boolean | undefined}
   */
  #screen;
  /** @type {Element | undefined} */
  #stage;
  /** Whether the element is in another document now, whose pictures the old canvas does not hear of. */
  #stale = false;
  /** Grows with each call: an older one that is still waiting gives way. */
  #turn = 0;

  /**
   * @param {StreamingAvatarElement} element
   * @param {HTMLVideoElement} video
   * @param {() => boolean} clear Whether the pictures are transparent as they come, so that nothing is to be taken out of them.
   */
  constructor(element, video, clear) {
    this.#clear = clear;
    this.#element = element;
    this.#video = video;
  }

  /** The plain colour behind pictures that are transparent as they come; undefined where there is none. */
  get colour() {
    const colour = this.#clear() && this.#asked !== 'transparent' && colourOf(this.#stage ?? this.#element);
    return colour ? `rgb(${colour.map((part) => 255 * part)})` : undefined;
  }

  /** The node that is shown in the video's place, if any. */
  get canvas() {
    return this.#chromaKey?.canvas;
  }

  /** Another avatar may come: what was found out is forgotten, and what will be needed is fetched. */
  await() {
    this.#screen = undefined;
    if (!['auto', 'keep'].includes(this.#asked) && !this.#clear()) code(this.#element);
  }

  /** The element is somewhere else. */
  moved() {
    this.#stale = !!this.#chromaKey;
  }

  get #asked() {
    return this.#element.background?.trim() || 'auto';
  }

  /**
   * Brings `stage` in line with what is asked for.
   *
   * @param {Element} stage
   * @param {boolean} live Whether there are pictures to look at.
   */
  async follow(stage, live) {
    const turn = ++this.#turn;
    const asked = this.#asked;
    const style = ['auto', 'keep', 'transparent'].includes(asked) ? '' : asked;
    this.#stage = style ? stage : undefined;
    this.#element.style.setProperty('--sa-chosen-background', style);
    this.#element.toggleAttribute('data-transparent', asked === 'transparent');
    // Until it is known what to do with them, pictures are not shown: no flash of green.
    stage.toggleAttribute('data-unsure', asked === 'auto' && this.#screen === undefined && !this.#clear());
    const chromaKey = await this.#find(asked, live).catch(() => null);
    if (turn !== this.#turn) {
      if (chromaKey !== this.#chromaKey) chromaKey?.free();
      return;
    }
    if (chromaKey !== this.#chromaKey) this.#chromaKey?.free();
    this.#chromaKey = chromaKey;
    if (chromaKey) {
      chromaKey.colour = asked === 'transparent' ? null : colourOf(style ? stage : this.#element);
      if (chromaKey.canvas.parentNode !== stage) this.#video.after(chromaKey.canvas);
    }
    if (live) stage.removeAttribute('data-unsure');
  }

  /**
   * @param {string} asked
   * @param {boolean} live
   */
  async #find(asked, live) {
    // Pictures that were asked to be green are so for some time yet.
    if (this.#chromaKey && ['auto', 'keep'].includes(asked) && !this.#screen) await new Promise((later) => setTimeout(later, LATE));
    if (asked === 'keep' || this.#clear() || (asked === 'auto' && !live)) return null;
    if (asked === 'auto') {
      this.#screen ??= await standsBeforeScreen(this.#video);
      if (!this.#screen) return null;
    }
    const found = await code(this.#element);
    if (!found) return null;
    if (!this.#stale && this.#chromaKey) return this.#chromaKey;
    this.#stale = false;
    return found.Background.of(this.#video);
  }

  free() {
    this.#turn++;
    this.#chromaKey?.free();
    this.#chromaKey = undefined;
  }
}
