// For the page around a frame: the element's methods and events, over `postMessage`.
/** @import { AvatarEvents, AvatarMessage, AvatarProblem, MicrophoneState, State } from '../types/module.js' */
/** @import { FrameChoices, FrameOptions } from '../types/frame.js' */
/** @import { Message } from './protocol.js' */
import { attribute, CALLS, EVENTS, SECRET, understood, VERSION } from './protocol.js';
import { AvatarError } from './session/error.js';

export { AvatarError };

/** So many messages are kept, as in the frame. */
const MAX_MESSAGES = 200;

/** Seconds that the frame has left to answer once its page is there. */
const FRAME_TIMEOUT = 10;

/** Beside this script. A bundler must not take embed.html for a file of the page's: it belongs into a folder with its scripts. */
const here = import.meta.url;

/** @typedef {{ resolve: (result: any) => void, reject: (reason: unknown) => void }} Waiting */

/** @typedef {{ state: State, speaking: boolean, sessionId: string | null, microphone: MicrophoneState, messages: AvatarMessage[], error: AvatarProblem | null }} Status */

/** With the methods that are made of [`CALLS`], and the properties that are made of the status. */
const Base = /** @type {new () => import('../types/module.js').AvatarEventTarget & Pick<import('../types/frame.js').StreamingAvatarFrame, import('../types/frame.js').FrameCall | keyof Status>} */ (EventTarget);

export class StreamingAvatarFrame extends Base {
  /** @type {Map<number, Waiting>} */
  #pending = new Map();
  #last = 0;
  /** @type {Promise<void>} */
  #attached;
  /** @type {(reason: unknown) => void} */
  #gone = () => {};
  #listen;
  /**
   * As the frame's events tell it.
   *
   * @type {Status}
   */
  #status = { state: 'idle', speaking: false, sessionId: null, microphone: 'unavailable', messages: [], error: null };
  #volume = 1;
  #muted = false;

