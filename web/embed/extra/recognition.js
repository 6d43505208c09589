// The browser's own speech recognition, in the place of a service that hears visitors: for the avatar in the page. Loaded with the first wish to be
// heard.
import { Microphone as Recorder } from './microphone.js';

/**
 * @typedef {object} RecognitionHost The session, as far as it hears a visitor.
 * @property {string | undefined} language The language that is spoken.
 * @property {boolean} held Whether a turn lasts for as long as a button is held.
 * @property {() => string} saying The words that the avatar says, or said a moment ago.
 * @property {(message: object) => void} tell Takes a message of the service.
 * @property {(text: string, final: boolean) => void} words Takes the visitor's words as far as they have come, and at the end of their turn.
 */

/**
 * @typedef {object} Recogniser The browser's object (Web Speech API).
 * @property {string} lang
 * @property {boolean} continuous
 * @property {boolean} interimResults
 * @property {boolean} [processLocally]
 * @property {(event: { resultIndex: number, results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void} onresult
 * @property {(event: { error: string }) => void} onerror
 * @property {() => void} onstart
 * @property {() => void} onend
 * @property {(track?: MediaStreamTrack) => void} start
 * @property {() => void} stop
 * @property {() => void} abort
 */
/** @typedef {(new () => Recogniser) & { available?: (how: { langs: string[], processLocally: boolean }) => Promise<string> }} Kind */

/** The browser's class; undefined where it has none. */
const kind = () => {
  const browser = /** @type {{ SpeechRecognition?: Kind, webkitSpeechRecognition?: Kind }} */ (globalThis);
  return browser.SpeechRecognition ?? browser.webkitSpeechRecognition;
};

/** A recognition that ended by itself begins anew; one that ended sooner than this, in ms, after a pause that grows. */
const SOON = 2000;
const FIRST_PAUSE = 250;
const MAX_PAUSE = 8000;
/** After so many failures of its service in a row, the microphone is closed. */
const MAX_FAILURES = 4;

/** Words, or single characters where words are not set apart. */
const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{N}]+/gu;
const wordsOf = (/** @type {string} */ text) => text.toLowerCase().match(WORD) ?? [];

/**
 * Whether words that were heard are the avatar's own, which came out of a loudspeaker: all but a quarter of them are among those that it says.
 *
 * @param {string} heard
 * @param {string} saying
 */
export function echoes(heard, saying) {
  const said = new Set(wordsOf(saying));
  const words = wordsOf(heard);
  return words.filter((word) => !said.has(word)).length <= words.length / 4;
}

/** Puts pieces of a text together. Some browsers begin a later one with a blank, some do not. @param {string[]} pieces */
const joined = (pieces) => pieces.reduce((text, piece) => (/[\p{L}\p{N}.,!?]$/u.test(text) && /^[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Arabic}\p{N}]/u.test(piece) ? `${text} ${piece}` : text + piece), '').trim();

/** Makes turns of what is recognised: pieces of text, each of which may still change until it is final. */
export class Turns {
  #host;
  #count = 0;
  #open = false;
  /** Pieces that will not change. @type {string[]} */
  #whole = [];
  #text = '';

