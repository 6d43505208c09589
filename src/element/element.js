// <streaming-avatar>: what is there before anyone clicks. The player comes when it is needed, from element-player.js.
const TEXTS = `api-base api-key token token-url avatar-id voice-id voice-rate voice-emotion quality encoding knowledge-base greeting
poster name label start mode placement fit background controls language consent idle-timeout hidden-timeout ice-transport-policy ice-servers`;
const FLAGS = 'captions kiosk muted keep-alive renew statistics transcript';
const names = (list) => list.split(/\s+/);
const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());
const refusal = (code, message) => Object.assign(new Error(message), { name: 'AvatarError', code, action: '' });

const sheet = new CSSStyleSheet();
sheet.replaceSync(`:host{display:block;position:relative;overflow:hidden;aspect-ratio:4/5;border-radius:var(--streaming-avatar-radius,16px);
background:var(--streaming-avatar-background,#cfd8d3);font:16px/1.4 var(--streaming-avatar-font,system-ui,sans-serif)}
:host([hidden]),[hidden]{display:none!important}
img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover;object-position:50% 20%}
.gate{position:absolute;inset:0;display:grid;place-content:end center;justify-items:center;gap:12px;padding:20px}
.gate>:not(img){position:relative}
.gate p{margin:0;padding:8px 12px;border-radius:8px;background:#fff;color:#14181a;max-height:9em;overflow:auto}
.gate button{font:inherit;font-weight:600;min-height:48px;padding:0 28px;border:0;border-radius:99px;cursor:pointer;
background:var(--streaming-avatar-accent,#0c5c63);color:var(--streaming-avatar-on-accent,#fff)}
.gate [part=close]{background:#fff;color:#14181a}
button:focus-visible{outline:3px solid var(--streaming-avatar-focus,#b4540a);outline-offset:2px}
:host([mode=launcher]){position:fixed;z-index:var(--streaming-avatar-layer,2147483000);inset:auto 20px 20px auto}
:host([mode=launcher][placement$=left]){inset:auto auto 20px 20px}
:host([mode=launcher][placement=top-right]){inset:20px 20px auto auto}
:host([mode=launcher][placement=top-left]){inset:20px auto auto 20px}
:host([mode=launcher]:not(:state(open))){overflow:visible;aspect-ratio:auto;background:none}
:host([mode=launcher]:not(:state(open))) :is(img,.gate p){display:none}
:host([mode=launcher]:not(:state(open))) .gate{position:static;padding:0}
:host([mode=launcher]:state(open)){width:min(380px,calc(100vw - 40px));height:min(640px,calc(100dvh - 40px));aspect-ratio:auto}
@media(max-width:480px){:host([mode=launcher]:state(open)){inset:0!important;width:100vw;height:100dvh;border-radius:0}}`);

