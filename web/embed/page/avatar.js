// The avatar in the visitor's page: the service's calls without a server, and its picture and sound as a MediaStream.
//
// One worker, one wasm and one AudioContext serve all avatars of a page. They are started by the first that is needed, and given back
// some seconds after the last has gone. Importing this does nothing.

import { FILES, LISTS } from './files.js';

/** Samples a second that the voices speak at; the browser brings them to what its sound device takes. */
const RATE = 16_000;
/** Pictures a second that the stream takes at most. */
const PICTURES = 30;
/** Ms that worker and sound are kept for the next avatar. */
const KEPT = 5_000;
/** Ms between two pictures that a viewer takes for a freeze. */
const FREEZE = 1_500;

const WASM = 'page.wasm';
/** What synthesises: not needed for the first picture. */
const SPEECH = 'speech.wasm';
const SCRIPT = 'worker.js';

/** Where each file is. The names stand there in full, because that is how bundlers find the files. */
const PLACES = {
  [SCRIPT]: () => new URL('./worker.js', import.meta.url),
  [WASM]: () => new URL('./page.wasm', import.meta.url),
  [SPEECH]: () => new URL('./speech.wasm', import.meta.url),
  'voices/en-US.bin': () => new URL('./voices/en-US.bin', import.meta.url),
  'voices/en-GB.bin': () => new URL('./voices/en-GB.bin', import.meta.url),
  'voices/de-DE.bin': () => new URL('./voices/de-DE.bin', import.meta.url),
  'voices/fr-FR.bin': () => new URL('./voices/fr-FR.bin', import.meta.url),
  'voices/es-ES.bin': () => new URL('./voices/es-ES.bin', import.meta.url),
  'voices/it-IT.bin': () => new URL('./voices/it-IT.bin', import.meta.url),
  'clara.webp': () => new URL('./clara.webp', import.meta.url),
  'martin.webp': () => new URL('./martin.webp', import.meta.url),
  'amara.webp': () => new URL('./amara.webp', import.meta.url),
};

/** A module with one instruction of SIMD. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** @typedef {Error & { code: 'page-unsupported' | 'not-loaded', action: string, detail: string }} Refusal */
/** @typedef {{ loaded: number, total: number | null, file: string }} Progress bytes of a file that have come, and that there are */
/** @typedef {{ framesDecoded: number, frameWidth: number, frameHeight: number, freezes: number, totalAudioEnergy: number, totalSamplesDuration: number, samples: number }} Statistics */
/**
 * @typedef {object} Opened a session's media
 * @property {MediaStream} stream the picture, with transparency, and the sound
 * @property {HTMLCanvasElement} canvas the canvas that the stream's picture is taken from
 * @property {{ width: number, height: number }} video the picture's size in pixels
 * @property {((text: string) => void) | null} onmessage what a data channel would bring
 * @property {((state: 'connected' | 'failed' | 'closed') => void) | null} onstate
 * @property {Sound} sound
 * @property {() => Statistics} statistics since the session began
 * @property {() => void} close gives everything back, and ends the session if that was not done
 */
/** @typedef {{ readonly blocked: boolean, unblock(): Promise<void>, onchange: ((blocked: boolean) => void) | null }} Sound */

/** @returns {Refusal} */
const refusal = (code, message, action, detail) => Object.assign(new Error(message), { code, action, detail: String(detail ?? '') });

const unsupported = (what) =>
  refusal('page-unsupported', `This browser cannot run the avatar in the page: it has no ${what}.`, 'Use a current browser, or name a service.', what);

const notLoaded = (file, detail) =>
  refusal('not-loaded', `A file of the avatar did not come whole: ${file}.`, 'Check the connection and start again.', detail);

const notAllowed = (detail) =>
  refusal('page-unsupported', 'This page does not allow the worker that draws the avatar.', "Allow it in the page's content security policy.", detail);

