// <streaming-avatar>: what is there before anyone clicks; its parts are in `element/first/`, which the build joins with this file. The player comes
// when it is needed, from element/player.js.
/** @import { Words } from './element/texts.js' */
/** @import { AvatarProblem, EndReason, StartOptions } from '../types/module.js' */
/** @import { StreamingAvatarElement as Declared, StreamingAvatarProperties } from '../types/element.js' */
/** @import { Called, Known } from './element/first/hand-on.js' */
/** @import { Player } from './element/player.js' */
import { ATTRIBUTES, reflect, set, upgrade } from './element/first/attributes.js';
import { guardClicks } from './element/first/clicks.js';
import { watchInteraction } from './element/first/interaction.js';
import { guardKeys } from './element/first/keys.js';
import { around, watch } from './element/first/language.js';
import { posterOf } from './element/first/poster.js';
import { CANCELLED, refusal, tell } from './element/first/refusal.js';
import { handOn } from './element/first/hand-on.js';
import { adoptStyles } from './element/first/style.js';

/** For so long, in ms, an element that was taken out of the page keeps its session: frameworks take nodes out and put them back to move them. */
const GRACE = 300;

/**
 * Attributes become properties, and calls methods, in a static block. Where pages are made on a server there are no elements, but this module
 * may be imported.
 */
const Base = /** @type {new () => HTMLElement & StreamingAvatarProperties & Pick<Declared, Known | Called | 'start'>} */ (globalThis.HTMLElement ?? class {});

