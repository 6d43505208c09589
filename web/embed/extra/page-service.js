// The page's own service, as the session's wasm uses it (src/client/http/page_service.rs): calls are answered in the page, and what stands in the
// place of a peer connection carries the page's own stream. Loaded only where the option `service` is `page`.

/** For so long, in ms, sound that was just allowed may take to begin. */
const SOUND_WITHIN = 500;

/** @import { LoadingProgress } from '../../types/module.js' */

/**
 * @typedef {object} Sound The page's audio output.
 * @property {boolean} blocked Whether the browser withholds it.
 * @property {() => Promise<unknown>} unblock
 */

/**
 * @typedef {object} Opened A session of the avatar in the page.
 * @property {MediaStream} stream
 * @property {Sound} [sound]
 * @property {(state: RTCPeerConnectionState) => void} [onstate]
 * @property {(data: unknown) => void} [onmessage]
 * @property {() => Record<string, number | undefined>} statistics
 * @property {() => void} close
 */

/**
 * @typedef {object} Avatar The avatar of the page (page/avatar.js).
 * @property {Sound} sound
 * @property {(id: string) => Opened} open
 * @property {(body: object) => Promise<unknown>} prepare
 * @property {(path: string, body: unknown) => Promise<{ status: number, body: string }>} call
 */

/** @typedef {{ file: string, loaded: number, total?: number | null }} FileProgress */

/**
 * @param {string} type
 * @param {object} [more]
 */
const happening = (type, more) => Object.assign(new Event(type), more);

/** A data channel, as far as the wasm uses one. */
class Channel extends EventTarget {
  readyState = 'open';
  /** The button that is held is known by the microphone. */
  send() {}
  close() {}
}

/** A peer connection, as far as the wasm uses one. The offer of the page's own service is the session's id. */
class Connection extends EventTarget {
  /** @type {RTCPeerConnectionState} */
  connectionState = 'new';
  #avatar;
  #id = '';
  /** @type {Opened | undefined} */
  #opened;
  /** @type {Channel | undefined} */
  #channel;
  /**
   * Messages from before there was a channel.
   *
   * @type {unknown[]}
   */
  #early = [];
  #listen;
  #over = new AbortController();

  /**
   * @param {Promise<Avatar>} avatar
   * @param {(sound: Sound, signal: AbortSignal) => void} listen Looks after the sound until the signal aborts.
   */
  constructor(avatar, listen) {
    super();
    this.#avatar = avatar;
    this.#listen = listen;
  }