/** What the browser lacks, if anything. */
function missing() {
  if (globalThis.isSecureContext === false) return 'secure context: the page must come by https, or from this machine';
  if (typeof WebAssembly !== 'object') return 'WebAssembly';
  let simd = false;
  try {
    simd = WebAssembly.validate(SIMD);
  } catch {
    // A policy that forbids it is told when the wasm is compiled.
  }
  if (!simd) return 'WebAssembly SIMD';
  if (typeof Worker !== 'function') return 'Worker';
  if (typeof AudioWorkletNode !== 'function' || typeof AudioContext !== 'function') return 'AudioWorklet';
  if (!HTMLCanvasElement.prototype.captureStream) return 'captureStream of a canvas';
  return null;
}

/** The folder that holds `page/`, where the page names one. */
let folder = null;
/** @type {Set<(progress: Progress) => void>} */
const listeners = new Set();

const place = (name) => (folder ? new URL(`page/${name}`, folder) : PLACES[name]()).href;

let policy;

/** An address as a script's: the policy of Trusted Types takes only our own. */
function script(address) {
  if (!globalThis.trustedTypes) return address;
  const own = place(SCRIPT);
  try {
    policy ??= globalThis.trustedTypes.createPolicy('streaming-avatar', {
      createScriptURL: (url) => {
        if (url === place(SCRIPT) || url.startsWith(`blob:${location.origin}/`)) return url;
        throw new TypeError(`not a script of the avatar: ${own}`);
      },
    });
  } catch (error) {
    // Not among the policy's names, or there already: another copy of this file has it.
    throw notAllowed(`trusted-types streaming-avatar (${error.message})`);
  }
  return policy.createScriptURL(address);
}

/** A file's bytes, all of them and the right ones, with progress told. A wrong one is asked for once more, past the cache. */
async function bytesOf(name) {
  try {
    return await attempt(name, {});
  } catch {
    return attempt(name, { cache: 'reload' });
  }
}

async function attempt(name, options) {
  const url = place(name);
  const expected = FILES[name];
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw notLoaded(name, `${url}: ${error}`);
  }
  if (!response.ok) throw notLoaded(name, `${url}: status ${response.status}`);
  const parts = [];
  let loaded = 0;
  // What the header says counts compressed bytes, if anything.
  const total = expected?.bytes ?? null;
  try {
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      for (const listener of listeners) listener({ loaded, total, file: name });
    }
  } catch (error) {
    throw notLoaded(name, `${url}: after ${loaded} bytes: ${error}`);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  if (expected && expected.bytes !== loaded) throw notLoaded(name, `${url}: ${loaded} bytes, not ${expected.bytes}`);
  if (expected) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const text = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (text !== expected.sha256) throw notLoaded(name, `${url}: its content is not what it should be`);
  }
  return bytes;
}

/** A file's module. */
const compiled = async (name) => {
  const bytes = await bytesOf(name);
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw notLoaded(name, error);
  }
};

/** Worker, wasm and sound, while they are there. @type {Promise<Engine> | null} */
let starting = null;
/** @type {Engine | null} */
let engine = null;

class Engine {
  constructor(context, worker) {
    /** @type {AudioContext} */
    this.context = context;
    /** @type {Worker} */
    this.worker = worker;
    this.number = 0;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    /** Sessions that are open at the service. @type {Map<string, Open | null>} */
    this.sessions = new Map();
    /** Loads of voices that are under way or done, by language. @type {Map<string, Promise<void>>} */
    this.voices = new Map();
    /** The languages whose voice is there. @type {Set<string>} */
    this.provided = new Set();
    /** The load of the synthesis, under way or done. @type {Promise<void> | null} */
    this.synthesis = null;
    /** The languages of sessions whose voice has not come. @type {Map<string, string>} */
    this.lent = new Map();
    this.leaving = 0;
    worker.onmessage = ({ data }) => this.on(data);
    worker.onerror = (event) => this.fail(event.message);
    context.onstatechange = () => soundChanged();
  }

