// The tools over the stage's picture: captions, backgrounds, saved pictures and recordings, a window of its own, the whole screen. Loaded with
// the first session. The model of the player decides when each is used.
import { Background } from '../../embed/extra/chroma-key.js';
import { standsBeforeScreen } from '../../embed/extra/chroma-key/detection.js';
import { caption } from '../../embed/extra/caption-lines.js';
import { VideoCanvas } from '../../embed/extra/video-canvas.js';
import { Recording } from '../../embed/extra/recording.js';
import { save } from '../../embed/extra/save.js';
import { snapshot } from '../../embed/extra/snapshot.js';
import { css, known, paint, replaced } from './backgrounds.js';
import { BackgroundPicker } from './background-picker.js';

/** @typedef {import('./backgrounds.js').Name} Name */
/** @typedef {(what: string, value: string | boolean) => void} Tell Hears `caption` with its line, a control with whether it is on, `green` with whether the service is to send a green background, or `failed` with the reason. */
/** @typedef {{ language: string, choice: (name: string) => string | undefined, choose: (name: string, value?: string) => void }} Page What the page knows of its visitor. */

export { prepare } from '../../embed/extra/chroma-key.js';

/** For so long, in ms, pictures may still come before the background that was chosen last. */
const LATE = 1000;
/** The name of files that are saved. */
const FILE = 'avatar';

export class Tools {
  #video;
  #stage;
  #transparent;
  #tell;
  #page;
  #picker;
  /** @type {Name} */
  #background = 'studio';
  /** The picture without its green screen. @type {Background | undefined} */
  #chromaKey;
  /** Grows with each choice: an older one that is still waiting gives way. */
  #turn = 0;
  /** @type {Promise<Recording> | undefined} */
  #recording;
  /** How long texts take, in ms, by their ids. @type {Map<number, number>} */
  #millis = new Map();
  /** The functions that end the captions of a text. @type {Map<number, (whole?: boolean) => void>} */
  #captions = new Map();
  #over = new AbortController();