  /** @param {RecognitionHost} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {{ text: string, final: boolean }[]} pieces Those that changed, in their order. */
  hear(pieces) {
    this.#whole.push(...pieces.filter(({ final }) => final).map(({ text }) => text));
    const rest = pieces.filter(({ final }) => !final).map(({ text }) => text);
    const text = joined([...this.#whole, ...rest]);
    if (!wordsOf(text).length) return;
    if (!this.#open && echoes(text, this.#host.saying())) {
      if (!rest.length) this.#whole = [];
      return;
    }
    if (!this.#open) this.#host.tell({ type: 'user_start', task_id: `heard-${++this.#count}` });
    this.#open = true;
    this.#text = text;
    this.#host.words(text, false);
    if (!rest.length && !this.#host.held) this.end();
  }

  /** The turn is over, with the words that have come. */
  end() {
    this.#whole = [];
    if (!this.#open) return;
    this.#open = false;
    this.#host.tell({ type: 'user_stop', task_id: `heard-${this.#count}` });
    this.#host.words(this.#text, true);
  }
}

/** In the place of a track of the microphone: while it is enabled, the browser recognises what is said. */
class RecognitionTrack extends EventTarget {
  readyState = 'live';
  #host;
  #track;
  #turns;
  #enabled = false;
  /** @type {Recogniser | undefined} */
  #running;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  #pause = 0;
  #failures = 0;
  /** Whether recognition needs no service. */
  #local = false;

  /**
   * @param {RecognitionHost} host
   * @param {MediaStreamTrack} [track] The microphone that it hears; the browser's own choice where it takes none.
   */
  constructor(host, track) {
    super();
    this.#host = host;
    this.#track = track;
    this.#turns = new Turns(host);
    track?.addEventListener('ended', () => this.#lose());
  }

  get enabled() {
    return this.#enabled;
  }
  set enabled(on) {
    this.#enabled = on && this.readyState === 'live';
    if (this.#track) this.#track.enabled = this.#enabled;
    clearTimeout(this.#again);
    this.#pause = 0;
    if (this.#enabled) this.#listen();
    // The words that were said are still written down.
    else this.#running?.stop();
  }

  stop() {
    this.readyState = 'ended';
    this.enabled = false;
    this.#running?.abort();
    this.#track?.stop();
  }

  /** Asks the visitor, where no track was asked for. */
  async ask() {
    await new Promise((/** @type {(value?: undefined) => void} */ heard, refused) => this.#listen(heard, refused));
  }

  /** Looks whether the browser recognises the language by itself, without a service. */
  async look() {
    const lang = this.#host.language ?? navigator.language;
    const found = await kind()?.available?.({ langs: [lang], processLocally: true }).catch(() => '');
    this.#local = found === 'available';
  }

  /** The browser gives nothing more. */
  #lose() {
    if (this.readyState !== 'live') return;
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }

  /**
   * @param {() => void} [heard] Told once it hears.
   * @param {(error: DOMException) => void} [refused]
   */
  #listen(heard, refused) {
    // One that is just ending begins anew then.
    if (this.#running) return;
    const Recogniser = /** @type {Kind} */ (kind());
    const running = (this.#running = new Recogniser());
    const begun = performance.now();
    Object.assign(running, { continuous: true, interimResults: true, lang: this.#host.language ?? navigator.language });
    if (this.#local) running.processLocally = true;
    running.onstart = () => heard?.();
    running.onresult = ({ resultIndex, results }) => {
      this.#failures = 0;
      this.#turns.hear(Array.from(results).slice(resultIndex).map((result) => ({ text: result[0].transcript, final: result.isFinal })));
    };
    running.onerror = ({ error }) => this.#fail(error, refused);
    running.onend = () => {
      this.#running = undefined;
      this.#turns.end();
      if (!this.#enabled) return;
      // Browsers end it by themselves after a silence, or a minute.
      this.#pause = performance.now() - begun < SOON ? Math.min(MAX_PAUSE, 2 * this.#pause || FIRST_PAUSE) : 0;
      this.#again = setTimeout(() => this.#listen(), this.#pause);
    };
    try {
      running.start(this.#track);
    } catch (error) {
      this.#running = undefined;
      refused?.(/** @type {DOMException} */ (error));
      if (!refused) this.#lose();
    }
  }

  /**
   * @param {string} error The browser's word for it.
   * @param {(error: DOMException) => void} [refused]
   */
  #fail(error, refused) {
    const names = /** @type {Record<string, string>} */ ({ 'not-allowed': 'NotAllowedError', 'service-not-allowed': 'NotAllowedError', 'audio-capture': 'NotFoundError' });
    if (names[error]) {
      refused?.(new DOMException(`Speech recognition: ${error}`, names[error]));
      return this.#lose();
    }
    const known = { network: 'The browser’s speech recognition does not reach its service.', 'language-not-supported': `The browser’s speech recognition does not know the language ${this.#host.language}.` };
    const message = /** @type {Record<string, string>} */ (known)[error];
    // A silence, or its own end, is none.
    if (!message) return;
    const last = error !== 'network' || ++this.#failures >= MAX_FAILURES;
    this.#host.tell({ type: 'error', task_id: '', code: last ? 'stt-ended' : 'stt-unavailable', message });
  }
}

/** The visitor's microphone, as a session without a service uses it. */
export class Microphone {
  #recorder;
  #host;

  /**
   * @param {() => string | null | undefined} chosen
   * @param {(level: number) => void} tell
   * @param {RecognitionHost} host
   */
  constructor(chosen, tell, host) {
    this.#recorder = new Recorder(chosen, tell);
    this.#host = host;
  }

  /** @param {boolean} [unasked] */
  async open(unasked = false) {
    // Browsers that take a track have this, too. Two users of the microphone at once, others do not bear.
    const takes = !!kind()?.available;
    if (unasked && !takes) throw new DOMException('It was taken away.', 'InvalidStateError');
    const { track, other } = takes ? await this.#recorder.open(unasked) : { track: undefined, other: false };
    const recognition = new RecognitionTrack(this.#host, track);
    await (track ? recognition.look() : recognition.ask());
    return { track: /** @type {MediaStreamTrack} */ (/** @type {unknown} */ (recognition)), other };
  }

  /** @param {string} state */
  follow(state) {
    this.#recorder.follow(state);
  }
}
