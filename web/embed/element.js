// <streaming-avatar>: what is there before anyone clicks. The player comes when it is needed, from element/player.js.
/** @import { Words } from './element/texts.js' */
/** @import { AvatarProblem, EndReason, SpeakOptions, Speech, StartOptions, State } from '../types/module.js' */
/** @import { StreamingAvatarElement as Declared, StreamingAvatarProperties } from '../types/element.js' */
/** @import { Player } from './element/player.js' */

// options:attributes (written by `cargo xtask options`)
const TEXTS = 'service api-base token-url token api-key avatar-id voice-id voice-emotion answer-url answer-model quality encoding knowledge-base voice-chat microphone-id task-type ai-notice greeting poster name label start mode placement fit background controls language consent ice-transport-policy ice-servers assets-url';
const NUMBERS = 'voice-rate volume idle-timeout hidden-timeout recoveries';
const FLAGS = 'captions transcript statistics muted keep-alive renew kiosk split-sentences';
// /options:attributes
/** @param {string} list */
const names = (list) => list.split(/\s+/);
/** @param {string} name */
const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());

const STYLE = `:host{display:block;position:relative;overflow:hidden;aspect-ratio:4/5;border-radius:var(--streaming-avatar-radius,16px);
background:var(--streaming-avatar-background,#cfd8d3);font:16px/1.4 var(--streaming-avatar-font,system-ui,sans-serif)}
:host([hidden]),[hidden]{display:none!important}
img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover;object-position:50% 20%}
.gate{position:absolute;inset:0;display:grid;place-content:safe end center;justify-items:center;gap:12px;padding:20px;overflow:auto}
.gate>:not(img){position:relative}
.gate p{margin:0;padding:8px 12px;border-radius:8px;background:#fff;color:#14181a;max-height:9em;overflow:auto;overflow-wrap:anywhere}
.gate button{font:inherit;font-weight:600;min-height:48px;padding:0 28px;border:0;border-radius:99px;cursor:pointer;
background:var(--streaming-avatar-accent,#0c5c63);color:var(--streaming-avatar-on-accent,#fff)}
.gate [part=close]{background:#fff;color:#14181a}
.gate:focus{outline:none}
button:focus-visible{outline:3px solid var(--streaming-avatar-focus,#b4540a);outline-offset:2px}
:host([mode=launcher]){position:fixed;z-index:var(--streaming-avatar-layer,2147483000);inset:auto 20px 20px auto}
:host([mode=launcher][placement$=left]){inset:auto auto 20px 20px}
:host([mode=launcher][placement=top-right]){inset:20px 20px auto auto}
:host([mode=launcher][placement=top-left]){inset:20px auto auto 20px}
:host([mode=launcher]:not(:state(open))){overflow:visible;aspect-ratio:auto;background:none}
:host([mode=launcher]:not(:state(open))) :is(img,.gate p){display:none}
:host([mode=launcher]:not(:state(open))) .gate{position:static;padding:0}
:host([mode=launcher]:state(open)){width:min(380px,calc(100vw - 40px));height:min(640px,calc(100dvh - 40px));aspect-ratio:auto}
@media(max-width:480px){:host([mode=launcher]:state(open)){inset:0!important;width:100vw;height:100dvh;border-radius:0}}
@media(forced-colors:active){button{border:1px solid!important}}`;
/**
 * A sheet belongs to the document that it was made in; most pages have one.
 *
 * @type {WeakMap<Document, CSSStyleSheet>}
 */
const sheets = new WeakMap();
/**
 * @param {Document} document
 * @param {Window & typeof globalThis} view
 */
function sheetOf(document, view) {
  const sheet = sheets.get(document) ?? new view.CSSStyleSheet();
  if (!sheets.has(document)) sheet.replaceSync(STYLE);
  sheets.set(document, sheet);
  return sheet;
}
/**
 * The element that holds the shadow tree in which a node is.
 *
 * @param {Node} node
 */