export class StreamingAvatarElement extends Base {
  static observedAttributes = ATTRIBUTES;
  #root = this.attachShadow({ mode: 'open' });
  #interaction = watchInteraction(this.#root);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;
  #internals = this.attachInternals();
  #poster = posterOf(this, this.#root, (closed, consent) => {
    if (closed) return this.open();
    this.#agreed = consent;
    this.#interaction.began = true;
    this.#auto();
  });
  /** @type {IntersectionObserver | undefined} */
  #seen;
  /**
   * A promise of the player, and the player once it is there.
   *
   * @type {Promise<Player> | undefined}
   */
  #coming;
  /** @type {Player | undefined} */
  #player;
  /**
   * The start that is under way.
   *
   * @type {Promise<void> | undefined}
   */
  #starting;
  #agreed = '';
  /** @type {Declared['token'] | undefined} */
  #tokens;
  /** @type {Declared['texts']} */
  #texts;
  /** @type {Declared['answer']} */
  #answer;
  /** @type {AvatarProblem | null} */
  #error = null;
  /**
   * The recording that was under way when the player went.
   *
   * @type {Promise<Blob | null> | undefined}
   */
  #film;
  /** Grows when what is under way is no longer wanted. */
  #turn = 0;
  /** Watches the language of the page around. @type {MutationObserver | undefined} */
  #languages;
  /** @type {Partial<Words> & { for?: string }} */
  #words = { start: 'Start', agree: 'Agree and start', talk: 'Talk to me', close: 'Close' };

  constructor() {
    super();
    const root = this.#root;
    // Also for what player, words and background report.
    this.addEventListener('error', (/** @type {Event} */ event) => (this.#error = /** @type {CustomEvent<AvatarProblem>} */ (event).detail));
    guardClicks(root);
    guardKeys(root, () => this.#isOpen, () => this.close());
  }

  connectedCallback() {
    upgrade(/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this)));
    const view = this.ownerDocument.defaultView;
    // A document without a window shows nothing.
    if (!view) return;
    clearTimeout(this.#grace);
    this.#grace = undefined;
    // A window of its own takes what is in it along when it closes, without a word.
    if (view !== window) view.addEventListener('pagehide', this.#gone, { once: true });
    this.#languages = watch(this, () => this.#changed());
    adoptStyles(this.#root);
    if (this.#player) return this.#player.moved();
    this.#advise();
    this.#internals.role = this.#isOpen ? 'dialog' : 'region';
    this.#show();
    const when = this.getAttribute('start');
    if (when === 'load') this.#auto();
    this.#seen?.disconnect();
    if (when === 'visible') {
      const seen = (this.#seen = new IntersectionObserver((entries) => {
        if (seen === this.#seen && entries.some((entry) => entry.isIntersecting)) this.#auto();
      }));
      seen.observe(this);
    }
  }

  disconnectedCallback() {
    this.#languages?.disconnect();
    this.#gone();
  }
  /** Chromium moves a node with `moveBefore` only where this is defined; nothing stops then. */
  connectedMoveCallback() {
    this.#player?.moved();
  }
  #gone = () => {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      this.#grace = undefined;
      const view = this.ownerDocument.defaultView;
      if (this.isConnected && view && !view.closed) return;
      this.#seen?.disconnect();
      this.#seen = undefined;
      this.#reset();
    }, GRACE);
  };

  /**
   * @param {string} _
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_, before, now) {
    if (before === now || !this.#poster.node) return;
    this.#title();
    this.#changed();
  }
  /** The choices of the page, or its language, may be others now. */
  #changed() {
    if (this.#player) this.#player.changed();
    else if (this.#poster.node) this.#show();
  }
  #title() {
    this.#internals.ariaLabel = this.getAttribute('name') ?? this.#words.picture ?? 'Streaming avatar';
  }

  /** The last problem since the last start; null where there was none. */
  get error() {
    return this.#error;
  }
  /** From 0 to 1. */
  get volume() {
    return this.video?.volume ?? Number(this.getAttribute('volume') ?? 1);
  }
  set volume(volume) {
    // Throws where a media element refuses it.
    new Audio().volume = volume;
    set(this, 'volume', volume);
  }
  /**
   * A token, or a function that fetches one.
   *
   * @returns {Declared['token']}
   */
  get token() {
    return this.#tokens ?? this.getAttribute('token');
  }
  set token(token) {
    this.#tokens = typeof token === 'function' ? token : undefined;
    if (!this.#tokens) set(this, 'token', token);
  }

  /** Words in place of the element's own, by their names. */
  get texts() {
    return this.#texts;
  }
  set texts(texts) {
    this.#texts = texts;
    this.#words.for = undefined;
    this.#changed();
  }

  /** A function that answers what the visitor says, in the place of a language model. */
  get answer() {
    return this.#answer;
  }
  set answer(answer) {
    this.#answer = answer;
    this.#player?.changed();
  }

  async #begin() {
    const turn = this.#turn;
    this.#error = null;
    try {
      const player = await this.#load();
      // Stopped or removed while the player's code was on its way.
      if (turn !== this.#turn) throw await refusal(CANCELLED);
      return await player.session.start();
    } finally {
      // Whoever began another turn has forgotten this start.
      if (turn === this.#turn) this.#starting = undefined;
    }
  }
  get #consented() {
    return this.#agreed === (this.getAttribute('consent') ?? '');
  }
  /** Shows what is to be agreed to, and refuses what was asked for meanwhile; that is told as an event, too. @returns {Promise<never>} */
  async #ask() {
    if (this.#player) {
      this.#reset();
      this.#show();
    }
    if (this.#attended()) this.#enter();
    throw await tell(this, { code: 'consent-needed', message: 'The visitor has not agreed yet.', action: 'Wait for the visitor’s click.', detail: '' });
  }
  /**
   * Fetches the player and the wasm; no session is opened.
   *
   * @param {StartOptions} [how]
   */
  async preload(how) {
    if (!this.#consented) await this.#ask();
    const { preload } = await import('./element/choices.js');
    await preload(this, how);
  }
  /** @returns {Promise<EndReason | void>} */
  async stop() {
    this.#turn++;
    this.#starting = undefined;
    // A load that is under way is given up by its turn; a new start loads anew.
    if (!this.#player) this.#coming = undefined;
    return this.#player?.session.stop();
  }
  /** The film that was being recorded, also where the player has gone meanwhile; null where none was. */
  async stopRecording() {
    const film = this.#film ?? this.#player?.stopRecording() ?? null;
    this.#film = undefined;
    return film;
  }
  /**
   * Says in words which parts of the way to the service work.
   *
   * @param {import('../types/module.js').ConnectionCheckOptions} [how]
   */
  async checkConnection(how) {
    if (!this.#consented) await this.#ask();
    const [{ check }, { choices }] = await Promise.all([import('./extra/connectivity.js'), import('./element/choices.js')]);
    return check(choices(this), how);
  }
  async microphones() {
    return (await import('./extra/microphone.js')).microphones();
  }
  get #isOpen() {
    return this.#internals.states.has('open');
  }
  /** Opens the launcher's panel; elsewhere it does nothing. */
  async open() {
    if (this.mode !== 'launcher' || this.#isOpen) return;
    this.#internals.states.add('open');
    this.#internals.role = 'dialog';
    this.#show();
    if (this.#attended()) this.#enter();
  }
  /** Closes it, and ends the session. */
  async close() {
    if (!this.#internals.states.delete('open')) return;
    const inside = !!this.#root.activeElement;
    this.#internals.role = 'region';
    this.#reset();
    this.#show();
    if (inside) this.#poster.button?.focus();
  }

  /** Hands the focus to the poster's button; those who touch the screen need none. */
  #enter() {
    (this.#interaction.touching ? this.#poster.node : this.#poster.button)?.focus();
  }

  /** Whether the visitor is at this element, or has just clicked somewhere: focus is never taken from what they do elsewhere. */
  #attended() {
    return !!this.#root.activeElement || (navigator.userActivation?.isActive ?? true);
  }

  #auto() {
    this.#seen?.disconnect();
    // Told as an event, too.
    this.start().catch(() => {});
  }

  #load() {
    const turn = this.#turn;
    const coming = (this.#coming ??= import('./element/player.js').then(
      async ({ attach }) => {
        if (turn !== this.#turn || !(this.isConnected || this.#grace)) throw await refusal(CANCELLED);
        return (this.#player = attach(this, this.#root, this.#interaction, () => around(this)));
      },
      async (error) => {
        const problem = { code: 'not-loaded', message: 'The player could not be loaded.', action: 'Check the connection and start again.', detail: String(error) };
        this.#poster.alert(this.#words.problems?.['not-loaded'] ?? `${problem.message} ${problem.action}`);
        throw await tell(this, problem);
      },
    ));
    coming.catch(() => {
      if (this.#coming === coming) this.#coming = undefined;
    });
    return coming;
  }

  /** As it was before anyone clicked. Whatever is under way is stopped. */
  #reset() {
    this.#turn++;
    const player = this.#player;
    // First, since listeners hear of the end and may start again.
    this.#player = this.#coming = this.#starting = undefined;
    if (player?.session.recording) this.#film = player.stopRecording();
    player?.free();
    if (this.#player) return;
    this.#root.replaceChildren();
    adoptStyles(this.#root);
  }

  /** Tells the page's developer of attributes that may be misspelt; their values are looked at when the player comes. */
  #advise() {
    const others = [...this.attributes].some(({ name }) => !ATTRIBUTES.includes(name) && !/^(id|class|style|lang|slot|hidden|(data|aria)-.*)$/.test(name));
    if (others)
      import('./extra/advice.js').then(({ onAttributes }) => onAttributes(this, ATTRIBUTES), (error) => console.warn('streaming-avatar: extra/advice.js did not come.', error));
  }

  /** The poster with its button, or with other words on it. */
  #show() {
    this.#poster.show(this.mode === 'launcher' && !this.#isOpen, this.#words);
    this.#title();
    const words = this.#words;
    const language = this.getAttribute('language') ?? around(this) ?? navigator.language;
    if (words.for === language || (/^en/i.test(language) && !this.texts && !words.for)) return;
    const { node } = this.#poster;
    import('./element/texts.js')
      .then((module) => module.words(this, around(this)))
      .then((found) => {
        this.#words = { ...found, for: language };
        if (node?.isConnected) this.#show();
      })
      .catch((error) => {
        console.warn('streaming-avatar: element/texts.js did not come.', error);
        tell(this, { code: 'part-missing', message: 'A file of the package did not come: element/texts.js.', action: 'Keep the files of the package together.', detail: String(error) });
      });
  }

  static {
    const members = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this.prototype));
    handOn(
      members,
      (element) => element.#player,
      (element) => element.#starting && !element.#player && element.#coming,
      (element) => (element.#film = undefined),
    );
    // A method here, since an attribute has its name, too.
    members.start = /** @this {StreamingAvatarElement} */ function (/** @type {StartOptions} */ { signal } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      this.open();
      const started = this.#consented ? (this.#starting ??= this.#begin()) : this.#ask();
      // Stopped here, too, while the player's code is on its way.
      return signal ? import('./session/session.js').then(({ abortable }) => abortable(started, signal, () => this.stop())) : started;
    };
    reflect(members);
  }
}

if (globalThis.customElements && !customElements.get('streaming-avatar')) customElements.define('streaming-avatar', StreamingAvatarElement);
