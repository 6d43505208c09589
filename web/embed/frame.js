// For the page around a frame: the element's methods and events, over `postMessage`.
import { CALLS, EVENTS, SECRET, VERSION, understood } from './protocol.js';

/** Seconds that the frame has left to answer once its page is there. */
const PATIENCE = 10;

/** Beside this script. A bundler must not take embed.html for a file of the page's: it belongs into a folder with its scripts. */
const here = import.meta.url;

export class StreamingAvatarFrame extends EventTarget {
  #pending = new Map();
  #last = 0;
  #attached;
  #gone;
  #listen;
  #state = 'Idle';
  #speaking = false;
  #sessionId = null;

  /** `frame` is an `<iframe>` or what to make one of: `options` are the element's attributes; `src` is the address of embed.html. */
  constructor({ frame = document.createElement('iframe'), src, options = {} } = {}) {
    super();
    const address = addressOf(src);
    this.frame = frame;
    this.origin = address.origin;
    this.#attached = new Promise((attached, failed) => {
      this.#gone = failed;
      this.#listen = ({ source, origin, data }) => {
        if (source !== frame.contentWindow || origin !== this.origin || !understood(data)) return;
        if (data.event === 'attached') attached();
        else if (EVENTS.includes(data.event)) this.#hear(data.event, data.detail);
        else this.#answer(data);
      };
    });
    const silent = () =>
      this.#gone(problem({ code: 'frame-silent', message: 'The frame does not answer.', action: 'See that src is the address of embed.html, with its scripts beside it, and that it lists this page in streaming-avatar-parents.' }));
    frame.addEventListener('load', () => setTimeout(silent, PATIENCE * 1000), { once: true });
    // Told by what waits for it.
    this.#attached.catch(() => {});
    addEventListener('message', this.#listen);
    const given = Object.entries(options);
    for (const [name, value] of given) if (SECRET.includes(name)) this.set(name, value).catch(() => {});
    options = Object.fromEntries(given.filter(([name]) => !SECRET.includes(name)));
    // No microphone, no camera: it never asks for either.
    frame.allow = 'autoplay; fullscreen; picture-in-picture';
    frame.title ||= options.name ?? 'Streaming avatar';
    // Firefox tells the frame in no other way which page is around it.
    frame.referrerPolicy = 'origin';
    address.hash = new URLSearchParams(options);
    frame.src = address;
  }

  get state() {
    return this.#state;
  }

  get speaking() {
    return this.#speaking;
  }

  get sessionId() {
    return this.#sessionId;
  }

  /** Changes an attribute of the element; null removes it. */
  set(name, value) {
    return this.#ask({ set: name, value });
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

  #post(message) {
    this.frame.contentWindow?.postMessage({ streamingAvatar: VERSION, ...message }, this.origin);
  }

  #hear(event, detail) {
    if (event === 'statechange') this.#state = detail.state;
    if (event === 'ready') this.#sessionId = detail.sessionId;
    if (event === 'ended') this.#sessionId = null;
    if (event === 'speakstart' || event === 'speakend') this.#speaking = event === 'speakstart';
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #answer({ id, result, problem: told }) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (told) waiting?.reject(problem(told));
    else waiting?.resolve(result);
  }

  /** Sends what is to be answered, once the frame listens. */
  async #ask(message) {
    await this.#attached;
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#pending.set(id, { resolve, reject });
      this.#post({ id, ...message });
    });
  }

  static {
    for (const call of CALLS)
      this.prototype[call] = function (...given) {
        return this.#ask({ call, given });
      };
  }
}

/** The address of the frame's page. A script that went through a bundler is not beside it any more. */
function addressOf(src) {
  const from = src == null ? here : document.baseURI;
  if (URL.canParse(src ?? 'embed.html', from)) {
    const address = new URL(src ?? 'embed.html', from);
    if (/^https?:$/.test(address.protocol)) return address;
  }
  throw problem({ code: 'bad-address', message: 'The address of embed.html is not known.', action: 'Put the package’s folder on your server, and give the address of its embed.html as src.' });
}

const problem = (told) => Object.assign(new Error(told.message), { name: 'AvatarError', ...told });
