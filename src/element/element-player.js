// The element's player: a session with a picture, buttons, a text box and words around it.
import { Session } from './session.js';
import { load } from './wasm.js';
import { part } from './parts.js';
import { Ground } from './ground.js';
import { ENGLISH, words } from './element-texts.js';
import { ELEMENT, TOKENS } from './element-style.js';
import { button, icon, made } from './element-nodes.js';

/** By document, since a sheet belongs to the one that it was made in. They come as scripts: no bundler loses them, and no policy refuses them. */
const sheets = new WeakMap();
function styles(document) {
  const made = (text) => {
    const sheet = new document.defaultView.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };
  if (!sheets.has(document)) sheets.set(document, [TOKENS, ELEMENT].map(made));
  return sheets.get(document);
}

/** Like those of a media element, these two are for the element alone: a page's own watch for errors must not take them for its own. */
const ALONE = ['error', 'stats'];

/** Problems about which the connection test may say more. */
const OF_THE_NETWORK = ['no-route', 'relay-refused', 'unavailable', 'not-the-api', 'timed-out', 'frozen', 'connection-closed'];

/** Methods have these two names. */
const flag = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== 'false';

/** What the element's attributes choose for the session. */
export const choices = (element) => ({
  apiBase: element.apiBase,
  apiKey: element.apiKey,
  token: element.token,
  tokenUrl: element.tokenUrl,
  avatarId: element.avatarId,
  voiceId: element.voiceId,
  voiceRate: element.voiceRate,
  voiceEmotion: element.voiceEmotion,
  quality: element.quality,
  encoding: element.encoding,
  knowledgeBase: element.knowledgeBase,
  greeting: element.greeting,
  idleTimeout: element.idleTimeout,
  hiddenTimeout: element.hiddenTimeout,
  keepAlive: flag(element, 'keep-alive'),
  renew: flag(element, 'renew'),
  kiosk: element.kiosk,
  recoveries: element.recoveries,
  splitSentences: element.splitSentences,
  iceTransportPolicy: element.iceTransportPolicy,
  iceServers: element.iceServers,
  assetsUrl: element.assetsUrl,
});

/** So many lines of the transcript are kept: an element may be on a page for days. */
const LONGEST_LOG = 200;

/** Puts a player into the element's shadow root. `around` says in which language the page around it is. */
export function attach(element, root, around) {
  return new Player(element, root, around);
}

class Player {
  #element;
  #root;
  #text = ENGLISH;
  #nodes;
  #ground;
  #lines = new Map();
  /** Ends the wait for the network. */
  #offline;
  #log = false;
  #around;