  setConfiguration() {}
  getReceivers() {
    return [];
  }
  /** The microphone is heard by the browser itself. */
  getTransceivers() {
    return [];
  }
  /** @param {{ sdp: string }} description */
  async setRemoteDescription({ sdp }) {
    this.#id = sdp;
  }
  async createAnswer() {
    return { type: 'answer', sdp: this.#id };
  }

  async setLocalDescription() {
    const avatar = await this.#avatar;
    // Closed meanwhile.
    if (this.#over.signal.aborted) return;
    const opened = (this.#opened = avatar.open(this.#id));
    this.#listen(opened.sound ?? avatar.sound, this.#over.signal);
    opened.onstate = (state) => this.#enter(state);
    opened.onmessage = (data) => (this.#channel ? this.say(data) : this.#early.push(data));
    for (const track of opened.stream.getTracks()) this.dispatchEvent(happening('track', { track, receiver: {} }));
  }

  /** @param {RTCPeerConnectionState} state */
  #enter(state) {
    if (this.connectionState === 'closed' || this.connectionState === state) return;
    this.connectionState = state;
    this.dispatchEvent(happening('connectionstatechange'));
    if (state !== 'connected' || this.#channel) return;
    this.dispatchEvent(happening('datachannel', { channel: (this.#channel = new Channel()) }));
    for (const data of this.#early.splice(0)) this.say(data);
  }

  /** @param {unknown} data */
  say(data) {
    this.#channel?.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** The statistics, under the browsers' names. Sound that is played stands for packets that come. */
  async getStats() {
    const { samples = 0, totalAudioEnergy, totalSamplesDuration, ...video } = this.#opened?.statistics() ?? {};
    const type = 'inbound-rtp';
    const audio = { totalAudioEnergy, totalSamplesDuration, packetsReceived: samples };
    return new Map([['video', { type, kind: 'video', ...video }], ['audio', { type, kind: 'audio', ...audio }]]);
  }

  close() {
    if (this.connectionState === 'closed') return;
    this.connectionState = 'closed';
    this.#over.abort();
    this.#channel = undefined;
    this.#opened?.close();
    this.#opened = undefined;
  }
}

/**
 * A failure of a call in the API's own envelope: a fault of the page's own files, or of the browser (`api::ErrorKind`).
 *
 * @param {{ code?: string, message?: string, detail?: string } | undefined} error
 */
function refusal(error) {
  const { code, message = String(error), detail } = error ?? {};
  const said = { code: code === 'page-unsupported' ? 400801 : 400802, message: [message, detail].filter(Boolean).join(' ') };
  return Response.json(said, { status: 400 });
}

/**
 * The avatar of this page, once it was asked for: one for all sessions. If it does not come it is asked for again.
 *
 * @type {Promise<Avatar> | undefined}
 */
let coming;
/**
 * Listeners to the progress of loading.
 *
 * @type {Set<(progress: LoadingProgress) => void>}
 */
const listeners = new Set();
/**
 * How much of each file has come.
 *
 * @type {Map<string, { loaded: number, total?: number | null }>}
 */
const files = new Map();

/** @param {FileProgress} progress */
function tell({ file, loaded, total }) {
  files.set(file, { loaded, total });
  const known = [...files.values()];
  const loadedInAll = known.reduce((all, one) => all + one.loaded, 0);
  const whole = known.every((one) => one.total) ? known.reduce((all, one) => all + (one.total ?? 0), 0) : null;
  for (const listener of listeners) listener({ loaded: loadedInAll, total: whole });
}

/**
 * @param {string | URL | null} [assetsUrl]
 * @returns {Promise<Avatar>}
 */
const avatar = (assetsUrl) =>
  (coming ??= import('../page/avatar.js').then(
    ({ pageService }) => /** @type {Avatar} */ (/** @type {unknown} */ (pageService({ assetsUrl: assetsUrl && String(assetsUrl), onprogress: tell }))),
    (error) => {
      coming = undefined;
      throw Object.assign(new Error('The avatar of the page did not come.'), { code: 'not-loaded', detail: `page/avatar.js: ${error?.message ?? error}` });
    },
  ));

/** @typedef {{ assetsUrl?: string | URL | null, onprogress?: (progress: LoadingProgress) => void }} How */

export class PageService {
  /**
   * How much of the files that a start waits for has come, in per cent; undefined where nothing is being loaded.
   *
   * @type {number | undefined}
   */
  percent;
  #avatar;
  /** @type {(progress: LoadingProgress) => void} */
  #listener;
  /** @type {Sound | undefined} */
  #sound;
  /** The last one. @type {Connection | undefined} */
  #connection;
  #asked = false;

  /** @param {How} how */
  constructor({ assetsUrl, onprogress }) {
    this.#listener = ({ loaded, total }) => {
      this.percent = total && loaded < total ? Math.floor((100 * loaded) / total) : undefined;
      onprogress?.({ loaded, total });
    };
    this.#avatar = avatar(assetsUrl);
    this.#avatar.catch(() => {});
  }

  /**
   * The result of a call that may load files, whose progress is told meanwhile.
   *
   * @template T
   * @param {(avatar: Avatar) => Promise<T>} call
   */
  async #loading(call) {
    if (!listeners.size) files.clear();
    listeners.add(this.#listener);
    try {
      return await call(await this.#avatar);
    } finally {
      listeners.delete(this.#listener);
      this.percent = undefined;
    }
  }

  /**
   * Fetches the files that a session with this body will need. A failure is told by the call that needs them.
   *
   * @param {object} body
   */
  async prepare(body) {
    await this.#loading((avatar) => avatar.prepare(body));
  }

  /**
   * Answers a call as a server does.
   *
   * @param {Request} request
   */
  async fetch(request) {
    try {
      const { pathname } = new URL(request.url);
      // By the browser, not by the avatar.
      if (/_listening$/.test(pathname)) return Response.json({ code: 100, message: 'success' });
      const body = request.method === 'POST' ? await request.json() : null;
      const { status, body: text } = await this.#loading((avatar) => avatar.call(pathname, body));
      return new Response(text, { status });
    } catch (error) {
      return refusal(/** @type {{ code?: string, message?: string, detail?: string } | undefined} */ (error));
    }
  }

  /**
   * Says something to the session as the avatar does.
   *
   * @param {object} message
   */
  tell(message) {
    this.#connection?.say(JSON.stringify(message));
  }

  connection() {
    return (this.#connection = new Connection(this.#avatar, (sound, signal) => this.#listen(sound, signal)));
  }

  /** Whether the browser withholds the sound; not while it was just asked to let it be heard. */
  get withholds() {
    return !!this.#sound?.blocked && !this.#asked;
  }

  /**
   * Until the sound may be heard, each touch of the page asks for it: it is the gesture that browsers wait for.
   *
   * @param {Sound} sound
   * @param {AbortSignal} signal
   */
  #listen(sound, signal) {
    this.#sound = sound;
    const touched = () => {
      if (!sound.blocked) return;
      this.#asked = true;
      const asked = Promise.race([sound.unblock(), new Promise((late) => setTimeout(late, SOUND_WITHIN))]);
      asked.catch(() => {}).then(() => (this.#asked = false));
    };
    for (const touch of ['pointerup', 'keydown', 'click']) addEventListener(touch, touched, { capture: true, signal });
  }
}

/**
 * The page's own service.
 *
 * @param {How} how
 */
export const pageService = (how) => new PageService(how);
