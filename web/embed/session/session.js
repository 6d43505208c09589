// A session as JavaScript sees it: calls into the wasm on one side, promises and events on the other. The module and the
// element are made of it.
/** @import { AvatarEvents, AvatarMessage, AvatarOptions, AvatarProblem, ConnectionCheckOptions, EndReason, MicrophoneState, Outcome, RecordingOptions, SnapshotOptions, SpeakOptions, Speech, State, Statistics, TimeLeft, VoiceChatOptions } from '../../types/module.js' */
/** @import { Listener, Session as WasmSession } from '../module-wasm.js' */
/** @import { Deferred } from './abort.js' */
/** @import { Chosen } from './options.js' */
/** @import { Glue } from './wasm.js' */
import { abortable, deferred } from './abort.js';
import { body, early } from './early.js';
import { AvatarError } from './error.js';
import { replaced, settings } from './options.js';
import { missing, part } from './parts.js';
// Dependencies of those. Named here, too, they are fetched beside them, not after them.
import './address.js';
import './ice-servers.js';
import './register.js';
import './service.js';
import './tokens.js';
import './wasm.js';

/**
 * @typedef {object} Hooks What module and element add to a session.
 * @property {(folder?: string | URL | null) => Promise<Glue>} load Brings the wasm's glue.
 * @property {(glue: Glue, settings: Chosen, listener: Listener) => WasmSession} open Gives the wasm's session for one start.
 * @property {(text: Text) => void} [given] Told of each text that `speak` takes, before its events.
 * @property {(answers: boolean) => void} [answers] Told whether the service answers visitors.
 * @property {(type: keyof AvatarEvents, detail: any, text?: Text) => void} [tell] Takes the events in place of the session object; an event about
 *   a text comes with the object that stands for it.
 */

/**
 * @typedef {object} Text A text from `speak`, a piece of an answer, or the greeting.
 * @property {string} text
 * @property {string} [clean] Without its markup, where it has some.
 * @property {string | null} taskId The service's name for it, once it is known.
 * @property {boolean} [talk] Whether it is to be answered, not said.
 * @property {Speech} [promise]
 * @property {(outcome: Outcome) => void} [resolve]
 * @property {Text} [of] The text whose answer this is a piece of.
 * @property {AbortSignal} [signal] Aborted where it is not to be said.
 * @property {number} [millis] How long the service takes to say it, in ms, where that is known.
 * @property {number} [letters] How many of its characters were said, white space aside, of a text that was cut off.
 * @property {boolean} [speaking] Whether it is being said.
 * @property {boolean} [told] Of a text that is answered: whether its beginning was told.
 * @property {boolean} [over]
 * @property {number} [run] How often it was begun.
 * @property {(whole?: boolean) => void} [captions] Ends its captions.
 * @property {string} [heard]
 * @property {string} [answer]
 * @property {string | null} [unsaid]
 * @property {Outcome} [outcome]
 * @property {AvatarProblem | null} [problem]
 * @property {number} [message] The id of the message that tells it.
 */

/**
 * @typedef {object} Life A session from a start to its end.
 * @property {Deferred<void>} ready
 * @property {Deferred<EndReason>} over
 * @property {boolean} done
 * @property {boolean} told Whether `ready` was told.
 * @property {AvatarProblem} [problem] The last one.
 * @property {Map<number, Text>} texts By the wasm's names for them.
 * @property {Text[] | null} waiting Texts that wait for the wasm; null once it is there, or the start was given up.
 * @property {number} lead Ms from the start until the wasm's session began.
 * @property {boolean} [inPage]
 * @property {boolean} [green] Whether the service was asked for a green ground last.
 * @property {ReturnType<typeof early>} [early]
 * @property {ReturnType<typeof setTimeout>} [late]
 * @property {WasmSession | null} [session]
 * @property {Text[]} [held] Texts that wait for the end of an answer.
 * @property {Text} [answered] The text that is being answered.
 * @property {AbortController} [answering]
 * @property {Map<number, AvatarMessage>} spoken Messages of a spoken conversation, by the wasm's names for them.
 * @property {boolean} [muted] Whether the microphone was muted last, also before it was there.
 * @property {Pick<import('../extra/microphone.js').Microphone, 'open' | 'follow'>} [recorder] The visitor's microphone, once it was wished for.
 * @property {Text} [turn] What the visitor says just now, where the browser writes it down.
 * @property {string | null} [microphoneId] The one that was chosen last.
 * @property {boolean} [heard] Whether the service listens, be it to a muted microphone.
 * @property {Deferred<void>} [voice] Awaits that the service listens.
 */

