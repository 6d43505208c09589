// Voice chat: the visitor's microphone, and the promise that the service listens.
/** @import { AvatarOptions, AvatarProblem, MicrophoneState } from '../../../types/module.js' */
/** @import { RecognitionHost } from '../../extra/recognition.js' */
/** @import { Session as WasmSession } from '../../module-wasm.js' */
/** @import { Deferred } from './abort.js' */
/** @import { Tell } from './life.js' */
import { deferred } from './abort.js';
import { AvatarError } from '../error.js';

export class Voice {
  #options;
  #tell;
  #session;
  /** Whether the microphone was muted last, also before it was there. */
  #muted = false;
  /** Whether the service listens, be it to a muted microphone. */
  #heard = false;
  /**
   * Awaits that it listens.
   *
   * @type {Deferred<void> | undefined}
   */
  #awaited;
  /**
   * The microphone, once it was wished for.
   *
   * @type {Pick<import('../../extra/microphone.js').Microphone, 'open' | 'follow'> | undefined}
   */
  #microphone;

  /**
   * @param {AvatarOptions} options
   * @param {Tell} tell
   * @param {() => WasmSession | null} session
   */
  constructor(options, tell, session) {
    this.#options = options;
    this.#tell = tell;
    this.#session = session;
  }

  /**
   * Lets the visitor be heard.
   *
   * @param {boolean} muted
   * @returns {Promise<void>}
   */
  start(muted) {
    const { promise } = (this.#awaited ??= deferred());
    this.#muted = muted;
    this.#listen();
    // Where it is on already, nothing changes that would be told.
    this.#found();
    return promise;
  }

  /** A session is being opened: a chat that was asked for earlier is asked for now. */
  resume() {
    if (this.#awaited) this.#listen();
  }

  #listen() {
    this.#session()?.listen(this.#options.voiceChat === 'push-to-talk', this.#muted);
  }

  /** Whoever waits for the service to listen need not wait where it does. */
  #found() {
    if (!this.#heard) return;
    this.#awaited?.resolve();
    this.#awaited = undefined;
  }

  /** @param {boolean} muted */
  mute(muted) {
    // Also for a wasm that has not come yet.
    this.#muted = muted;
    this.#session()?.muteMicrophone(muted);
  }

  /**
   * Refuses the chat that is waited for.
   *
   * @param {unknown} reason
   */
  refuse(reason) {
    this.#awaited?.reject(reason);
    this.#awaited = undefined;
  }

  close() {
    this.refuse(new AvatarError('stopped', 'The voice chat was closed.'));
    this.#session()?.stopListening();
  }

  /**
   * The session ended. A kiosk that goes on does not ask for the microphone unasked.
   *
   * @param {unknown} reason
   */
  end(reason) {
    this.refuse(reason);
    this.#heard = false;
  }

  /**
   * Opens the microphone.
   *
   * @param {RecognitionHost | undefined} recognition The session as the browser's speech recognition sees it, where that hears the visitor.
   * @param {boolean} unasked
   */
  async open(recognition, unasked) {
    const { Microphone } = await (recognition ? import('../../extra/recognition.js') : import('../../extra/microphone.js'));
    const level = (/** @type {number} */ level) => this.#tell('microphonelevel', { level });
    this.#microphone ??= new Microphone(() => this.#options.microphoneId, level, /** @type {RecognitionHost} */ (recognition));
    return this.#microphone.open(unasked);
  }

  /**
   * The microphone is in another state.
   *
   * @param {MicrophoneState} state
   * @param {AvatarProblem | undefined} problem The one that was told last.
   */
  follow(state, problem) {
    this.#microphone?.follow(state);
    this.#heard = ['listening', 'hearing', 'muted'].includes(state);
    this.#found();
    if (state !== 'asking') this.refuse(problem ?? new AvatarError('stopped', 'The microphone was closed.'));
    this.#tell('microphonechange', { state });
  }
}