const hostOf = (node) => /** @type {Partial<ShadowRoot>} */ (node.getRootNode()).host;
/**
 * The language of the page around a node, seen through the shadow roots of other components.
 *
 * @param {Element} node
 */
function around(node) {
  for (let at = /** @type {Element | undefined} */ (node); at; at = hostOf(at)) {
    const named = at.closest('[lang]');
    if (named) return named.getAttribute('lang') ?? undefined;
  }
}
/**
 * For so long, in ms, a button that came into another's place takes no click: it is the second half of a double click or double tap. The same
 * rule as in `crates/player/src/clicks.rs`, which the app's view asks. Here it is needed before the wasm is there: the player's buttons take
 * the place of the first Start at once.
 */
const DOUBLE = 600;
/** For so long, in ms, an element that was taken out of the page keeps its session: frameworks take nodes out and put them back to move them. */
const GRACE = 300;

/** @typedef {'start' | 'speak' | 'interrupt' | 'startVoiceChat' | 'closeVoiceChat' | 'muteInputAudio' | 'unmuteInputAudio' | 'pushToTalkStart' | 'pushToTalkStop' | 'keepAlive' | 'renew' | 'unblockSound' | 'stats' | 'timeLeft' | 'snapshot' | 'startRecording' | 'requestPictureInPicture'} Made The methods that are made below. */

/**
 * @typedef {object} Hands What the player must know of the visitor.
 * @property {boolean} began Whether the start was theirs.
 * @property {string} draft The text that they had typed.
 * @property {boolean | undefined} touch Whether they touched last, or pressed a key.
 * @property {boolean} touching Whether they touch the screen: the focus in a text box would bring up a keyboard unasked.
 */

/**
 * Attributes become properties, and calls methods, in a static block. Where pages are made on a server there are no elements, but this module
 * may be imported.
 */
const Base = /** @type {new () => HTMLElement & StreamingAvatarProperties & Pick<Declared, Made>} */ (globalThis.HTMLElement ?? class {});