  on(data) {
    switch (data.type) {
      case 'reply':
        this.settle(data.number, { status: data.status, body: data.body });
        break;
      case 'answer':
        this.settle(data.number, data.value);
        break;
      case 'picture':
        this.picture(data);
        break;
      case 'sound':
        this.sessions.get(data.session)?.heard(data);
        break;
      case 'tell':
        this.sessions.get(data.session)?.told(data.message);
        break;
      case 'ended': {
        const open = this.sessions.get(data.session);
        this.sessions.delete(data.session);
        this.lent.delete(data.session);
        open?.ended('closed');
        this.leaveSoon();
        break;
      }
      case 'failed':
        this.fail(data.detail);
        break;
    }
  }

  settle(number, value) {
    this.waiting.get(number)?.resolve(value);
    this.waiting.delete(number);
  }

  picture(data) {
    this.sessions.get(data.session)?.paint(data);
    // The worker draws into it again.
    this.worker.postMessage({ type: 'picture', session: data.session, buffer: data.buffer }, [data.buffer]);
  }

  /** Asks the worker; the answer or the reply. */
  ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      const number = this.number++;
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ ...message, number }, transfer);
    });
  }

  /** Sees to it that the voice of a language is there. */
  voice(language) {
    let load = this.voices.get(language);
    if (!load) {
      load = this.provide(language);
      this.voices.set(language, load);
      load.catch(() => this.voices.delete(language));
    }
    return load;
  }

  /** Sees to it that the synthesis is there. */
  speech() {
    this.synthesis ??= compiled(SPEECH).then(async (module) => {
      const problem = await this.ask({ type: 'speech', module });
      if (problem) throw notLoaded(SPEECH, problem);
    });
    this.synthesis.catch(() => (this.synthesis = null));
    return this.synthesis;
  }

  async provide(language) {
    const name = `voices/${language}.bin`;
    const [bytes] = await Promise.all([bytesOf(name), this.speech()]);
    const problem = await this.ask({ type: 'provide', language, bytes }, [bytes.buffer]);
    if (problem) throw notLoaded(name, problem);
    this.provided.add(language);
  }

  /** The language whose voice a session with this body of `streaming.new` needs, if that has not come yet. */
  async needed(body) {
    const language = await this.ask({ type: 'language', body });
    return this.provided.has(language) ? null : language;
  }

  /** Loads a session's voice beside its first pictures. Its texts wait for it in the worker, and fail where it does not come. */
  lend(session, language) {
    const load = this.voice(language);
    load.then(
      () => {
        this.lent.delete(session);
        this.worker.postMessage({ type: 'voiced' });
      },
      () => this.worker.postMessage({ type: 'voiceless', session }),
    );
    return load;
  }

  /** The worker failed: everything that rests on it ends. */
  fail(detail) {
    const error = refusal('not-loaded', 'The avatar in the page failed.', 'Start again; if it fails again, load the page anew.', detail);
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    this.leave(error);
    for (const open of sessions) open?.ended('failed');
  }

  /** Gives everything back, if nobody comes soon. */
  leaveSoon() {
    clearTimeout(this.leaving);
    if (!this.sessions.size) this.leaving = setTimeout(() => this.sessions.size || this.leave(null), KEPT);
  }

  leave(error) {
    clearTimeout(this.leaving);
    if (engine === this) engine = starting = null;
    this.worker.onmessage = this.worker.onerror = this.context.onstatechange = null;
    this.worker.terminate();
    this.context.close().catch(() => {});
    for (const { reject } of this.waiting.values()) reject(error ?? refusal('not-loaded', 'The avatar in the page has ended.', 'Start again.', ''));
    this.waiting.clear();
  }
}