  /**
   * @param {HTMLVideoElement} video
   * @param {boolean} transparent Whether its pictures are transparent as they come.
   * @param {Tell} tell
   * @param {Page} page
   */
  static async of(video, transparent, tell, page) {
    const [{ default: words }] = await Promise.all([import(`../texts/${page.language}.js`), styled()]);
    return new Tools(video, transparent, tell, page, words.backgrounds);
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {boolean} transparent
   * @param {Tell} tell
   * @param {Page} page
   * @param {Record<string, string>} words
   */
  constructor(video, transparent, tell, page, words) {
    this.#video = video;
    this.#stage = /** @type {HTMLElement} */ (video.closest('.stage'));
    this.#transparent = transparent;
    this.#tell = tell;
    this.#page = page;
    this.#picker = new BackgroundPicker(transparent, words, (name) => this.#choose(name), (error) => this.#fail(error));
    this.#stage.append(this.#picker.node);
    const asked = page.choice('background') ?? '';
    this.#show(known(asked, transparent) ? asked : 'studio');
    const { signal } = this.#over;
    document.addEventListener('fullscreenchange', () => this.#tell('full', this.#full), { signal });
  }

  /** The names of the controls that this browser can serve. */
  get offers() {
    const { pictureInPictureEnabled, fullscreenEnabled } = document;
    const films = typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype;
    const there = { captions: true, snapshot: true, record: films, background: true, pip: films && pictureInPictureEnabled, full: fullscreenEnabled };
    return Object.entries(there).filter(([, can]) => can).map(([name]) => name).join(' ');
  }

  /** Whether captions were chosen on an earlier visit, or by a link. */
  get captioned() {
    return this.#page.choice('captions') === '1';
  }

  /**
   * Does what a control asks for.
   *
   * @param {string} name
   * @param {boolean} on
   */
  act(name, on) {
    const doing = {
      captions: () => this.#page.choose('captions', on ? '1' : ''),
      background: () => (this.#picker.node.hidden = !on),
      snapshot: async () => save(await snapshot(this.#shown, { background: this.#paint }), FILE),
      record: () => (on ? this.#record() : this.#saveRecording()),
      pip: () => this.#pip(),
      full: () => (on ? this.#player?.requestFullscreen() : document.exitFullscreen()),
    }[name];
    Promise.resolve(doing?.()).catch((error) => this.#fail(error));
  }

  /**
   * Takes what becomes of a text: it was `accepted`, with how long it takes; it `began`; it was `spoken` to its end, or ended otherwise.
   *
   * @param {string} what
   * @param {number} id
   * @param {string} text
   * @param {number} millis
   */
  hear(what, id, text, millis) {
    if (what === 'accepted') {
      if (millis) this.#millis.set(id, millis);
      return;
    }
    this.#captions.get(id)?.(what === 'spoken');
    this.#captions.delete(id);
    if (what === 'began') this.#captions.set(id, caption(text, this.#millis.get(id), performance.now(), (line) => this.#tell('caption', line.text)));
    else this.#millis.delete(id);
  }

  /** Ends everything; a recording is saved. */
  free() {
    const full = this.#full;
    this.#over.abort();
    for (const end of this.#captions.values()) end();
    this.#saveRecording().catch(() => {});
    if (full) {
      this.#tell('full', false);
      document.exitFullscreen().catch(() => {});
    }
    // Nobody hears it any more.
    this.#tell = () => {};
    this.#chromaKey?.free();
    this.#stage.removeAttribute('data-unsure');
    this.#picker.node.remove();
  }

  get #player() {
    return this.#stage.closest('.player');
  }

  get #full() {
    return !!document.fullscreenElement && document.fullscreenElement === this.#player;
  }

  /** The source of the picture: the picture without its screen, or the video. */
  get #shown() {
    return this.#chromaKey?.canvas ?? this.#video;
  }

  /** Paints the background of the moment. @type {import('../../embed/extra/fill.js').BackgroundFill} */
  #paint = (context, width, height) => paint(this.#background, this.#stage, context, width, height);

  /** @param {unknown} error */
  #fail(error) {
    // The visitor has thought better of it.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    this.#tell('failed', String(error));
  }

  /** @param {Name} name */
  #choose(name) {
    // A picture is the visitor's own, and not kept.
    if (name !== 'picture') this.#page.choose('background', name === 'studio' ? '' : name);
    this.#tell('green', replaced(name));
    this.#show(name);
  }

  /** @param {Name} name */
  #show(name) {
    this.#background = name;
    this.#stage.style.background = css(name);
    this.#picker.mark(name);
    this.#updateChromaKey(name).catch((error) => this.#fail(error));
  }

  /**
   * Takes the screen out where something else is to be seen behind the avatar, or where the service sends nothing but a screen.
   *
   * @param {Name} name
   */
  async #updateChromaKey(name) {
    const turn = ++this.#turn;
    const unsure = name === 'studio' && !this.#transparent;
    this.#stage.toggleAttribute('data-unsure', unsure && !this.#chromaKey);
    if (unsure && this.#chromaKey) await new Promise((later) => setTimeout(later, LATE));
    const wanted = !this.#transparent && (replaced(name) || (unsure && (await standsBeforeScreen(this.#video))));
    if (turn !== this.#turn || this.#over.signal.aborted) return;
    this.#stage.removeAttribute('data-unsure');
    if (!wanted) {
      this.#chromaKey?.free();
      this.#chromaKey = undefined;
    } else if (!this.#chromaKey) {
      this.#chromaKey = new Background(this.#video);
      this.#video.after(this.#chromaKey.canvas);
    }
  }

  async #record() {
    this.#recording ??= Recording.of(this.#video, { background: this.#paint, source: () => this.#shown });
    try {
      await this.#recording;
      this.#tell('record', true);
    } catch (error) {
      this.#recording = undefined;
      throw error;
    }
  }

  async #saveRecording() {
    const recording = this.#recording;
    this.#recording = undefined;
    this.#tell('record', false);
    const film = await (await recording)?.stop();
    if (film?.size) save(film, FILE);
  }

  /** A window of its own shows a video, and nothing that lies over it: so it is given one of what is shown. */
  async #pip() {
    if (document.pictureInPictureElement) return document.exitPictureInPicture();
    const copy = new VideoCanvas(this.#video, this.#paint, () => this.#shown);
    const stream = copy.canvas.captureStream(30);
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    const { signal } = this.#over;
    const end = () => {
      copy.free();
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    };
    try {
      await video.play();
      await video.requestPictureInPicture();
    } catch (error) {
      end();
      throw error;
    }
    video.addEventListener('leavepictureinpicture', end, { once: true });
    signal.addEventListener('abort', () => document.pictureInPictureElement === video && document.exitPictureInPicture().catch(() => {}), { once: true });
  }
}

/** @type {Promise<unknown> | undefined} */
let sheet;
/** The style of the tools: nothing is shown without it. */
function styled() {
  return (sheet ??= new Promise((there) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('./tools.css', import.meta.url).href, onload: there, onerror: there });
    document.head.append(link);
  }));
}