export class StreamingAvatarElement extends Base {
  static observedAttributes = names(`${TEXTS} ${NUMBERS} ${FLAGS}`);
  #root = this.attachShadow({ mode: 'open' });
  #keys = (/** @type {KeyboardEvent} */ event) => {
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    // Escape and Tab belong to whoever composes a character. Safari says so by the key code alone.
    if (event.isComposing || event.keyCode === 229) return;
    // Enter that is held down would press what comes into this button's place.
    if (event.repeat && key === 'Enter' && target.localName === 'button') event.preventDefault();
    if (!this.#internals.states.has('open')) return;
    if (key === 'Escape') {
      // Also from a dialog of the page around the element, which would close with it.
      event.preventDefault();
      event.stopPropagation();
      this.#root.addEventListener('keyup', (released) => released.stopPropagation(), { once: true });
      this.close();
    }
    if (key !== 'Tab') return;
    // The panel keeps the focus until it is closed.
    /** @type {NodeListOf<HTMLElement>} */
    const all = this.#root.querySelectorAll('button:enabled,textarea:enabled,input,summary,[tabindex="0"]');
    const stops = [...all].filter((node) => node.offsetParent);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    const now = /** @type {HTMLElement | null} */ (this.#root.activeElement);
    if (now && now !== from && stops.includes(now)) return;
    event.preventDefault();
    to?.focus();
  };
  /**
   * Refuses the second half of a double click, where another button stands now.
   *
   * @param {Event} happened
   */
  #clicks = (happened) => {
    const event = /** @type {MouseEvent} */ (happened);
    const button = /** @type {Element} */ (event.target).closest('button');
    const { timeStamp, clientX: x, clientY: y, detail, type } = event;
    if (!button) return;
    const before = this.#clicked;
    // Handled late, a click may even be older than the one before.
    const soon = before && Math.abs(timeStamp - before.timeStamp) < DOUBLE;
    const inside = (/** @type {DOMRect} */ { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;
    // A click that a key made has no place.
    if (soon && before.button !== button && detail && inside(before.place)) {
      event.stopImmediatePropagation();
      // Of the press before the click this keeps the focus away.
      event.preventDefault();
      return;
    }
    if (type === 'click') this.#clicked = { button, timeStamp, place: button.getBoundingClientRect() };
  };
  /** @type {{ button: Element, timeStamp: number, place: DOMRect } | undefined} */
  #clicked;
  /**
   * A click in here is none on the page's label or link around this element.
   *
   * @param {Event} event
   */
  #own = (event) => /** @type {Element} */ (event.target).closest('summary,a') ?? event.preventDefault();
  /** @type {Hands} */
  #hands = {
    began: false,
    draft: '',
    touch: undefined,
    get touching() {
      return this.touch ?? matchMedia('(pointer: coarse)').matches;
    },
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;
  #internals = this.attachInternals();
  /** @type {HTMLElement | undefined} */
  #gate;
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
  /**
   * The language of the page around, and what watches it.
   *
   * @type {string | undefined}
   */
  #around;
  /** @type {MutationObserver | undefined} */
  #languages;
  /** @type {Partial<Words> & { for?: string }} */
  #words = { start: 'Start', agree: 'Agree and start', talk: 'Talk to me', close: 'Close' };
  #kind = '';
  /** Writes the words on the poster. */
  #label = () => {};

  constructor() {
    super();
    const root = this.#root;
    root.addEventListener('pointerdown', (event) => (this.#hands.touch = /** @type {PointerEvent} */ (event).pointerType !== 'mouse'), true);
    root.addEventListener('keydown', () => (this.#hands.touch = false), true);
    // Also for what player, words and background report.
    this.addEventListener('error', (/** @type {Event} */ event) => (this.#error = /** @type {CustomEvent<AvatarProblem>} */ (event).detail));
    for (const type of ['mousedown', 'click']) root.addEventListener(type, this.#clicks, true);
    root.addEventListener('click', this.#own);
    root.addEventListener('keydown', /** @type {(event: Event) => void} */ (this.#keys));
  }

  connectedCallback() {
    // Properties that were set before the class was there.
    const set = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
    for (const name of [...StreamingAvatarElement.observedAttributes.map(camel), 'texts', 'answer'])
      if (Object.hasOwn(this, name)) {
        const value = set[name];
        delete set[name];
        set[name] = value;
      }
    const view = this.ownerDocument.defaultView;
    // A document without a window shows nothing.
    if (!view) return;
    clearTimeout(this.#grace);
    this.#grace = undefined;
    // A window of its own takes what is in it along when it closes, without a word.
    if (view !== window) view.addEventListener('pagehide', this.#gone, { once: true });
    this.#around = around(this);
    this.#languages = new MutationObserver(() => {
      if (this.#around === (this.#around = around(this))) return;
      if (this.#player) this.#player.changed();
      else this.#show();
    });
    for (let at = /** @type {Element | undefined} */ (this); at; at = hostOf(at))
      this.#languages.observe(at.getRootNode(), { attributes: true, attributeFilter: ['lang'], subtree: true });
    this.#dress();
    if (this.#player) return this.#player.moved();
    this.#advise();
    this.#internals.role = this.#internals.states.has('open') ? 'dialog' : 'region';
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
    if (before === now || !this.#gate) return;
    if (!this.#player) return this.#show();
    this.#title();
    this.#player.changed();
  }
  #title() {
    this.#internals.ariaLabel = this.getAttribute('name') ?? this.#words.picture ?? 'Streaming avatar';
  }

  /** @returns {State} */
  get state() {
    return this.#player?.session.state ?? 'Idle';
  }
  get speaking() {
    return this.#player?.session.speaking ?? false;
  }
  get sessionId() {
    return this.#player?.session.sessionId ?? null;
  }
  get video() {
    return this.#player?.session.video ?? null;
  }
  get microphone() {
    return this.#player?.session.microphone ?? 'unavailable';
  }
  get messages() {
    return this.#player?.session.messages ?? [];
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
    // As a media element refuses it.
    if (!(volume >= 0 && volume <= 1)) throw new DOMException(`The volume ${volume} is not between 0 and 1.`, 'IndexSizeError');
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
    if (this.#player) this.#player.changed();
    else if (this.#gate) this.#show();
  }

  /** A function that answers what the visitor says, in the place of a language model. */
  get answer() {
    return this.#answer;
  }
  set answer(answer) {
    this.#answer = answer;
    this.#player?.changed();
  }

  /**
   * @param {StartOptions} [how]
   * @returns {Promise<void>}
   */
  #start({ signal } = {}) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.open();
    const started = this.#consented ? this.#startOnce() : this.#ask().then((error) => Promise.reject(error));
    // Stopped here, too, while the player's code is on its way.
    return signal ? import('./session/session.js').then(({ abortable }) => abortable(started, signal, () => this.stop())) : started;
  }
  #startOnce() {
    const starting = (this.#starting ??= this.#begin().finally(() => {
      if (this.#starting === starting) this.#starting = undefined;
    }));
    return starting;
  }
  async #begin() {
    const turn = this.#turn;
    this.#error = null;
    const player = await this.#load();
    // Stopped or removed while the player's code was on its way.
    if (turn !== this.#turn) throw await refusal(cancelled);
    return player.session.start();
  }
  get #consented() {
    return this.#agreed === (this.getAttribute('consent') ?? '');
  }
  /** Shows what is to be agreed to. The refusal is told as an event, too. */
  #ask() {
    if (this.#player) {
      this.#reset();
      this.#show();
    }
    if (this.#attended()) this.#enter();
    return this.#tell({ code: 'consent-needed', message: 'The visitor has not agreed yet.', action: 'Wait for the visitor’s click.', detail: '' });
  }
  /**
   * Fetches the player and the wasm; no session is opened.
   *
   * @param {StartOptions} [how]
   */
  async preload(how) {
    if (!this.#consented) throw await this.#ask();
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
    if (!this.#consented) throw await this.#ask();
    const [{ check }, { choices }] = await Promise.all([import('./extra/connectivity.js'), import('./element/choices.js')]);
    return check(choices(this), how);
  }
  async microphones() {
    return (await import('./extra/microphone.js')).microphones();
  }
  /** Opens the launcher's panel; elsewhere it does nothing. */
  async open() {
    if (this.mode !== 'launcher' || this.#internals.states.has('open')) return;
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
    if (inside) this.#gate?.querySelector('button')?.focus();
  }

  /** Hands the focus to the poster's button; those who touch the screen need none. */
  #enter() {
    (this.#hands.touching ? this.#gate : this.#gate?.querySelector('button'))?.focus();
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
      ({ attach }) => {
        if (turn !== this.#turn || !(this.isConnected || this.#grace)) return refusal(cancelled).then((error) => Promise.reject(error));
        return (this.#player = attach(this, this.#root, this.#hands, () => around(this)));
      },
      async (error) => {
        throw await this.#tell({ code: 'not-loaded', message: 'The player could not be loaded.', action: 'Check the connection and start again.', detail: String(error) });
      },
    ));
    coming.catch(() => {
      if (this.#coming === coming) this.#coming = undefined;
    });
    return coming;
  }

  /**
   * Tells of a problem as an event, and gives it as an error.
   *
   * @param {AvatarProblem} problem
   */
  #tell(problem) {
    const { code, message, action } = problem;
    this.dispatchEvent(new CustomEvent('error', { detail: problem }));
    if (!this.#player && this.#gate && code === 'not-loaded') {
      const words = document.createElement('p');
      words.setAttribute('part', 'trouble');
      words.role = 'alert';
      words.textContent = this.#words.problems?.[code] ?? `${message} ${action}`;
      this.#gate.querySelector('[role=alert]')?.remove();
      this.#gate.prepend(words);
    }
    return refusal(problem);
  }

  #dress() {
    const { ownerDocument: document } = this;
    if (document.defaultView) this.#root.adoptedStyleSheets = [sheetOf(document, document.defaultView)];
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
    this.#dress();
  }

  /** Tells the page's developer of attributes that may be misspelt; their values are looked at when the player comes. */
  #advise() {
    const { observedAttributes } = StreamingAvatarElement;
    const others = [...this.attributes].some(({ name }) => !observedAttributes.includes(name) && !/^(id|class|style|lang|slot|hidden|(data|aria)-.*)$/.test(name));
    if (others)
      import('./extra/advice.js').then(({ onAttributes }) => onAttributes(this, observedAttributes), (error) => console.warn('streaming-avatar: extra/advice.js did not come.', error));
  }

  /** The poster with its button, or with other words on it. */
  #show() {
    const consent = this.getAttribute('consent') ?? '';
    const closed = this.mode === 'launcher' && !this.#internals.states.has('open');
    const poster = this.getAttribute('poster');
    const kind = [closed, this.mode, consent, poster, this.getAttribute('name')].join();
    // A button that is made anew while it is pressed loses the click.
    if (kind === this.#kind && this.#gate?.isConnected) this.#label();
    else this.#draw(closed, consent, poster);
    this.#kind = kind;
    const words = this.#words;
    const language = this.getAttribute('language') ?? around(this) ?? navigator.language;
    if (words.for === language || (/^en/i.test(language) && !this.texts && !words.for)) return;
    const gate = this.#gate;
    import('./element/texts.js')
      .then((module) => module.words(this, around(this)))
      .then((found) => {
        this.#words = { ...found, for: language };
        if (gate?.isConnected) this.#show();
      })
      .catch((error) => {
        console.warn('streaming-avatar: element/texts.js did not come.', error);
        this.#tell({ code: 'part-missing', message: 'A file of the package did not come: element/texts.js.', action: 'Keep the files of the package together.', detail: String(error) });
      });
  }

  /**
   * @param {boolean} closed
   * @param {string} consent
   * @param {string | null} poster
   */
  #draw(closed, consent, poster) {
    const focused = this.#root.activeElement;
    /**
     * @template {keyof HTMLElementTagNameMap} K
     * @param {K} kind
     * @param {string} part
     */
    const made = (kind, part, text = '') => {
      const node = document.createElement(kind);
      node.setAttribute('part', part);
      node.textContent = text;
      return node;
    };
    const gate = made('div', 'gate');
    gate.className = 'gate';
    // A click beside the button leaves the focus in the panel, where Escape is heard.
    gate.tabIndex = -1;
    if (poster) {
      const image = made('img', 'poster');
      image.alt = this.getAttribute('name') ?? '';
      image.src = poster;
      image.onerror = () => image.remove();
      gate.append(image);
    }
    if (consent) {
      const text = made('p', 'consent', consent);
      text.dir = 'auto';
      gate.append(text);
    }
    const button = made('button', closed ? 'launcher' : 'start');
    button.onclick = () => {
      if (closed) return this.open();
      this.#agreed = consent;
      this.#hands.began = true;
      this.#auto();
    };
    // The first byte of the player is on its way when the click comes.
    button.onpointerenter = button.onfocus = () => import('./element/player.js').catch(() => {});
    gate.append(button);
    const close = made('button', 'close');
    close.onclick = () => this.close();
    if (!closed && this.mode === 'launcher') gate.append(close);
    /** @type {string | undefined} */
    let shown;
    this.#label = () => {
      const words = this.#words;
      gate.lang = words.lang ?? 'en';
      gate.dir = words.dir ?? 'ltr';
      const label = closed ? (this.getAttribute('label') ?? words.talk) : consent ? words.agree : words.start;
      // Only where they change: a browser that translates the page has its own words there.
      if (shown !== (shown = label)) button.textContent = label ?? '';
      if (close.title !== words.close) close.textContent = close.title = words.close ?? '';
      this.#title();
    };
    this.#label();
    if (this.#gate?.isConnected) this.#gate.replaceWith(gate);
    else this.#root.append(gate);
    this.#gate = gate;
    if (focused) button.focus();
  }

  // Everything else is the session's. Before there is a player it does nothing: a start is what brings one.
  static {
    /** @typedef {Record<string, (...given: unknown[]) => unknown>} Methods */
    const methods = /** @type {Methods} */ (/** @type {unknown} */ (this.prototype));
    for (const name of names('interrupt startVoiceChat closeVoiceChat muteInputAudio unmuteInputAudio pushToTalkStart pushToTalkStop keepAlive renew unblockSound stats timeLeft'))
      methods[name] = /** @this {StreamingAvatarElement} */ async function (...given) {
        const session = /** @type {Methods | undefined} */ (/** @type {unknown} */ (this.#player?.session));
        if (!session && name === 'startVoiceChat') throw await this.#tell(NOT_STARTED);
        return session ? session[name](...given) : name === 'stats' ? null : name === 'timeLeft' ? { idle: null, cap: null } : undefined;
      };
    /**
     * @this {StreamingAvatarElement}
     * @param {string} text
     * @param {SpeakOptions} [how]
     * @returns {Speech}
     */
    this.prototype.speak = function (text, how) {
      /** @type {AvatarProblem | null | undefined} */
      let problem = null;
      const outcome = async () => {
        if (this.#starting && !this.#player) await this.#coming?.catch(() => {});
        if (!this.#player) {
          problem = NOT_STARTED;
          this.#tell(problem);
          return 'failed';
        }
        const speech = this.#player.session.speak(text, how);
        const ended = await speech;
        problem = speech.problem;
        return ended;
      };
      return Object.defineProperty(outcome(), 'problem', { get: () => problem });
    };
    for (const name of names('snapshot startRecording requestPictureInPicture'))
      methods[name] = /** @this {StreamingAvatarElement} */ async function (options) {
        const player = this.#player;
        if (!player) throw new DOMException('There is no picture yet.', 'InvalidStateError');
        if (name === 'startRecording') this.#film = undefined;
        return /** @type {Methods} */ (/** @type {unknown} */ (player))[name](options);
      };
    /**
     * @this {StreamingAvatarElement}
     * @param {StartOptions} [how]
     */
    this.prototype.start = function (how) {
      return this.#start(how);
    };
    for (const name of this.observedAttributes) {
      if (['token', 'volume'].includes(name)) continue;
      const flag = FLAGS.includes(name);
      const number = NUMBERS.includes(name);
      // Three attributes are called as methods are. React and Vue set the property where there is one, so it takes both.
      const method = methods[camel(name)];
      Object.defineProperty(this.prototype, camel(name), {
        get() {
          if (method) return method;
          const value = this.getAttribute(name);
          if (flag) return value !== null && value !== 'false';
          return number && value !== null ? (value.trim() && Number.isFinite(+value) ? +value : null) : value;
        },
        set(value) {
          set(this, name, flag ? (value === '' || (value && value !== 'false') ? '' : null) : value);
        },
        enumerable: true,
        configurable: true,
      });
    }
  }
}

/** @type {AvatarProblem} */
const NOT_STARTED = { code: 'not-started', message: 'No session is open.', action: 'Call start() first.', detail: '' };
/** @type {AvatarProblem} */
const cancelled = { code: 'stopped', message: 'The start was cancelled.', action: '', detail: '' };

/**
 * A problem as an error. Its class is loaded only when something went wrong.
 *
 * @param {AvatarProblem} problem
 * @returns {Promise<Error>}
 */
const refusal = (problem) =>
  import('./session/error.js').then(
    ({ AvatarError }) => /** @type {new (...words: string[]) => Error} */ (AvatarError),
    // Not even that came.
    () => /** @type {new (...words: string[]) => Error} */ (Error),
  ).then((Kind) => Object.assign(new Kind(''), { name: 'AvatarError', ...problem }));

/**
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
function set(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
}

if (globalThis.customElements && !customElements.get('streaming-avatar')) customElements.define('streaming-avatar', StreamingAvatarElement);