  constructor(element, root, around) {
    this.#element = element;
    this.#root = root;
    this.#around = around;
    const video = made('video', { part: 'video', playsInline: true, muted: element.muted });
    video.disableRemotePlayback = true;
    this.session = new Session(choices(element), {
      load,
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
      tell: (type, detail, said) => {
        this[`on${type}`]?.(detail, said);
        const further = !ALONE.includes(type);
        element.dispatchEvent(new CustomEvent(type, { detail, bubbles: further, composed: further }));
      },
    });
    this.session.video = video;
    this.#ground = new Ground(element, video);
    video.onvolumechange = () => this.#paint();
    root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...styles(element.ownerDocument)])];
    this.#build();
    part('extra/advice.js', import('./extra/advice.js'), () => {}).then((found) => found?.onAttributes(element, element.constructor.observedAttributes));
  }

  /** Fetches the words, and shows them if they are others. */
  async #word() {
    const text = await words(this.#element, this.#around());
    if (text === this.#text) return;
    this.#text = text;
    this.#build();
  }

  /** Everything that is seen, anew: the words may have changed. */
  #build() {
    const text = this.#text;
    const { session } = this;
    const element = this.#element;
    const video = session.video;
    video.ariaLabel = text.picture;
    const start = () => element.start().catch(() => {});
    const nodes = {
      status: made('p', { part: 'status', role: 'status' }),
      sound: made('button', { part: 'unblock', type: 'button', onclick: () => session.unblockSound() }, icon('muted'), text.sound),
      captions: made('p', { part: 'captions', dir: 'auto', ariaHidden: 'true' }),
      log: made('div', { part: 'transcript', role: 'log', ariaLabel: text.transcript, tabIndex: 0 }, ...this.#lines.values()),
      statistics: made('dl', { part: 'statistics', hidden: true }),
      trouble: made('div', { part: 'trouble', role: 'alert' }),
      limit: made('div', { part: 'limit', role: 'status' }),
      input: made('textarea', { part: 'input', rows: 1, dir: 'auto', ariaLabel: text.say, placeholder: text.placeholder, value: this.#nodes?.input.value ?? '' }),
      start: made('button', { part: 'start', type: 'button', onclick: start }, text.start),
      stop: button('stop', 'stop', text.stop, () => element.mode === 'launcher' ? element.close() : element.stop()),
      hush: button('interrupt', 'hush', text.interrupt, () => session.interrupt()),
      mute: button('mute', 'sound', text.mute, () => this.#mute()),
      caption: button('captions-toggle', 'captions', text.captions, () => (element.captions = !element.captions)),
      transcript: button('transcript-toggle', 'log', text.transcript, () => this.#toggleLog()),
      pip: button('pip', 'picture', text.pip, () => this.requestPictureInPicture().catch(() => {})),
      full: button('fullscreen', 'full', text.full, () => this.#full()),
      close: button('close', 'close', text.close, () => element.close()),
    };
    const say = () => {
      const said = nodes.input.value.trim();
      if (!said) return;
      nodes.input.value = '';
      session.speak(said);
    };
    nodes.input.onkeydown = (event) => {
      // Enter that ends the composition of a character is not for sending.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      say();
    };
    nodes.send = button('send', 'send', text.send, say);
    nodes.composer = made('div', { part: 'composer' }, nodes.input, nodes.send);
    nodes.poster = made('img', { part: 'poster' });
    nodes.stage = made('div', { part: 'stage' }, nodes.poster, video);
    nodes.controls = made('div', { part: 'controls' }, nodes.start, nodes.stop, nodes.hush, nodes.mute, nodes.caption, nodes.transcript, nodes.pip, nodes.full);
    nodes.top = made('div', { part: 'top' }, nodes.status, nodes.sound, nodes.close);
    nodes.over = made('div', { part: 'over' }, nodes.statistics, nodes.captions, nodes.log, nodes.trouble, nodes.limit, nodes.composer, nodes.controls);
    nodes.player = made('div', { part: 'player', tabIndex: -1, lang: text.lang, dir: text.dir ?? 'ltr' }, nodes.stage, nodes.top, nodes.over);
    // The class's own gate, or the player with the words before.
    const focused = this.#root.activeElement;
    this.#root.replaceChildren(nodes.player);
    this.#nodes = nodes;
    this.changed();
    if (focused?.part.contains('input')) nodes.input.focus();
    else if (focused) (nodes.stop.hidden ? nodes.start : nodes.stop).focus();
  }

  /** The element's attributes changed. */
  changed() {
    const element = this.#element;
    const { poster, stage, controls, composer } = this.#nodes;
    this.session.configure(choices(element));
    poster.hidden = !element.poster;
    poster.alt = element.name ?? '';
    if (element.poster && poster.src !== element.poster) poster.src = element.poster;
    stage.dataset.fit = element.fit ?? 'cover';
    const shown = (element.controls ?? '').trim();
    controls.hidden = shown === 'none' || shown === 'false';
    composer.hidden = controls.hidden || shown === 'buttons';
    if (element.hasAttribute('muted') !== this.#muted) {
      this.#muted = element.hasAttribute('muted');
      this.session.video.muted = element.muted;
    }
    if (element.transcript !== this.#transcript) this.#log = this.#transcript = element.transcript;
    this.#showGround();
    const language = element.language ?? this.#around();
    if (language !== this.#language || element.texts !== this.#texts) {
      this.#language = language;
      this.#texts = element.texts;
      this.#word();
    }
    this.#paint();
  }
  #muted;
  #transcript = false;
  #language;
  #texts;
  #statistics;

  /** The element is somewhere else on the page: a video that was moved stands still. */
  moved() {
    const { video } = this.session;
    if (video.srcObject) video.play().catch(() => {});
  }

  free() {
    this.#offline?.abort();
    this.#ground.free();
    this.session.dispose();
  }

  snapshot(options) {
    return this.session.snapshot(options, this.#ground.canvas);
  }
  startRecording(options) {
    return this.session.startRecording(options, this.#ground.canvas);
  }
  stopRecording() {
    return this.session.stopRecording();
  }
  requestPictureInPicture() {
    return this.session.video.requestPictureInPicture();
  }

  #full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.#element.requestFullscreen();
  }

  #mute() {
    const { video } = this.session;
    const { muted } = video;
    // Also where it was the browser that withheld the sound: this is the gesture it waits for.
    if (muted) this.session.unblockSound();
    video.muted = !muted;
  }

  #toggleLog() {
    this.#log = !this.#log;
    this.#paint();
  }

  #showGround() {
    this.#ground.follow(this.#nodes.stage, this.session.state === 'Live');
  }

  /** Brings what is seen in line with how things stand. */
  #paint() {
    const { session } = this;
    const text = this.#text;
    const { state } = session;
    const nodes = this.#nodes;
    const active = !['Idle', 'Ended'].includes(state);
    const focused = this.#root.activeElement;
    const live = state === 'Live';
    nodes.player.dataset.state = state;
    nodes.start.hidden = active;
    nodes.start.textContent = state === 'Ended' ? text.again : text.start;
    nodes.stop.hidden = !active;
    nodes.stop.disabled = state === 'Stopping';
    const halt = live ? text.stop : text.cancel;
    if (nodes.stop.ariaLabel !== halt) nodes.stop.ariaLabel = nodes.stop.title = halt;
    for (const name of ['pip', 'full', 'mute', 'caption', 'transcript', 'hush']) nodes[name].hidden = !live;
    nodes.hush.disabled = !session.speaking;
    nodes.pip.hidden ||= !document.pictureInPictureEnabled;
    nodes.full.hidden ||= !document.fullscreenEnabled;
    nodes.mute.ariaPressed = String(session.video.muted);
    nodes.mute.replaceChildren(icon(session.video.muted ? 'muted' : 'sound'));
    nodes.caption.ariaPressed = String(this.#element.captions);
    nodes.transcript.ariaPressed = String(this.#log);
    nodes.captions.hidden = !this.#element.captions || !nodes.captions.textContent;
    nodes.log.hidden = !this.#log;
    nodes.statistics.hidden = !live || !this.#element.statistics || !nodes.statistics.firstChild;
    nodes.input.disabled = nodes.send.disabled = !active || state === 'Stopping';
    nodes.composer.classList.toggle('idle', !active);
    nodes.sound.hidden = !this.blocked;
    nodes.close.hidden = this.#element.mode !== 'launcher';
    if (!nodes.trouble.firstChild) nodes.trouble.hidden = true;
    nodes.limit.hidden = !nodes.limit.firstChild;
    const words = state === 'Ended' ? (text.ended[this.reason] ?? text.states.Ended) : session.speaking ? text.speaking : text.states[state];
    if (nodes.status.textContent !== words) nodes.status.textContent = words;
    // A button that went away hands the focus on.
    if (focused?.hidden || focused?.disabled) (active ? nodes.stop : nodes.start).focus();
  }

  onstatechange({ state, reason }) {
    if (state === 'Creating') {
      this.#ground.await();
      this.#nodes.trouble.replaceChildren();
      this.reason = null;
    }
    if (state === 'Ended') {
      this.reason = reason;
      this.blocked = false;
      this.#nodes.captions.textContent = '';
    }
    if (state === 'Recovering') this.#nodes.captions.textContent = '';
    if (state === 'Live') {
      this.#showGround();
      // Whatever it was, it is over.
      this.#nodes.trouble.replaceChildren();
    } else this.#nodes.limit.replaceChildren();
    this.#paint();
  }

  onspeakstart({ text }, said) {
    // A text that is said again after a lost connection has its line already.
    const node = this.#lines.get(said) ?? made('p', { dir: 'auto' }, text);
    node.dataset.outcome = 'speaking';
    this.#lines.set(said, node);
    if (this.#lines.size > LONGEST_LOG) {
      const [[oldest, line]] = this.#lines;
      line.remove();
      this.#lines.delete(oldest);
    }
    this.#nodes.log.append(node);
    this.#nodes.log.scrollTop = this.#nodes.log.scrollHeight;
    this.#nodes.limit.replaceChildren();
    queueMicrotask(() => this.#paint());
  }

  onspeakend({ outcome }, said) {
    const line = this.#lines.get(said);
    if (line) line.dataset.outcome = outcome;
    this.#nodes.captions.textContent = '';
    queueMicrotask(() => this.#paint());
  }

  oncaption({ text }) {
    this.#nodes.captions.textContent = text;
    this.#paint();
  }

  async onstats(reading) {
    this.#count();
    if (!this.#element.statistics) return;
    this.#statistics ??= part('statistics.js', import('./extra/statistics.js'), (problem) => this.#element.dispatchEvent(new CustomEvent('error', { detail: problem })));
    const statistics = await this.#statistics;
    if (!statistics) return;
    statistics.show(this.#nodes.statistics, reading);
    this.#paint();
  }

  onsoundblocked({ blocked }) {
    this.blocked = blocked;
    this.#paint();
  }

  onlimit({ kind, secondsLeft }) {
    const stay = made('button', { part: 'stay', type: 'button', onclick: () => {
      this.session.keepAlive();
      this.#nodes.limit.replaceChildren();
      this.#paint();
    } }, this.#text.stay);
    // Told when it comes, and not again with every second.
    const left = made('span', { role: 'timer', data: { kind } }, `${secondsLeft} s`);
    this.#nodes.limit.replaceChildren(made('span', {}, `${this.#text.limit[kind]} `, left), ...(kind === 'idle' ? [stay] : []));
    this.#paint();
  }

  /** Once a second: how far the end is that was told of, if it still comes. */
  #count() {
    const left = this.#nodes.limit.querySelector('[data-kind]');
    if (!left) return;
    const seconds = this.session.timeLeft()[left.dataset.kind];
    // Put off: in another way than by the button beside it.
    if (seconds === null || seconds > 60) this.#nodes.limit.replaceChildren();
    else left.textContent = `${seconds} s`;
    this.#paint();
  }

  /** Puts the connection test in the place of a problem. */
  async #check(dismiss) {
    const { trouble } = this.#nodes;
    trouble.replaceChildren(made('p', {}, this.#text.checking), dismiss);
    const [{ shown }, found] = await Promise.all([import('./extra/findings.js'), this.session.checkConnection()]).catch(() => [{}]);
    // Dismissed, or another problem came.
    if (trouble.contains(dismiss)) trouble.replaceChildren(found ? shown(found) : this.#text.checkFailed, dismiss);
  }

  onerror({ code, message, action, detail }) {
    const said = this.#text.problems?.[code] ?? `${message} ${action}`;
    const { trouble } = this.#nodes;
    trouble.dataset.code = code;
    const hide = () => {
      trouble.replaceChildren();
      trouble.hidden = true;
    };
    const dismiss = button('dismiss', 'close', this.#text.dismiss, hide);
    const check = made('button', { part: 'check', type: 'button', onclick: () => this.#check(dismiss) }, this.#text.check);
    const words = made('p', { dir: 'auto' }, said, ...(detail ? [made('small', { dir: 'auto' }, detail)] : []));
    trouble.replaceChildren(words, ...(OF_THE_NETWORK.includes(code) ? [check] : []), dismiss);
    trouble.hidden = false;
    if (code !== 'offline') return;
    this.#offline?.abort();
    const { signal } = (this.#offline = new AbortController());
    addEventListener('online', () => trouble.dataset.code === code && hide(), { once: true, signal });
  }
}
