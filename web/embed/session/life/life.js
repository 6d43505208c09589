// A session from a start to its end.
/** @import { AvatarEvents, AvatarOptions, AvatarProblem, EndReason, Outcome, State } from '../../../types/module.js' */
/** @import { Listener, Session as WasmSession } from '../../module-wasm.js' */
/** @import { Deferred } from './abort.js' */
/** @import { Chosen } from '../options.js' */
/** @import { Glue } from '../wasm.js' */
/** @import { Captions } from './captions.js' */
/** @import { Messages } from './messages.js' */
/** @import { Text } from './texts.js' */
import { deferred } from './abort.js';
import { AvatarError } from '../error.js';
import { replaced, settings } from '../options.js';
import { part } from '../parts.js';
import { Answers } from './answers.js';
import { inPage } from './in-page.js';
import { listenerOf } from './listener.js';
import { Opening } from './opening.js';
import { recognitionHost } from './recognition-host.js';
import { described, plain } from './refusals.js';
import { Texts, settle } from './texts.js';
import { Voice } from './voice.js';

/** @typedef {<T extends keyof AvatarEvents>(type: T, detail: AvatarEvents[T], text?: Text) => void} Tell Tells the page of an event. */

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
 * @typedef {object} Host
 * @property {AvatarOptions} options The page's choices, as they are now.
 * @property {Hooks} hooks
 * @property {Tell} tell
 * @property {Messages} messages
 * @property {Captions} captions
 * @property {() => State} state The state that was told last.
 * @property {(life: Life) => boolean} lives Whether it is the present life.
 */