  /** @param {FrameChoices} [choices] */
  constructor({ frame = document.createElement('iframe'), src, options = {} } = {}) {
    super();
    const address = addressOf(src);
    /** @readonly */
    this.frame = frame;
    /** @readonly */
    this.origin = address.origin;
    /** @type {(value?: undefined) => void} */
    let attached = () => {};
    this.#attached = new Promise((resolve, reject) => {
      attached = resolve;
      this.#gone = reject;
    });
    this.#listen = (/** @type {MessageEvent<unknown>} */ { source, origin, data }) => {
      if (source !== frame.contentWindow || origin !== this.origin || !understood(data)) return;
      if (data.event === 'attached') attached();
      else if (data.event && EVENTS.includes(data.event)) this.#hear(data.event, data.detail);
      else this.#answer(data);
    };
    const silent = () =>
      this.#gone(new AvatarError('frame-silent', 'The frame does not answer.', 'See that src is the address of embed.html, with its scripts beside it, and that it lists this page in streaming-avatar-parents.'));
    frame.addEventListener('load', () => setTimeout(silent, FRAME_TIMEOUT * 1000), { once: true });
    // Told by what waits for it.
    this.#attached.catch(() => {});
    addEventListener('message', this.#listen);
    const fragment = new URLSearchParams();
    for (const [given, value] of Object.entries(options)) {
      const name = attribute(given);
      if (value == null) continue;
      if (SECRET.includes(name)) this.set(given, value).catch(() => {});
      else fragment.set(name, String(value));
    }
    this.#volume = Number(fragment.get('volume') ?? 1);
    this.#muted = (fragment.get('muted') ?? 'false') !== 'false';
    // The microphone only where the page asks for voice chat; never a camera.
    const voice = ![null, 'off'].includes(fragment.get('voice-chat'));
    frame.allow = `autoplay; fullscreen; picture-in-picture${voice ? '; microphone' : ''}`;
    frame.title ||= fragment.get('name') ?? 'Streaming avatar';
    // Firefox tells the frame in no other way which page is around it.
    frame.referrerPolicy = 'origin';
    address.hash = fragment.toString();
    frame.src = address.href;
  }

  /** From 0 to 1. */
  get volume() {
    return this.#volume;
  }
  set volume(volume) {
    // As a media element refuses it.
    if (!(volume >= 0 && volume <= 1)) throw new DOMException(`The volume ${volume} is not between 0 and 1.`, 'IndexSizeError');
    this.#volume = volume;
    this.set('volume', volume).catch(() => {});
  }

  get muted() {
    return this.#muted;
  }
  set muted(muted) {
    this.#muted = muted;
    this.set('muted', muted || null).catch(() => {});
  }

  /**
   * Changes an option of the element; null removes it.
   *
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    return this.#ask({ set: attribute(name), value });
  }

  /** Ends the session and takes the frame away. */
  remove() {
    removeEventListener('message', this.#listen);
    this.frame.remove();
    const removed = new DOMException('The frame was removed.', 'AbortError');
    this.#gone(removed);
    for (const { reject } of this.#pending.values()) reject(removed);
    this.#pending.clear();
  }

  /** @param {Partial<Message>} message */
  #post(message) {
    this.frame.contentWindow?.postMessage({ streamingAvatar: VERSION, ...message }, this.origin);
  }

  /**
   * @param {string} event
   * @param {unknown} told
   */
  #hear(event, told) {
    const detail = /** @type {AvatarEvents['statechange'] & AvatarEvents['ready'] & AvatarEvents['volumechange'] & AvatarProblem} */ (told);
    const status = this.#status;
    if (event === 'statechange') {
      status.state = detail.state;
      if (detail.state === 'creating' && detail.previous !== 'recovering') status.error = null;
    }
    if (event === 'microphonechange') status.microphone = /** @type {AvatarEvents['microphonechange']} */ (told).state;
    if (event === 'message') {
      const message = /** @type {AvatarEvents['message']} */ (told);
      const others = status.messages.filter(({ id }) => id !== message.id);
      // In the order in which they began.
      status.messages = [...others, message].sort((one, other) => one.id - other.id).slice(-MAX_MESSAGES);
    }
    if (event === 'ready') status.sessionId = detail.sessionId;
    if (event === 'ended') status.sessionId = null;
    if (event === 'error') status.error = detail;
    if (event === 'volumechange') [this.#volume, this.#muted] = [detail.volume, detail.muted];
    if (event === 'speakstart' || event === 'speakend') status.speaking = event === 'speakstart';
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  /** @param {Message} message */
  #answer({ id = 0, result, problem }) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (problem) waiting?.reject(new AvatarError(problem.code, problem.message, problem.action));
    else waiting?.resolve(result);
  }

  /**
   * Sends what is to be answered, once the frame listens.
   *
   * @param {Partial<Message>} message
   * @param {AbortSignal} [signal] Passed on to the frame as a message.
   * @returns {Promise<any>}
   */
  async #ask(message, signal) {
    await this.#attached;
    // A text that is not wanted any more has an outcome, as in the frame.
    if (signal?.aborted && message.call === 'speak') return 'interrupted';
    signal?.throwIfAborted();
    const id = ++this.#last;
    const abort = () => this.#post({ abort: id });
    signal?.addEventListener('abort', abort);
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        this.#post({ id, ...message });
      });
    } catch (error) {
      // An error of the frame stands for the signal's own reason.
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  static {
    for (const name of /** @type {const} */ (['state', 'speaking', 'sessionId', 'microphone', 'messages', 'error']))
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        /** @this {StreamingAvatarFrame} */
        get() {
          return this.#status[name];
        },
      });
    const methods = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this.prototype));
    for (const call of CALLS)
      methods[call] = /** @this {StreamingAvatarFrame} */ function (/** @type {unknown[]} */ ...given) {
        /** @type {AbortSignal | undefined} */
        let signal;
        // A signal cannot be posted.
        const plain = given.map((value) => {
          if (!value || typeof value !== 'object' || !('signal' in value)) return value;
          const { signal: found, ...rest } = /** @type {{ signal?: AbortSignal }} */ (value);
          signal = found;
          return rest;
        });
        return this.#ask({ call, given: plain, abortable: !!signal }, signal);
      };
  }
}

/**
 * The address of the frame's page. A script that went through a bundler is not beside it any more.
 *
 * @param {string | URL} [src]
 */
function addressOf(src) {
  const from = src == null ? here : document.baseURI;
  if (URL.canParse(src ?? 'embed.html', from)) {
    const address = new URL(src ?? 'embed.html', from);
    if (/^https?:$/.test(address.protocol)) return address;
  }
  throw new AvatarError('bad-address', 'The address of embed.html is not known.', 'Put the package’s folder on your server, and give the address of its embed.html as src.');
}