/** How long the wasm may take, in ms. A start that comes later waits for the same. */
const LONGEST_LOAD = 60_000;
/** So many messages are kept. */
const MOST_MESSAGES = 200;
/** Said where the player did not come. */
const RELOAD = 'Check the connection and start again.';

/** With typed events, and with the two methods that are made below where the language knows `using`. */
const Target = /** @type {new () => import('../../types/module.js').AvatarEventTarget & Pick<import('../../types/module.js').StreamingAvatar, typeof Symbol.dispose | typeof Symbol.asyncDispose>} */ (EventTarget);

export class Session extends Target {
  /** @type {AvatarOptions} */
  #options;
  /** @type {Hooks} */
  #hooks;
  /** @type {State} */
  #state = 'Idle';
  #speaking = false;
  /** When it last began or ceased to. */
  #quiet = 0;
  /** @type {string | null} */
  #sessionId = null;
  /** @type {Statistics | null} */
  #statistics = null;
  /** @type {AvatarProblem | null} */
  #error = null;
  /** @type {MicrophoneState} */
  #microphone = 'unavailable';
  /** @type {AvatarMessage[]} */
  #messages = [];
  /** The number of the last message. */
  #count = 0;
  /** @type {ArrayLike<number>} */
  #numbers = [];
  /**
   * The session that lives, or the last one.
   *
   * @type {Life | undefined}
   */
  #life;
  #leave = () => {
    if (this.#life) this.#abandon(this.#life, 'page-left');
  };
  /** @type {Promise<typeof import('../extra/captions.js') | null> | undefined} */
  #captions;
  /** @type {Promise<import('../extra/recording.js').Recording> | undefined} */
  #recording;
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
    video.addEventListener('volumechange', this.#volumeChanged);
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

  /** The last problem since the last start; null where there was none. */
  get error() {
    return this.#error;
  }

  get microphone() {
    return this.#microphone;
  }

  /** The words of both sides. */
  get messages() {
    return [...this.#messages];
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
    this.#choose();
  }
  #choose() {
    const { keepAlive, renew, background, microphoneId } = this.#options;
    const life = this.#life;
    const session = life?.session;
    if (!session) return;
    session.choose(!!keepAlive, !!renew);
    if (microphoneId !== life.microphoneId) session.chooseMicrophone();
    life.microphoneId = microphoneId;
    const green = replaced(background);
    if (!life.inPage && green !== life.green) session.placeBefore((life.green = green));
  }

  /**
   * Fetches what draws and voices the avatar in the page, beside the wasm that runs the session.
   *
   * @param {Life} life
   * @param {Chosen} chosen
   */
  async #inPage(life, chosen) {
    const { pageService } = await import('../extra/page.js');
    const onprogress = (/** @type {AvatarEvents['progress']} */ progress) => {
      if (life === this.#life && !life.done) this.#tell('progress', progress);
    };
    chosen.page = pageService({ assetsUrl: this.#options.assetsUrl, onprogress });
    // The first call of the wasm waits for the same, and says what is wrong with it.
    chosen.page.prepare(body(chosen)).catch(() => {});
  }

  /**
   * Fetches the wasm ahead of the first start, and for the page's own service the avatar and its voice; no session is opened.
   *
   * @param {{ signal?: AbortSignal }} [how] Aborted, it rejects; what is shared with others goes on coming.
   * @returns {Promise<void>}
   */
  preload({ signal } = {}) {
    if (this.#disposed) return gone();
    if (signal?.aborted) return rejected(signal.reason);
    const { service, assetsUrl } = this.#options;
    const page = service === 'page' && import('../extra/page.js').then(({ pageService }) => pageService({ assetsUrl }).prepare(body(settings(this.#options))));
    return abortable(Promise.all([this.#hooks.load(assetsUrl), page]).then(() => {}), signal, () => {});
  }

  /**
   * Opens a session.
   *
   * @param {{ signal?: AbortSignal }} [how] Aborted before the avatar is there, it ends the start, and the promise rejects with its reason.
   * @returns {Promise<void>}
   */
  start({ signal } = {}) {
    if (this.#disposed) return gone();
    if (signal?.aborted) return rejected(signal.reason);
    return abortable(this.#start(), signal, () => this.stop());
  }

  /** @returns {Promise<void>} */
  #start() {
    const before = this.#life;
    if (before && !before.done && this.#state !== 'Stopping') return before.ready.promise;
    // One that is still being closed goes on closing by itself.
    if (before) this.#retire(before);
    // Started again by a listener, just now.
    if (this.#life && this.#life !== before) return this.#life.ready.promise;
    /** @type {Life} */
    const life = (this.#life = { ...begun(), texts: new Map(), spoken: new Map(), waiting: [], lead: 0 });
    this.#statistics = null;
    this.#error = null;
    /** @type {Chosen} */
    let chosen;
    try {
      chosen = settings(this.#options);
    } catch (error) {
      this.#fail(life, described(error));
      this.#end(life, 'failed');
      return life.ready.promise;
    }
    life.inPage = chosen.inPage;
    life.green = chosen.green;
    let asked = 0;
    const load = () => {
      asked = performance.now();
      // Stopped before the page was seen.
      if (life.waiting && !chosen.inPage) life.early = early(chosen);
      /** @type {Promise<never>} */
      const late = new Promise((_, fail) => {
        life.late = setTimeout(() => fail(new AvatarError('not-loaded', 'The player took too long to load.', RELOAD)), LONGEST_LOAD);
      });
      const all = Promise.all([this.#hooks.load(this.#options.assetsUrl), chosen.inPage && this.#inPage(life, chosen)]);
      return Promise.race([all, late]).finally(() => clearTimeout(life.late));
    };
    addEventListener('pagehide', this.#leave);
    // A page that is prerendered may never be seen: no session is opened for it. Not every browser does that.
    const { prerendering } = /** @type {Document & { prerendering?: boolean }} */ (document);
    const seen = prerendering && new Promise((shown) => document.addEventListener('prerenderingchange', shown, { once: true }));
    (seen ? seen.then(load) : load()).then(
      ([glue]) => {
        // Stopped meanwhile, or even started again.
        if (!life.waiting) return;
        const { waiting } = life;
        life.waiting = null;
        removeEventListener('pagehide', this.#leave);
        chosen.clean = (text) => this.#clean(text);
        chosen.record = async (unasked) => {
          const { Microphone } = await (life.inPage ? import('../extra/recognition.js') : import('../extra/microphone.js'));
          life.recorder ??= new Microphone(() => this.#options.microphoneId, (level) => this.#tell('microphonelevel', { level }), this.#recognitionHost(life, chosen));
          return life.recorder.open(unasked);
        };
        life.session = this.#hooks.open(glue, chosen, this.#listener(life));
        life.lead = Math.round(performance.now() - asked);
        // It may have changed while the wasm was on its way.
        this.#choose();
        life.session.start(life.early?.told);
        for (const text of waiting) this.#say(life, text);
      },
      (error) => {
        if (!life.waiting) return;
        this.#fail(life, described(error));
        this.#abandon(life, 'failed');
      },
    );
    return life.ready.promise;
  }

  /**
   * Ends the session, or its start.
   *
   * @returns {Promise<EndReason | void>}
   */
  stop() {
    const life = this.#life;
    if (life?.waiting) this.#abandon(life, 'stopped');
    // Also after its end: a kiosk whose page was left would go on when the page comes back.
    else life?.session?.stop();
    return life?.over.promise ?? Promise.resolve();
  }

  /**
   * Lets the avatar say a text, or an answer to it.
   *
   * @param {string} text
   * @param {SpeakOptions} [how] A signal that is aborted interrupts this text alone.
   * @returns {Speech}
   */
  speak(text, { type = 'repeat', signal } = {}) {
    if (this.#disposed) return gone();
    const { promise, resolve } = /** @type {Deferred<Outcome>} */ (deferred());
    /** @type {Text} */
    const said = { text: String(text), talk: type !== 'repeat', taskId: null, signal, promise, resolve };
    const life = this.#life;
    const open = life?.waiting || (life?.session && !life.done);
    // Before the events that it brings about.
    if (open && !signal?.aborted) {
      this.#hooks.given?.(said);
      if (said.talk) this.#message({ id: ++this.#count, role: 'user', text: said.text, final: true, interrupted: false }, said);
    }
    if (signal?.aborted) settle(said, 'interrupted');
    else if (life?.waiting) life.waiting.push(said);
    else if (life?.session && open) this.#say(life, said);
    else settle(said, 'failed', this.#fail(life, new AvatarError('not-started', 'No session is open.', 'Call start() first.')));
    if (signal) {
      const cancel = () => this.#cancel(said);
      signal.addEventListener('abort', cancel);
      promise.finally(() => signal.removeEventListener('abort', cancel));
    }
    return promise;
  }

  /**
   * Interrupts one text. One that the service has already is interrupted when it begins.
   *
   * @param {Text} said
   */
  #cancel(said) {
    const life = this.#life;
    for (const list of [life?.waiting, life?.held]) {
      const at = list?.indexOf(said) ?? -1;
      if (at < 0) continue;
      list?.splice(at, 1);
      return settle(said, 'interrupted');
    }
    if (life?.answered === said) life.answering?.abort();
    if (said.speaking) life?.session?.interrupt(false);
  }

  /**
   * Silences the avatar.
   *
   * @param {{ clear?: boolean }} [how] Whether the texts that wait are dropped, too; true by default.
   */
  async interrupt({ clear = true } = {}) {
    this.#alive();
    const life = this.#life;
    if (clear) for (const said of [...(life?.waiting?.splice(0) ?? []), ...(life?.held?.splice(0) ?? [])]) settle(said, 'interrupted');
    life?.answering?.abort();
    life?.session?.interrupt(clear);
  }

  /** Drops the texts that wait; the one that is said, or answered, goes on. */
  dropWaiting() {
    this.#alive();
    const life = this.#life;
    for (const said of [...(life?.waiting?.splice(0) ?? []), ...(life?.held?.splice(0) ?? [])]) settle(said, 'interrupted');
    life?.session?.dropWaiting();
  }

  /**
   * Lets the visitor be heard. The browser asks them for the microphone, so call it at their wish only.
   *
   * @param {VoiceChatOptions} [how]
   * @returns {Promise<void>}
   */
  startVoiceChat({ isInputAudioMuted } = {}) {
    if (this.#disposed) return gone();
    const life = this.#life;
    if (!life || life.done) return rejected(this.#fail(life, new AvatarError('not-started', 'No session is open.', 'Call start() first.')));
    life.voice ??= deferred();
    life.muted = !!isInputAudioMuted;
    const { promise } = life.voice;
    this.#listen(life);
    // Where it is on already, nothing changes that would be told.
    this.#heardBy(life);
    return promise;
  }

  /**
   * Whoever waits for the service to listen need not wait where it does.
   *
   * @param {Life} life
   */
  #heardBy(life) {
    if (!life.heard) return;
    life.voice?.resolve();
    life.voice = undefined;
  }

  /** @param {Life} life */
  #listen(life) {
    life.session?.listen(this.#options.voiceChat === 'push-to-talk', !!life.muted);
  }

  /**
   * The session, as the browser's speech recognition sees it.
   *
   * @param {Life} life
   * @param {Chosen} chosen
   * @returns {import('../extra/recognition.js').RecognitionHost}
   */
  #recognitionHost = (life, { language, voiceChat, page }) => ({
    language,
    held: voiceChat === 'push-to-talk',
    // Sound that is heard takes a while to be told.
    saying: () => (this.#speaking || performance.now() - this.#quiet < 2000 ? (this.#messages.findLast(({ role }) => role === 'avatar')?.text ?? '') : ''),
    tell: (message) => page?.tell(message),
    words: (text, final) => {
      // Beginning to speak interrupts.
      if (!life.turn) this.interrupt();
      const said = (life.turn ??= { text, talk: true, taskId: null, message: ++this.#count });
      const id = Number(said.message);
      const answered = final && this.#answers;
      said.text = text;
      if (answered) this.#hooks.given?.(said);
      this.#message({ id, role: 'user', text, final, interrupted: false }, final && !answered ? undefined : said);
      if (!final) return;
      life.turn = said.message = undefined;
      if (answered) this.#say(life, said);
    },
  });

  /** Closes the microphone. */
  async closeVoiceChat() {
    this.#life?.voice?.reject(new AvatarError('stopped', 'The voice chat was closed.'));
    if (this.#life) this.#life.voice = undefined;
    this.#life?.session?.stopListening();
  }

  /** The microphones to choose from. */
  async microphones() {
    return (await import('../extra/microphone.js')).microphones();
  }

  async muteInputAudio() {
    this.#mute(true);
  }

  async unmuteInputAudio() {
    this.#mute(false);
  }

  /** @param {boolean} muted */
  #mute(muted) {
    // Also for a wasm that has not come yet.
    if (this.#life) this.#life.muted = muted;
    this.#life?.session?.muteMicrophone(muted);
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
    if (this.#life) this.#retire(this.#life);
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
    return !!this.#recording;
  }

  /**
   * One picture of what is shown.
   *
   * @param {SnapshotOptions & { ground?: string }} [options]
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
   * @param {RecordingOptions & { ground?: string }} [options]
   * @param {HTMLCanvasElement} [picture] Shown in place of the video.
   */
  async startRecording(options, picture) {
    this.#alive();
    const { Recording } = await import('../extra/recording.js');
    this.#recording ??= Recording.of(this.video, { ...options, picture });
    await this.#recording.catch((error) => {
      this.#recording = undefined;
      throw error;
    });
  }

  async stopRecording() {
    const recording = this.#recording;
    this.#recording = undefined;
    return (await (await recording)?.stop()) ?? null;
  }

  async requestPictureInPicture() {
    return this.video.requestPictureInPicture();
  }

  /**
   * Ends a life whose wasm is no longer listened to. The wasm's session tells the service what is left to tell.
   *
   * @param {Life} life
   */
  #retire(life) {
    if (life.waiting) this.#abandon(life, 'stopped');
    else this.#end(life, 'stopped');
    const { session } = life;
    life.session = null;
    // Not at once: this may be called from within one of its own events.
    if (session) queueMicrotask(() => session.free());
  }

  /**
   * @param {Life} life
   * @param {Text} said
   */
  #say(life, said) {
    // Texts that are given while the page's own function answers wait their turn.
    if (life.held) life.held.push(said);
    else if (said.talk && (this.#answers || life.inPage)) this.#answer(life, said);
    else this.#give(life, said);
  }

  /** Whether the page answers texts itself. */
  get #answers() {
    return this.#options.answer || this.#options.answerUrl;
  }

  /**
   * Lets the page's own function or endpoint answer a text, and says its answer piece by piece.
   *
   * @param {Life} life
   * @param {Text} said
   */
  async #answer(life, said) {
    life.held = [];
    const { signal } = (life.answering = new AbortController());
    life.answered = said;
    const say = (/** @type {string} */ text) => {
      if (!life.session) return undefined;
      const { promise, resolve } = /** @type {Deferred<Outcome>} */ (deferred());
      this.#give(life, { text, taskId: null, of: said, signal, promise, resolve });
      return promise;
    };
    const code = await part('extra/answer.js', import('../extra/answer.js'), (problem) => this.#tell('error', problem));
    const problem = code ? await code.answer(this.#options, said, say, { signal, messages: this.messages }) : missing('extra/answer.js');
    if (life.answered === said) this.#answered(life, problem);
  }

  /**
   * The answer has been said, or was given up. Without a `problem` its pieces say how it ended.
   *
   * @param {Life} life
   * @param {AvatarProblem} [problem]
   */
  #answered(life, problem) {
    const { answered: said, held = [] } = life;
    life.answering?.abort();
    life.answered = life.answering = life.held = undefined;
    if (said && problem) this.#finish(said, 'failed', this.#fail(life, problem));
    else if (said) this.#finish(said, said.outcome ?? 'interrupted', said.problem);
    for (const next of held) {
      if (life.done) settle(next, 'interrupted');
      else this.#say(life, next);
    }
  }

  /**
   * @param {Life} life
   * @param {Text} said
   */
  #give(life, said) {
    const { text, talk } = said;
    if (!life.session) return;
    // The session tells of the text from within this call, so its name is asked for first.
    life.texts.set(life.session.nextText(), said);
    life.session.speak(text, !!talk);
  }

  /**
   * @template {keyof AvatarEvents} T
   * @param {T} type
   * @param {AvatarEvents[T]} detail
   * @param {Text} [said]
   */
  #tell(type, detail, said) {
    if (type === 'error') this.#error = /** @type {AvatarProblem} */ (detail);
    if (this.#hooks.tell) this.#hooks.tell(type, detail, said);
    else this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * Tells a message, whole or as far as it has come.
   *
   * @param {AvatarMessage} message
   * @param {Text} [said] The text that it is about.
   */
  #message(message, said) {
    const at = this.#messages.findLastIndex(({ id }) => id === message.id);
    if (at < 0) this.#messages = [...this.#messages, message].slice(-MOST_MESSAGES);
    else this.#messages[at] = message;
    this.#tell('message', { ...message }, said);
  }

  /**
   * Tells what the avatar says of a text that was given, in a message of its own.
   *
   * @param {Text} said
   * @param {string} text
   * @param {Outcome} [outcome] At its end.
   */
  #note(said, text, outcome) {
    said.message ??= ++this.#count;
    this.#message({ id: said.message, role: 'avatar', text, final: !!outcome, interrupted: outcome === 'interrupted' }, said);
  }

  /**
   * Tells of a problem.
   *
   * @param {Life | undefined} life
   * @param {AvatarProblem} problem
   * @returns {AvatarProblem}
   */
  #fail(life, { code, message, action, detail }) {
    // Plain, because it goes through `postMessage`, too.
    const problem = { code, message, action, detail };
    if (life) life.problem = problem;
    this.#tell('error', problem);
    return problem;
  }

  /**
   * @param {Life} life
   * @param {State} state
   * @param {string | null} [reason]
   */
  #enter(life, state, reason = null) {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#tell('statechange', { state, previous, reason });
    if (state !== 'Live' || life !== this.#life || life.told) return;
    life.told = true;
    life.ready.resolve();
    this.#tell('ready', { sessionId: this.#sessionId });
  }

  /**
   * Gives up a start whose wasm has not come yet.
   *
   * @param {Life} life
   * @param {EndReason} reason
   */
  #abandon(life, reason) {
    clearTimeout(life.late);
    const { waiting } = life;
    life.waiting = null;
    for (const said of waiting ?? []) {
      if (reason === 'failed') settle(said, 'failed', life.problem);
      else settle(said, 'interrupted');
    }
    removeEventListener('pagehide', this.#leave);
    life.early?.giveUp();
    this.#end(life, reason);
  }

  /**
   * @param {Life} life
   * @param {EndReason} reason
   */
  #end(life, reason) {
    if (life.done) return;
    life.done = true;
    this.#sessionId = null;
    this.#speaking = false;
    for (const said of life.texts.values()) this.#finish(said, 'interrupted');
    life.texts.clear();
    if (life.answered) this.#answered(life);
    const { code = reason, message = 'The start was cancelled.', action = '', detail = '' } = life.problem ?? {};
    life.ready.reject(new AvatarError(code, `${message} ${action}`.trim(), action, detail));
    life.voice?.reject(new AvatarError(code, message, action, detail));
    // A kiosk that goes on does not ask for the microphone unasked.
    life.voice = undefined;
    life.heard = false;
    life.over.resolve(reason);
    this.#enter(life, 'Ended', reason);
    this.#tell('ended', { reason });
  }

  /**
   * A text ended.
   *
   * @param {Text} said
   * @param {Outcome} outcome
   * @param {AvatarProblem | null} [problem]
   */
  #finish(said, outcome, problem = null) {
    const { taskId, text, letters = 0, unsaid = null, of, answer = null } = said;
    const heard = said.heard ?? (said.talk ? (answer ?? '') : outcome === 'spoken' ? text : beginning(text, letters));
    said.over = true;
    said.speaking = false;
    said.captions?.(outcome === 'spoken');
    if (said.message) this.#note(said, heard, outcome);
    settle(said, outcome, problem);
    if (!of) return this.#tell('speakend', { taskId, text, outcome, problem, heard, unsaid, answer }, said);
    // A piece of an answer: told at the end of the whole, which ends as its worst piece did.
    of.speaking = false;
    if ((of.outcome !== 'failed' && outcome !== 'spoken') || !of.outcome) Object.assign(of, { outcome, problem });
    of.heard = `${of.heard ?? ''} ${heard}`.trim();
    of.answer = `${of.answer ?? ''} ${text}`.trim();
    of.unsaid ??= unsaid;
  }

  /**
   * The listener of the wasm's session of a life. Once the next life has begun, nobody listens.
   *
   * @param {Life} life
   * @returns {Listener}
   */
  #listener(life) {
    const methods = Object.entries(this.#heard(life)).map(([name, method]) => {
      const hear = /** @type {(...told: unknown[]) => void} */ (method);
      /** @param {unknown[]} told */
      const guarded = (...told) => {
        if (life !== this.#life) return;
        // A kiosk goes on by itself when its page is visited again.
        if (life.done && told[0] === 'Creating') Object.assign(life, { ...begun(), lead: 0 });
        if (!life.done) hear(...told);
      };
      return [name, guarded];
    });
    return Object.fromEntries(methods);
  }

  /**
   * @param {Life} life
   * @returns {Listener}
   */
  #heard = (life) => {
    const of = (/** @type {number} */ id) => {
      // The greeting was never given to `speak`.
      const said = life.texts.get(id) ?? { text: this.#options.greeting ?? '', taskId: null };
      life.texts.set(id, said);
      return said;
    };
    return {
      state: (name) => {
        const state = /** @type {State} */ (name);
        // A text that was being said is said again, or is over.
        if (state === 'Recovering')
          for (const said of life.texts.values()) {
            said.captions?.();
            (said.of ?? said).speaking = false;
          }
        if (state === 'Creating' && life.voice) this.#listen(life);
        // The end is told with its reason, which comes next.
        if (state !== 'Ended') this.#enter(life, state, state === 'Recovering' ? (life.problem?.code ?? null) : null);
      },
      session: (id) => {
        this.#sessionId = id;
      },
      milestones: (...stages) => {
        const [created, answered, started, connected, firstFrame, firstSound] = stages.map((at) => (at === undefined ? at : at + life.lead));
        this.#tell('milestones', { created, answered, started, connected, firstFrame, firstSound });
      },
      accepted: (id, taskId, millis) => {
        const said = Object.assign(of(id), { taskId, millis });
        // On its way before the text begins: a short text is over soon. Of an answer it is not known whether its words will be told.
        if (!said.talk) this.#captionsPart();
      },
      began: (id) => {
        const said = of(id);
        const whole = said.of ?? said;
        // Interrupted while it was on its way to the service.
        if (said.signal?.aborted || whole.signal?.aborted) return queueMicrotask(() => life.session?.interrupt(false));
        if (!whole.told) this.#tell('speakstart', { taskId: (whole.taskId ??= said.taskId), text: whole.text }, whole);
        // After a lost connection a text is begun again, and that is told; the pieces of an answer are one text.
        whole.told = !!said.of;
        whole.speaking = true;
        if (said.talk) said.answer = undefined;
        else {
          this.#caption(said);
          this.#note(whole, said.of ? `${whole.answer ?? ''} ${said.text}`.trim() : (said.clean ?? said.text));
        }
      },
      cleaned: (id, text) => {
        of(id).clean = text;
      },
      // The service's own answer: its words are told when their sound begins, so that those before them are over.
      words: (id, words) => {
        const said = of(id);
        said.answer = `${said.answer ?? ''}${words}`;
        said.captions?.(true);
        said.captions = undefined;
        this.#caption(said, words);
        this.#note(said, said.answer);
      },
      // Told right before the end of a text that was cut off.
      heard: (id, letters) => {
        of(id).letters = letters;
      },
      unsaid: (id, text) => {
        of(id).unsaid = text;
      },
      finished: (id, how) => {
        const outcome = /** @type {Outcome} */ (how);
        const said = of(id);
        life.texts.delete(id);
        // The problem of a text is told right before.
        this.#finish(said, outcome, outcome === 'failed' ? life.problem : null);
      },
      speaking: (speaking) => {
        this.#speaking = speaking;
        this.#quiet = performance.now();
      },
      features: (answers) => this.#hooks.answers?.(answers),
      microphone: (name) => {
        const state = /** @type {MicrophoneState} */ (name);
        this.#microphone = state;
        life.recorder?.follow(state);
        life.heard = ['listening', 'hearing', 'muted'].includes(state);
        this.#heardBy(life);
        if (state !== 'asking') {
          life.voice?.reject(life.problem ?? new AvatarError('stopped', 'The microphone was closed.'));
          life.voice = undefined;
        }
        this.#tell('microphonechange', { state });
      },
      userSpeaking: (speaking) => {
        if (speaking) this.#tell('userspeakstart', {});
        else this.#tell('userspeakend', {});
      },
      message: (id, user, words, interrupted) => {
        const { text, ...message } = life.spoken.get(id) ?? { id: ++this.#count, role: user ? 'user' : 'avatar', text: '', final: false, interrupted: false };
        const whole = { ...message, text: `${text}${words}`.trim(), final: interrupted !== undefined, interrupted: !!interrupted };
        if (whole.final) life.spoken.delete(id);
        else life.spoken.set(id, whole);
        this.#message(whole);
      },
      limit: (kind, secondsLeft) => this.#tell('limit', { kind: /** @type {'idle' | 'cap'} */ (kind), secondsLeft }),
      soundBlocked: (blocked) => this.#tell('soundblocked', { blocked }),
      problem: (code, message, action, detail) => {
        this.#fail(life, { code, message, action, detail });
        // Told right before the state of the microphone, which of a service that hears nobody does not change.
        if (!/^(microphone-|not-heard)/.test(code)) return;
        life.voice?.reject(new AvatarError(code, `${message} ${action}`, action, detail));
        life.voice = undefined;
      },
      retry: (attempt, millis) => this.#tell('retry', { attempt, after: millis / 1000 }),
      ended: (reason) => this.#end(life, /** @type {EndReason} */ (reason)),
      numbers: (numbers) => {
        this.#numbers = numbers;
      },
      statistics: (videoCodec, audioCodec, localCandidate, remoteCandidate, protocol) => {
        const [roundTrip, jitter, lostPerThousand, framesPerSecond, framesDecoded, freezes, videoKilobits, audioKilobits, width, height] = Array.from(this.#numbers);
        this.#statistics = {
          roundTrip: roundTrip === 0xffffffff ? null : roundTrip,
          jitter,
          lostPerThousand,
          framesPerSecond,
          framesDecoded,
          freezes,
          videoKilobits,
          audioKilobits,
          width,
          height,
          videoCodec,
          audioCodec,
          localCandidate,
          remoteCandidate,
          protocol,
        };
        this.#tell('stats', this.#statistics);
      },
    };
  };

  /**
   * A text without its markup; as it is where the part for that does not come: the service cleans it, too.
   *
   * @param {string} text
   */
  async #clean(text) {
    const cleaned = import('../extra/cleaner.js').then(({ clean }) => clean(text, this.#options.assetsUrl));
    return (await part('cleaner.js', cleaned, (problem) => this.#tell('error', problem))) ?? text;
  }

  #captionsPart() {
    return (this.#captions ??= part('captions.js', import('../extra/captions.js'), (problem) => this.#tell('error', problem)));
  }

  /**
   * @param {Text} said
   * @param {string} [words] Said in its place.
   */
  async #caption(said, words = said.clean ?? said.text) {
    // Said again after a lost connection: the first run's lines are over.
    said.captions?.();
    const run = (said.run = (said.run ?? 0) + 1);
    const began = performance.now();
    const captions = await this.#captionsPart();
    if (!captions) return;
    const { caption } = captions;
    // Where texts are sent sentence by sentence, the service says how long the first one takes.
    const millis = this.#options.splitSentences ? undefined : said.millis;
    if (!said.over && run === said.run) said.captions = caption(words, millis, began, (line) => this.#tell('caption', line));
  }
}

/**
 * A promise that is rejected, and may be ignored, as all of them.
 *
 * @param {unknown} reason
 * @returns {Promise<never>}
 */
function rejected(reason) {
  const refused = Promise.reject(reason);
  refused.catch(() => {});
  return refused;
}

const disposed = () => new AvatarError('disposed', 'This avatar was disposed of. Make a new one.', 'Make a new one.');
const gone = () => rejected(disposed());

/**
 * A refusal as a problem.
 *
 * @param {unknown} error
 * @returns {AvatarProblem}
 */
const described = (error) => (error instanceof AvatarError ? error : new AvatarError('not-loaded', 'The player could not be loaded.', RELOAD, String(error)));

/**
 * Tells how a text ended, and why it failed.
 *
 * @param {Text} said
 * @param {Outcome} outcome
 * @param {AvatarProblem | null} [problem]
 */
function settle({ promise, resolve }, outcome, problem = null) {
  if (promise) promise.problem = problem;
  resolve?.(outcome);
}

/**
 * The beginning of a text with so many characters that are not white space, without a last word that was only begun.
 *
 * @param {string} text
 * @param {number} letters
 */
function beginning(text, letters) {
  const [said] = new RegExp(`^(\\s*\\S){0,${letters}}`, 'u').exec(text) ?? [''];
  if (!/^\S/.test(text.slice(said.length))) return said;
  // Chinese and Japanese have no words to tell apart.
  return said.replace(/[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]*$/u, '');
}

/**
 * The beginning of a life.
 *
 * @returns {Pick<Life, 'ready' | 'over' | 'done' | 'told' | 'problem'>}
 */
const begun = () => ({ ready: deferred(), over: deferred(), done: false, told: false, problem: undefined });