/** A session's media. */
class Open {
  constructor(engine, session, { width, height }) {
    this.engine = engine;
    this.session = session;
    this.state = '';
    this.over = false;
    this.frames = 0;
    this.freezes = 0;
    this.last = 0;
    this.samples = 0;
    this.energy = 0;
    this.canvas = document.createElement('canvas');
    Object.assign(this.canvas, { width, height });
    // Pixels are put in, never drawn: that is the processor's work, and graphics hardware would only be in the way.
    this.brush = this.canvas.getContext('2d', { willReadFrequently: true });
    this.destination = engine.context.createMediaStreamDestination();
    this.node = new AudioWorkletNode(engine.context, 'streaming-avatar', { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.connect(this.destination);
    const channel = new MessageChannel();
    this.node.port.postMessage({ port: channel.port1 }, [channel.port1]);
    engine.worker.postMessage({ type: 'open', session, port: channel.port2 }, [channel.port2]);
    const stream = new MediaStream([...this.canvas.captureStream(PICTURES).getVideoTracks(), ...this.destination.stream.getAudioTracks()]);
    /** @type {Opened} */
    this.handle = {
      stream,
      canvas: this.canvas,
      video: { width, height },
      onmessage: null,
      onstate: null,
      sound,
      statistics: () => this.statistics(),
      close: () => this.close(),
    };
  }

  paint({ buffer, left, columns, height }) {
    this.brush.putImageData(new ImageData(new Uint8ClampedArray(buffer), columns, height), left, 0);
    const now = performance.now();
    if (this.last && now - this.last > FREEZE && !document.hidden) this.freezes++;
    this.last = now;
    this.frames++;
    if (!this.state) this.turn('connected');
  }

  heard({ samples, energy }) {
    this.samples = samples;
    this.energy = energy;
  }

  told(message) {
    this.handle.onmessage?.(message);
  }

  turn(state) {
    this.state = state;
    this.handle.onstate?.(state);
  }

  statistics() {
    const { frames, freezes, samples, energy, canvas } = this;
    return {
      framesDecoded: frames,
      frameWidth: canvas.width,
      frameHeight: canvas.height,
      freezes,
      totalAudioEnergy: energy / RATE,
      totalSamplesDuration: samples / RATE,
      samples,
    };
  }

  /** The session has ended by itself. */
  ended(state) {
    if (this.over) return;
    this.release();
    this.turn(state);
  }

  close() {
    if (this.over) return;
    this.release();
    this.engine.sessions.delete(this.session);
    this.engine.lent.delete(this.session);
    this.engine.worker.postMessage({ type: 'close', session: this.session });
    this.engine.leaveSoon();
  }

  release() {
    this.over = true;
    this.node.port.postMessage({ over: true });
    this.node.disconnect();
    this.node.port.close();
    for (const track of this.handle.stream.getTracks()) track.stop();
  }
}

const blocked = () => !!engine && engine.context.state !== 'running';

/** @type {Sound} */
const sound = {
  get blocked() {
    return blocked();
  },
  unblock: async () => {
    await engine?.context.resume();
  },
  onchange: null,
};

const soundChanged = () => sound.onchange?.(blocked());

/** Worker, wasm and sound, started if they are not there. */
function ready() {
  return (starting ??= start().catch((error) => {
    starting = null;
    throw error.code ? error : refusal('not-loaded', 'The avatar in the page did not start.', 'Start again.', error);
  }));
}

async function start() {
  const lacks = missing();
  if (lacks) throw unsupported(lacks);
  const context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' });
  let worker;
  try {
    const [hired, , module] = await Promise.all([
      hire().then((hired) => (worker = hired)),
      context.audioWorklet.addModule(script(place(SCRIPT))).catch((error) => {
        throw notLoaded(SCRIPT, error);
      }),
      compiled(WASM),
    ]);
    const made = new Engine(context, hired);
    await new Promise((resolve, reject) => {
      hired.onmessage = ({ data }) => (data.type === 'ready' ? resolve() : reject(notLoaded(WASM, data.detail)));
      hired.postMessage({ type: 'start', module });
    });
    hired.onmessage = ({ data }) => made.on(data);
    engine = made;
    made.leaveSoon();
    return made;
  } catch (error) {
    worker?.terminate();
    context.onstatechange = null;
    context.close().catch(() => {});
    throw error;
  }
}

/** Starts the worker; it is there once it has said so. */
async function hire() {
  const address = place(SCRIPT);
  const own = new URL(address).origin === location.origin;
  // No browser starts a worker of another origin, but one may begin with a script of the page's own that imports it.
  const shim = own ? null : URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' }));
  const needed = own ? `worker-src ${location.origin}` : `worker-src blob: ${new URL(address).origin}`;
  let worker;
  try {
    worker = new Worker(script(shim ?? address), shim ? { type: 'module' } : {});
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        reject(event);
      };
    });
    return worker;
  } catch (error) {
    worker?.terminate();
    // A worker does not say why it did not start: whether its script comes tells one reason from the other.
    const response = await fetch(address).catch(() => null);
    throw response?.ok ? notAllowed(`${needed} (${error?.message ?? 'refused'})`) : notLoaded(SCRIPT, `${address}: ${response?.status ?? 'no answer'}`);
  } finally {
    if (shim) URL.revokeObjectURL(shim);
  }
}

