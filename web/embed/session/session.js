// A session as a page sees it: its methods and its last known state. The module and the element are made of it; what happens from a start to
// an end is in `life/`, which the build joins with this file.
/** @import { AvatarEvents, AvatarOptions, AvatarProblem, ConnectionCheckOptions, EndReason, MicrophoneState, RecordingOptions, SnapshotOptions, SpeakOptions, Speech, State, Statistics, TimeLeft, VoiceChatOptions } from '../../types/module.js' */
/** @import { Hooks, Host, Tell } from './life/life.js' */
/** @import { Text } from './life/texts.js' */
import { abortable } from './life/abort.js';
import { Recorder } from './life/recorder.js';
import { Captions } from './life/captions.js';
import { inPage } from './life/in-page.js';
import { Life } from './life/life.js';
import { Messages } from './life/messages.js';
import { NOT_STARTED, disposed, rejected } from './life/refusals.js';
import { speech } from './life/speech.js';
import { isInPage, settings } from './options.js';
// Dependencies of those. Named here, too, they are fetched beside them, not after them.
import './ice-servers.js';
import './service.js';
import './wasm.js';

export { abortable } from './life/abort.js';
export { Recorder } from './life/recorder.js';

/** With typed events, and with the two methods that are made below where the language knows `using`. */
const Target = /** @type {new () => import('../../types/module.js').AvatarEventTarget & Pick<import('../../types/module.js').StreamingAvatar, typeof Symbol.dispose | typeof Symbol.asyncDispose>} */ (EventTarget);

export class Session extends Target {
  /** @type {AvatarOptions} */
  #options;
  /** @type {Hooks} */
  #hooks;
  /** @type {State} */
  #state = 'idle';
  /** @type {Statistics | null} */
  #statistics = null;
  /** @type {AvatarProblem | null} */
  #error = null;
  /** @type {MicrophoneState} */
  #microphone = 'unavailable';
  #messages;
  /** @type {Host} */
  #host;
  /**
   * The life that goes on, or the last one.
   *
   * @type {Life | undefined}
   */
  #life;
  #recorder = new Recorder();
  /** Whether it was ended for good. */
  #disposed = false;
  #volumeChanged = () => this.#tell('volumechange', { volume: this.video.volume, muted: this.video.muted });