export class StreamingAvatarElement extends HTMLElement {
  static observedAttributes = [...names(TEXTS), ...names(FLAGS)];
  #root = this.attachShadow({ mode: 'open' });
  #keys = (event) => {
    if (!this.#internals.states.has('open')) return;
    if (event.key === 'Escape') this.close();
    if (event.key !== 'Tab') return;
    // The panel keeps the focus until it is closed.
    const stops = [...this.#root.querySelectorAll('button:enabled,textarea:enabled')].filter((node) => node.offsetParent);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.#root.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  };
  #internals = this.attachInternals();
  #gate;
  #seen;
  /** A promise of the player, and the player once it is there. */
  #coming;
  #player;
  #agreed = '';
  #tokens;
  /** Grows when what is under way is no longer wanted. */
  #turn = 0;
  #words = { start: 'Start', agree: 'Agree and start', talk: 'Talk to me', close: 'Close' };
  /** Words in place of the element's own, by their names. */
  texts;

  connectedCallback() {
    // Properties that were set before the class was there.
    for (const name of StreamingAvatarElement.observedAttributes.map(camel))
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    if (this.#player) return this.#player.moved();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.addEventListener('keydown', this.#keys);
    this.#internals.role = 'region';
    this.#internals.ariaLabel = this.getAttribute('name') ?? 'Streaming avatar';
    this.#show();
    const when = this.getAttribute('start');
    if (when === 'load') this.#auto();
    if (when === 'visible') {
      this.#seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#auto());
      this.#seen.observe(this);
    }
  }

  disconnectedCallback() {
    // An element that is only moved is back by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#seen?.disconnect();
      this.#reset();
    });
  }

  attributeChangedCallback(_, before, now) {
    if (before === now || !this.#gate) return;
    if (this.#player) this.#player.changed();
    else this.#show();
  }

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
  /** A token, or a function that fetches one. */
  get token() {
    return this.#tokens ?? this.getAttribute('token');
  }
  set token(token) {
    this.#tokens = typeof token === 'function' ? token : undefined;
    if (!this.#tokens) set(this, 'token', token);
  }

  async start() {
    const turn = ++this.#turn;
    this.open();
    const wanted = this.getAttribute('consent') ?? '';
    if (this.#agreed !== wanted) {
      this.#gate.querySelector('button')?.focus();
      throw refusal('consent-needed', 'The visitor has not agreed yet.');
    }
    const player = await this.#load();
    // Stopped or removed while the player's code was on its way.
    if (turn !== this.#turn) throw refusal('stopped', 'The start was cancelled.');
    return player.session.start();
  }
  async stop() {
    this.#turn++;
    return this.#player?.session.stop();
  }
  /** Opens the launcher's panel; elsewhere it does nothing. */
  open() {
    if (this.mode !== 'launcher' || this.#internals.states.has('open')) return;
    this.#internals.states.add('open');
    this.#internals.role = 'dialog';
    this.#show();
    this.#gate.querySelector('button').focus();
  }
  /** Closes it, and ends the session. */
  close() {
    if (!this.#internals.states.delete('open')) return;
    this.#internals.role = 'region';
    this.#reset();
    this.#show();
    this.#gate.querySelector('button').focus();
  }

  #auto() {
    this.#seen?.disconnect();
    // Told as an event, too.
    this.start().catch(() => {});
  }

  #load() {
    const turn = this.#turn;
    return (this.#coming ??= import('./element-player.js').then(({ attach }) => {
      if (!this.isConnected) throw refusal('stopped', 'The element was removed.');
      this.#player = attach(this, this.#root);
      return this.#player;
    }).catch((error) => {
      if (turn === this.#turn) this.#coming = undefined;
      if (!error.code) this.dispatchEvent(new CustomEvent('error', { bubbles: true, composed: true, detail: {
        code: 'not-loaded', message: 'The player could not be loaded.', action: 'Check the connection and start again.', detail: String(error) } }));
      throw error;
    }));
  }

  /** As it was before anyone clicked. Whatever is under way is stopped. */
  #reset() {
    this.#turn++;
    this.#player?.free();
    this.#player = this.#coming = undefined;
    this.#root.replaceChildren();
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** The poster with its button. */
  #show() {
    const words = this.#words;
    const focused = this.#root.activeElement;
    const made = (kind, part, text) => {
      const node = document.createElement(kind);
      node.part = part;
      if (text) node.textContent = text;
      return node;
    };
    const gate = made('div', 'gate');
    gate.className = 'gate';
    const poster = this.getAttribute('poster');
    if (poster) {
      const image = made('img', 'poster');
      image.alt = this.getAttribute('name') ?? '';
      image.src = poster;
      image.onerror = () => image.remove();
      gate.append(image);
    }
    const consent = this.getAttribute('consent') ?? '';
    const closed = this.mode === 'launcher' && !this.#internals.states.has('open');
    if (consent) gate.append(made('p', 'consent', consent));
    const button = made('button', closed ? 'launcher' : 'start',
      closed ? (this.getAttribute('label') ?? words.talk) : consent ? words.agree : words.start);
    button.type = 'button';
    button.onclick = () => {
      if (closed) return this.open();
      this.#agreed = consent;
      this.#auto();
    };
    // The first byte of the player is on its way when the click comes.
    button.onpointerenter = button.onfocus = () => import('./element-player.js').catch(() => {});
    gate.append(button);
    if (!closed && this.mode === 'launcher') {
      const close = made('button', 'close', words.close);
      close.type = 'button';
      close.onclick = () => this.close();
      gate.append(close);
    }
    if (this.#gate?.isConnected) this.#gate.replaceWith(gate);
    else this.#root.append(gate);
    this.#gate = gate;
    if (focused) button.focus();
    const language = this.getAttribute('language') ?? this.closest('[lang]')?.lang ?? navigator.language;
    if (words.for === language || (/^en/i.test(language) && !this.texts)) return;
    import('./element-texts.js')
      .then((module) => module.words(this))
      .then((found) => {
        this.#words = { ...found, for: language };
        if (gate.isConnected) this.#show();
      }, () => {});
  }

  // Everything else is the session's.
  static {
    for (const name of names('speak interrupt keepAlive renew unblockSound stats checkConnection'))
      this.prototype[name] = function (...given) {
        return this.#load().then((player) => player.session[name](...given));
      };
    for (const name of names('snapshot startRecording stopRecording requestPictureInPicture'))
      this.prototype[name] = function (options) {
        return this.#load().then((player) => player[name](options));
      };
    for (const name of [...names(TEXTS), ...names(FLAGS)]) {
      // `token` takes a function, too; the others are methods.
      if (['token', 'start', 'keep-alive', 'renew'].includes(name)) continue;
      const flag = FLAGS.includes(name);
      Object.defineProperty(this.prototype, camel(name), {
        get() {
          const value = this.getAttribute(name);
          return flag ? value !== null && value !== 'false' : value;
        },
        set(value) {
          set(this, name, flag ? (value ? '' : null) : value);
        },
        enumerable: true,
        configurable: true,
      });
    }
  }
}

function set(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else element.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
}

if (!customElements.get('streaming-avatar')) customElements.define('streaming-avatar', StreamingAvatarElement);