export class Life {
  /** Awaits the first picture. @type {Deferred<void>} */
  ready = deferred();
  /** @type {Deferred<EndReason>} */
  over = deferred();
  done = false;
  /** The last one. @type {AvatarProblem | undefined} */
  problem;
  /** @type {string | null} */
  sessionId = null;
  speaking = false;
  /** Ms from the start until the wasm's session began. */
  lead = 0;
  /** The wasm's, while it is listened to. @type {WasmSession | null} */
  session = null;
  #host;
  #texts;
  #answers;
  voice;
  /** @type {Opening | undefined} */
  #opening;
  /** Texts that wait for the wasm, or for the end of an answer. @type {Text[]} */
  #waiting = [];
  /** Whether `ready` was told. */
  #told = false;
  /** When it last began to speak, or ceased to. */
  #turned = 0;
  #inPage = false;
  /** Whether the service was asked for a green background last. */
  #green = false;
  /** The microphone that was chosen last. @type {string | null | undefined} */
  #microphoneId;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    const session = () => this.session;
    this.#texts = new Texts(host, () => this.problem, session);
    this.#answers = new Answers(host, this.#texts, (said, problem) => {
      if (problem) this.#texts.finish(said, 'failed', this.fail(problem));
      else this.#texts.finish(said, said.outcome ?? 'interrupted', said.problem);
      if (!this.done) this.#next();
    });
    this.voice = new Voice(host.options, host.tell, session);
  }

  /** The beginning, and that of a kiosk that goes on. */
  begin() {
    this.ready = deferred();
    this.over = deferred();
    this.done = this.#told = false;
    this.problem = undefined;
    this.lead = 0;
  }

  start() {
    const { options, hooks, tell, lives } = this.#host;
    const { assetsUrl } = options;
    /** @type {Chosen} */
    let chosen;
    try {
      chosen = settings(options);
    } catch (error) {
      this.fail(described(error));
      return this.end('failed');
    }
    this.#inPage = chosen.inPage;
    this.#green = chosen.green;
    const opening = (this.#opening = new Opening(chosen, () => this.#abandon('page-left')));
    const own = async () => {
      const { page, prepared } = await inPage(chosen, assetsUrl, (progress) => {
        if (lives(this) && !this.done) tell('progress', progress);
      });
      chosen.page = page;
      // The first call of the wasm waits for the same, and says what is wrong with it.
      prepared.catch(() => {});
    };
    opening.load(() => Promise.all([hooks.load(assetsUrl), this.#inPage && own()])).then(
      ([glue]) => {
        // Stopped meanwhile, or even started again.
        if (this.#opening === opening) this.#open(glue, chosen, opening);
      },
      (error) => {
        if (this.#opening !== opening) return;
        this.fail(described(error));
        this.#abandon('failed');
      },
    );
  }

  /**
   * The wasm is there.
   *
   * @param {Glue} glue
   * @param {Chosen} chosen
   * @param {Opening} opening
   */
  #open(glue, chosen, opening) {
    this.#opening = undefined;
    opening.end();
    const recognition = this.#inPage ? recognitionHost(this.#host, chosen, this) : undefined;
    chosen.clean = (text) => this.#clean(text);
    chosen.record = (unasked) => this.voice.open(recognition, unasked);
    this.session = this.#host.hooks.open(glue, chosen, listenerOf(this, this.#host, this.#texts, this.voice));
    this.lead = opening.lasted;
    // The choices may have changed while the wasm was on its way.
    this.choose();
    this.session.start(opening.told);
    this.#next();
  }

  /** Hands on choices that count at once. */
  choose() {
    const { keepAlive, renew, background, microphoneId } = this.#host.options;
    const { session } = this;
    if (!session) return;
    session.choose(!!keepAlive, !!renew);
    if (microphoneId !== this.#microphoneId) session.chooseMicrophone();
    this.#microphoneId = microphoneId;
    const green = replaced(background);
    if (!this.#inPage && green !== this.#green) session.setBackground((this.#green = green));
  }

  /** Whether it takes texts. */
  get open() {
    return this.#opening ?? (this.session && !this.done);
  }

  /** @param {Text} said */
  say(said) {
    if (this.#opening || this.#answers.busy) this.#waiting.push(said);
    else if (said.talk && (this.answers || this.#inPage)) this.#answers.answer(said);
    else this.#texts.give(said);
  }

  /** The texts that wait are said, or wait on for the answer to the first of them. */
  #next() {
    for (const said of this.#waiting.splice(0)) this.say(said);
  }

  /**
   * The texts that wait are over.
   *
   * @param {Outcome} [outcome]
   */
  #drop(outcome = 'interrupted') {
    for (const said of this.#waiting.splice(0)) settle(said, outcome, outcome === 'failed' ? this.problem : null);
  }

  /** Whether the page answers texts itself. */
  get answers() {
    return this.#answers.own;
  }

  /** For how long the avatar has been silent, in ms. */
  get silent() {
    return this.speaking ? 0 : performance.now() - this.#turned;
  }

  /**
   * A text without its markup; as it is where the part for that does not come: the service cleans it, too.
   *
   * @param {string} text
   */
  async #clean(text) {
    const { options, tell } = this.#host;
    const cleaned = import('../../extra/cleaner.js').then(({ clean }) => clean(text, options.assetsUrl));
    return (await part('cleaner.js', cleaned, (problem) => tell('error', problem))) ?? text;
  }

  /**
   * Interrupts one text. One that the service has already is interrupted when it begins.
   *
   * @param {Text} said
   */
  cancel(said) {
    const at = this.#waiting.indexOf(said);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      return settle(said, 'interrupted');
    }
    this.#answers.abort(said);
    if (said.speaking) this.session?.interrupt(false);
  }

  /** @param {boolean} clear Whether the texts that wait are dropped, too. */
  interrupt(clear) {
    if (clear) this.#drop();
    this.#answers.abort();
    this.session?.interrupt(clear);
  }

  dropWaiting() {
    this.#drop();
    this.session?.dropWaiting();
  }

  /** @param {boolean} speaking */
  speak(speaking) {
    this.speaking = speaking;
    this.#turned = performance.now();
  }

  /**
   * @param {State} state
   * @param {string | null} [reason]
   */
  enter(state, reason = null) {
    const { tell, lives } = this.#host;
    const previous = this.#host.state();
    if (state === previous) return;
    tell('statechange', { state, previous, reason });
    if (state !== 'live' || !lives(this) || this.#told) return;
    this.#told = true;
    this.ready.resolve();
    tell('ready', { sessionId: this.sessionId });
  }

  /**
   * Tells of a problem.
   *
   * @param {AvatarProblem} problem
   */
  fail(problem) {
    this.problem = plain(problem);
    this.#host.tell('error', this.problem);
    return this.problem;
  }

  /** Ends the session, or its start. */
  stop() {
    if (this.#opening) this.#abandon('stopped');
    // Also after its end: a kiosk whose page was left would go on when the page comes back.
    else this.session?.stop();
  }

  /** Ends it; its wasm is no longer listened to, and tells the service what is left to tell. */
  retire() {
    if (this.#opening) this.#abandon('stopped');
    else this.end('stopped');
    const { session } = this;
    this.session = null;
    // Not at once: this may be called from within one of its own events.
    if (session) queueMicrotask(() => session.free());
  }

  /**
   * Gives up a start whose wasm has not come yet.
   *
   * @param {EndReason} reason
   */
  #abandon(reason) {
    const opening = this.#opening;
    this.#opening = undefined;
    opening?.giveUp();
    this.#drop(reason === 'failed' ? reason : undefined);
    this.end(reason);
  }

  /** @param {EndReason} reason */
  end(reason) {
    if (this.done) return;
    this.done = true;
    this.sessionId = null;
    this.speaking = false;
    this.#texts.end();
    this.#answers.end();
    this.#drop();
    const { code = reason, message = 'The start was cancelled.', action = '', detail = '' } = this.problem ?? {};
    this.ready.reject(new AvatarError(code, `${message} ${action}`.trim(), action, detail));
    this.voice.end(new AvatarError(code, message, action, detail));
    this.over.resolve(reason);
    this.enter('ended', reason);
    this.#host.tell('ended', { reason });
  }
}
