// For the page around a frame: the element's methods and events, over `postMessage`.
import { CALLS, EVENTS, VERSION, understood } from './protocol.js';

export class StreamingAvatarFrame extends EventTarget {
  #pending = new Map();
  #last = 0;
  #attached;
  #listen;
  #state = 'Idle';

  /** `frame` is an `<iframe>` or what to make one of: `options` are the element's attributes; `src` is the address of embed.html. */
  constructor({ frame = document.createElement('iframe'), src = new URL('embed.html', import.meta.url), options = {} } = {}) {
    super();
    this.frame = frame;
    this.origin = new URL(src, location.href).origin;
    this.#attached = new Promise((attached) => {
      this.#listen = ({ source, origin, data }) => {
        if (source !== frame.contentWindow || origin !== this.origin || !understood(data)) return;
        if (data.event === 'attached') attached();
        else if (EVENTS.includes(data.event)) this.#hear(data.event, data.detail);
        else this.#answer(data);
      };
    });
    addEventListener('message', this.#listen);
    const fragment = new URLSearchParams({ ...options, parent: location.origin });
    // No microphone, no camera: it never asks for either.
    frame.allow = 'autoplay; fullscreen; picture-in-picture';
    frame.title ||= options.name ?? 'Streaming avatar';
    const address = new URL(src, location.href);
    address.hash = fragment;
    frame.src = address;
  }

  get state() {
    return this.#state;
  }

  /** Changes an attribute of the element; null removes it. */
  async set(name, value) {
    await this.#attached;
    this.#post({ set: name, value });
  }

  /** Ends the session and takes the frame away. */
  remove() {
    removeEventListener('message', this.#listen);
    this.frame.remove();
    for (const { reject } of this.#pending.values()) reject(new DOMException('The frame was removed.', 'AbortError'));
    this.#pending.clear();
  }

  #post(message) {
    this.frame.contentWindow?.postMessage({ streamingAvatar: VERSION, ...message }, this.origin);
  }

  #hear(event, detail) {
    if (event === 'statechange') this.#state = detail.state;
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #answer({ id, result, problem }) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (problem) waiting?.reject(Object.assign(new Error(problem.message), { name: 'AvatarError', ...problem }));
    else waiting?.resolve(result);
  }

  static {
    for (const call of CALLS)
      this.prototype[call] = async function (...given) {
        await this.#attached;
        return new Promise((resolve, reject) => {
          const id = ++this.#last;
          this.#pending.set(id, { resolve, reject });
          this.#post({ id, call, given });
        });
      };
  }
}
