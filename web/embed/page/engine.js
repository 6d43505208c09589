// One worker, one wasm and one AudioContext, which serve all avatars of a page.

import { notLoaded, refusal } from './errors.js';
import { bytesOf, compiled } from './load.js';
import { SPEECH } from './addresses.js';

/** @typedef {import('./media.js').Media} Media */

/** Ms without an avatar after which worker and sound are released. */
const IDLE_TIMEOUT = 5_000;

export class Engine {
  /**
   * @param {AudioContext} context
   * @param {Worker} worker whose wasm is there
   * @param {{ onsound: () => void, onrelease: (engine: Engine) => void }} told of sound that is blocked or let be, and of the end
   */
  constructor(context, worker, { onsound, onrelease }) {
    this.context = context;
    this.worker = worker;
    this.onrelease = onrelease;
    this.number = 0;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    /** Sessions that are open at the service. @type {Map<string, Media | null>} */
    this.sessions = new Map();
    /** Loads of voices that are under way or done, by language. @type {Map<string, Promise<void>>} */
    this.voices = new Map();
    /** The languages whose voice is there. @type {Set<string>} */
    this.provided = new Set();
    /** Figures that the worker has, or is given, by their files. @type {Map<string, Promise<void>>} */
    this.figures = new Map();
    /** The load of the synthesis, under way or done. @type {Promise<void> | null} */
    this.synthesis = null;
    /** The languages of sessions whose voice has not come. @type {Map<string, string>} */
    this.awaitingVoice = new Map();
    /** Audio destinations that no session uses now. @type {MediaStreamAudioDestinationNode[]} */
    this.audioDestinations = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.releaseTimer = undefined;
    worker.onmessage = ({ data }) => this.on(data);
    worker.onerror = (event) => this.fail(event.message);
    context.onstatechange = onsound;
  }

  /** @param {any} data what the worker says */
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
        this.awaitingVoice.delete(data.session);
        open?.ended('closed');
        this.releaseSoon();
        break;
      }
      case 'failed':
        this.fail(data.detail);
        break;
    }
  }

  /** @param {number} number @param {unknown} value */
  settle(number, value) {
    this.waiting.get(number)?.resolve(value);
    this.waiting.delete(number);
  }

  /** @param {{ session: string, buffer: ArrayBuffer, left: number, top: number, width: number, height: number }} data */
  picture(data) {
    this.sessions.get(data.session)?.paint(data);
    // The worker draws into it again.
    this.worker.postMessage({ type: 'picture', session: data.session, buffer: data.buffer }, [data.buffer]);
  }

  /**
   * An audio destination, where the sound ends. Browsers keep each that was ever made for as long as the context runs, with its track, the streams that have that
   * track, and the canvases behind these. So the same ones are used again, and sessions get clones of their tracks.
   */
  audioDestination() {
    return this.audioDestinations.pop() ?? this.context.createMediaStreamDestination();
  }

  /**
   * Asks the worker; the answer or the reply.
   * @param {object} message
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      const number = this.number++;
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ ...message, number }, transfer);
    });
  }

  /** Sees to it that the worker has a figure, once its file is there. @param {string} name @param {Promise<Uint8Array>} coming */
  figure(name, coming) {
    let load = this.figures.get(name);
    if (!load) {
      load = coming.then(async (bytes) => {
        const problem = await this.ask({ type: 'figure', bytes });
        if (problem) throw notLoaded(name, problem);
      });
      this.figures.set(name, load);
      load.catch(() => this.figures.delete(name));
    }
    return load;
  }

  /** Sees to it that the voice of a language is there. @param {string} language */
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

  /** @param {string} language */
  async provide(language) {
    const name = `voices/${language}.bin`;
    const [bytes] = await Promise.all([bytesOf(name), this.speech()]);
    const problem = await this.ask({ type: 'provide', language, bytes }, [bytes.buffer]);
    if (problem) throw notLoaded(name, problem);
    this.provided.add(language);
  }

  /** The language whose voice a session with this body of `streaming.new` needs, if that has not come yet. @param {string} body */
  async needed(body) {
    const language = await this.ask({ type: 'language', body });
    return this.provided.has(language) ? null : language;
  }

  /** Loads a session's voice beside its first pictures. Its texts wait for it in the worker, and fail where it does not come. @param {string} session @param {string} language */
  loadVoice(session, language) {
    const load = this.voice(language);
    load.then(
      () => {
        this.awaitingVoice.delete(session);
        this.worker.postMessage({ type: 'voice-loaded' });
      },
      () => this.worker.postMessage({ type: 'voice-failed', session }),
    );
    return load;
  }

  /** The worker failed: everything that rests on it ends. @param {unknown} detail */
  fail(detail) {
    const error = refusal('not-loaded', 'The avatar in the page failed.', 'Start again; if it fails again, load the page anew.', detail);
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    this.release(error);
    for (const open of sessions) open?.ended('failed');
  }

  /** Ends a session whose media were given back. @param {string} session */
  close(session) {
    this.sessions.delete(session);
    this.awaitingVoice.delete(session);
    this.worker.postMessage({ type: 'close', session });
    this.releaseSoon();
  }

  /** Releases everything, if nobody comes soon. */
  releaseSoon() {
    clearTimeout(this.releaseTimer);
    if (!this.sessions.size) this.releaseTimer = setTimeout(() => this.sessions.size || this.release(null), IDLE_TIMEOUT);
  }

  /** @param {Error | null} error what those are told who wait for the worker */
  release(error) {
    clearTimeout(this.releaseTimer);
    this.onrelease(this);
    this.worker.onmessage = this.worker.onerror = this.context.onstatechange = null;
    this.worker.terminate();
    this.context.close().catch(() => {});
    for (const { reject } of this.waiting.values()) reject(error ?? refusal('not-loaded', 'The avatar in the page has ended.', 'Start again.', ''));
    this.waiting.clear();
  }
}