const NEW = '/v1/streaming.new';
const TASK = '/v1/streaming.task';
const AVATARS = '/v1/streaming/avatar.list';

const VOICES = '/v1/streaming/voice.list';

/** The lists, which need nothing that is fetched, and make no sound. */
function listed(path) {
  const previews = (avatar) => ({ ...avatar, normal_preview: place(avatar.normal_preview) });
  const data = path === AVATARS ? LISTS.avatars.map(previews) : LISTS.voices;
  return { status: 200, body: JSON.stringify({ code: 100, message: 'success', data }) };
}

/** The size of pictures by `streaming.new`'s quality. */
const SIZES = { low: { width: 640, height: 360 }, medium: { width: 854, height: 480 }, high: { width: 1280, height: 720 } };

async function call(path, body) {
  if (path === AVATARS || path === VOICES) return listed(path);
  const there = await ready();
  clearTimeout(there.leaving);
  const text = body === null || body === undefined ? '' : JSON.stringify(body);
  const language = path === NEW ? await there.needed(text) : null;
  const awaited = path === TASK ? there.lent.get(body?.session_id) : null;
  let problem = null;
  if (awaited) there.lend(body.session_id, awaited).catch((error) => (problem = error));
  const reply = await there.ask({ type: 'call', path, body: text });
  if (path === NEW && reply.status === 200) {
    const id = JSON.parse(reply.body).data.session_id;
    if (!there.sessions.has(id)) there.sessions.set(id, null);
    if (language) {
      there.lent.set(id, language);
      there.lend(id, language).catch(() => {});
    }
    sizes.set(id, SIZES[String(body?.quality ?? '').toLowerCase()] ?? SIZES.medium);
  }
  there.leaveSoon();
  // The text failed because its voice did.
  if (problem && reply.status !== 200) throw problem;
  return reply;
}

/** The sizes of sessions that have not been opened. @type {Map<string, { width: number, height: number }>} */
const sizes = new Map();

const service = {
  call,
  /** Begins to load what a session with this body of `streaming.new` needs; resolves once it is there. */
  prepare: async (body) => {
    const there = await ready();
    const language = await there.needed(JSON.stringify(body ?? {}));
    if (language) await there.voice(language);
    there.leaveSoon();
  },
  /**
   * The media of a session that `streaming.new` has opened.
   * @param {string} session
   * @returns {Opened}
   */
  open: (session) => {
    if (!engine || !sizes.has(session)) throw refusal('not-loaded', 'There is no such session.', 'Start again.', session);
    const open = new Open(engine, session, sizes.get(session));
    sizes.delete(session);
    engine.sessions.set(session, open);
    return open.handle;
  },
  sound,
};

/**
 * The service of this page: the same for all avatars in it.
 * @param {{ assetsUrl?: string | null, onprogress?: ((progress: Progress) => void) | null }} [options] the folder that holds `page/`, where
 * a bundler has moved it; and who is told of bytes that have come
 */
export function pageService({ assetsUrl, onprogress } = {}) {
  if (assetsUrl) folder = new URL(String(assetsUrl).replace(/\/*$/, '/'), document.baseURI);
  if (onprogress) listeners.add(onprogress);
  return service;
}