  /**
   * @param {AvatarOptions} options
   * @param {HTMLVideoElement} video The element that plays.
   * @param {Hooks} hooks
   */
  constructor(options, video, hooks) {
    super();
    this.#options = { ...options };
    /** @readonly */
    this.video = video;
    this.#hooks = hooks;
    /** @type {Tell} */
    const tell = (...event) => this.#tell(...event);
    this.#messages = new Messages(tell);
    const captions = new Captions(this.#options, tell);
    this.#host = { options: this.#options, hooks, tell, messages: this.#messages, captions, state: () => this.#state, lives: (life) => life === this.#life };
    video.addEventListener('volumechange', this.#volumeChanged);
  }

  get state() {
    return this.#state;
  }

  get speaking() {
    return this.#life?.speaking ?? false;
  }

  get sessionId() {
    return this.#life?.sessionId ?? null;
  }

  /** The last problem since the last start; null where there was none. */
  get error() {
    return this.#error;
  }

  get microphone() {
    return this.#microphone;
  }

  /** The words of both sides. */
  get messages() {
    return this.#messages.all;
  }

  /** From 0 to 1. */
  get volume() {
    return this.video.volume;
  }
  set volume(volume) {
    this.video.volume = volume;
  }

  get muted() {
    return this.video.muted;
  }
  set muted(muted) {
    this.video.muted = muted;
  }

  /**
   * Chooses other options: for the next start, except those that make a session last, and the background where the service changes it, which
   * count at once.
   *
   * @param {AvatarOptions} options
   */
  configure(options) {
    this.#alive();
    Object.assign(this.#options, options);
    this.#life?.choose();
  }

  /**
   * Fetches the wasm ahead of the first start, and for the page's own service the avatar and its voice; no session is opened.
   *
   * @param {{ signal?: AbortSignal }} [how] Aborted, it rejects; what is shared with others goes on coming.
   * @returns {Promise<void>}
   */
  preload({ signal } = {}) {
    const refused = this.#refused(signal);
    if (refused) return refused;
    const { service, assetsUrl } = this.#options;
    const own = async () => (await inPage(settings(this.#options), assetsUrl)).prepared;
    return abortable(Promise.all([this.#hooks.load(assetsUrl), isInPage(service) && own()]).then(() => {}), signal, () => {});
  }

  /**
   * Opens a session.
   *
   * @param {{ signal?: AbortSignal }} [how] Aborted before the avatar is there, it ends the start, and the promise rejects with its reason.
   * @returns {Promise<void>}
   */
  start({ signal } = {}) {
    return this.#refused(signal) ?? abortable(this.#start(), signal, () => this.stop());
  }

  /** @returns {Promise<void>} */
  #start() {
    const before = this.#life;
    if (before && !before.done && this.#state !== 'stopping') return before.ready.promise;
    // One that is still being closed goes on closing by itself.
    before?.retire();
    // Started again by a listener, just now.
    if (this.#life && this.#life !== before) return this.#life.ready.promise;
    const life = (this.#life = new Life(this.#host));
    this.#statistics = this.#error = null;
    life.start();
    return life.ready.promise;
  }

  /**
   * Ends the session, or its start.
   *
   * @returns {Promise<EndReason | void>}
   */
  stop() {
    const life = this.#life;
    life?.stop();
    return life?.over.promise ?? Promise.resolve();
  }

  /**
   * Lets the avatar say a text, or an answer to it.
   *
   * @param {string} text
   * @param {SpeakOptions} [how] A signal that is aborted interrupts this text alone.
   * @returns {Speech}
   */
  speak(text, how) {
    return this.#refused() ?? speech(this.#host, this.#life, () => this.#fail(), text, how);
  }

  /**
   * Silences the avatar.
   *
   * @param {{ clear?: boolean }} [how] Whether the texts that wait are dropped, too; true by default.
   */
  async interrupt({ clear = true } = {}) {
    this.#alive();
    this.#life?.interrupt(clear);
  }

  /** Drops the texts that wait; the one that is said, or answered, goes on. */
  dropWaiting() {
    this.#alive();
    this.#life?.dropWaiting();
  }

  /**
   * Lets the visitor be heard. The browser asks them for the microphone, so call it at their wish only.
   *
   * @param {VoiceChatOptions} [how]
   * @returns {Promise<void>}
   */
  startVoiceChat({ isInputAudioMuted } = {}) {
    const life = this.#life;
    return this.#refused() ?? (life && !life.done ? life.voice.start(!!isInputAudioMuted) : rejected(this.#fail()));
  }

  /** Closes the microphone. */
  async closeVoiceChat() {
    this.#life?.voice.close();
  }

  /** The microphones to choose from. */
  async microphones() {
    return (await import('../extra/microphone.js')).microphones();
  }

  async muteInputAudio() {
    this.#life?.voice.mute(true);
  }

  async unmuteInputAudio() {
    this.#life?.voice.mute(false);
  }

  /** The button of push-to-talk is held. */
  async pushToTalkStart() {
    this.#life?.session?.hold(true);
  }

  async pushToTalkStop() {
    this.#life?.session?.hold(false);
  }

  /** Puts off the idle timeout. */
  async keepAlive() {
    this.#alive();
    this.#life?.session?.keepAlive();
  }

  /** Asks for a fresh session without a gap in the picture. */
  async renew() {
    this.#alive();
    this.#life?.session?.renew();
  }

  /**
   * Stops for good, and tells the outcome at once: nothing more is heard of the wasm's session, which says to the service by itself
   * what is left to say. No listener and no timer stays. Called again, it does nothing.
   */
  dispose() {
    // First, lest a listener of the end starts anew.
    this.#disposed = true;
    this.#life?.retire();
    this.video.removeEventListener('volumechange', this.#volumeChanged);
    this.stopRecording().catch(() => {});
  }

  /** For `await using`: after the service has been told. */
  async #disposeSoon() {
    await this.stop();
    this.dispose();
  }

  static {
    // Where the language knows `using`.
    const methods = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (this.prototype));
    if (Symbol.dispose) methods[Symbol.dispose] = this.prototype.dispose;
    if (Symbol.asyncDispose)
      methods[Symbol.asyncDispose] = /** @this {Session} */ function () {
        return this.#disposeSoon();
      };
  }

  /** Throws where it was ended for good. */
  #alive() {
    if (this.#disposed) throw disposed();
  }

  /**
   * The refusal of what is not begun any more.
   *
   * @param {AbortSignal} [signal]
   */
  #refused(signal) {
    if (this.#disposed) return rejected(disposed());
    return signal?.aborted ? rejected(signal.reason) : undefined;
  }

  /** Plays with sound where the browser withheld it; to be called from within a gesture of the visitor. */
  async unblockSound() {
    this.#alive();
    this.#life?.session?.unblockSound();
  }

  async stats() {
    return this.#statistics;
  }

  async timeLeft() {
    return this.secondsLeft;
  }

  /**
   * How long the session still lasts, in whole seconds.
   *
   * @returns {TimeLeft}
   */
  get secondsLeft() {
    const left = (/** @type {boolean} */ cap) => this.#life?.session?.secondsLeft(cap) ?? null;
    return { idle: left(false), cap: left(true) };
  }

  /**
   * Says in words which parts of the way to the service work. Opens no session unless `session` allows one.
   *
   * @param {ConnectionCheckOptions} [how]
   */
  async checkConnection(how) {
    this.#alive();
    const { check } = await import('../extra/connectivity.js');
    return check(this.#options, how);
  }

  /** Whether a film is being recorded. */
  get recording() {
    return this.#recorder.runs;
  }

  /**
   * One picture of what is shown.
   *
   * @param {SnapshotOptions & { background?: string }} [options]
   * @param {HTMLVideoElement | HTMLCanvasElement} [picture] Shown in place of the video.
   */
  async snapshot(options, picture = this.video) {
    this.#alive();
    const { snapshot } = await import('../extra/snapshot.js');
    return snapshot(picture, options);
  }

  /**
   * Records what is shown and heard.
   *
   * @param {RecordingOptions & { background?: string }} [options]
   * @param {HTMLCanvasElement} [picture] Shown in place of the video.
   */
  async startRecording(options, picture) {
    this.#alive();
    await this.#recorder.start(this.video, { ...options, picture });
  }

  async stopRecording() {
    return this.#recorder.stop();
  }

  async requestPictureInPicture() {
    return this.video.requestPictureInPicture();
  }

  /** Tells that no session is open. */
  #fail() {
    this.#tell('error', NOT_STARTED);
    return NOT_STARTED;
  }

  /**
   * Tells the page of an event, and keeps what it says of how things stand.
   *
   * @template {keyof AvatarEvents} T
   * @param {T} type
   * @param {AvatarEvents[T]} detail
   * @param {Text} [said]
   */
  #tell(type, detail, said) {
    const told = /** @type {any} */ (detail);
    if (type === 'error') this.#error = told;
    if (type === 'statechange') this.#state = told.state;
    if (type === 'stats') this.#statistics = told;
    if (type === 'microphonechange') this.#microphone = told.state;
    if (this.#hooks.tell) this.#hooks.tell(type, detail, said);
    else this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
