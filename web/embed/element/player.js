// The element's view of the player: it renders what the model (crates/player, in the module's wasm) shows, hands on what is pressed and
// typed, and does what the model asks for.
import { Session } from '../session/session.js';
import { load } from '../session/wasm.js';
import { part } from '../session/parts.js';
import { Ground } from './ground.js';
import { ENGLISH, said, words } from './texts.js';
import { BEFORE, Before } from './before.js';
import { showLines } from './lines.js';
import { showTrouble } from './trouble.js';
import { ELEMENT, TOKENS } from './style.js';
import { button, icon, made, write } from './nodes.js';
import { hearKeys, keepTyping } from './keys.js';

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

/** Methods have these two names. */
const flag = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== 'false';

/** What the element's attributes choose for the session. */
export const choices = (element, around) => ({
  service: element.service,
  answer: element.answer,
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
  language: element.language ?? around?.(),
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

/** The nodes of the controls, by the controls' names, with the icon of each. */
const BUTTONS = {
  stop: ['stop', 'stop'],
  interrupt: ['interrupt', 'hush'],
  repeat: ['repeat', 'repeat'],
  mute: ['mute', 'sound'],
  captions: ['captions-toggle', 'captions'],
  transcript: ['transcript-toggle', 'log'],
  pip: ['pip', 'picture'],
  full: ['fullscreen', 'full'],
  close: ['close', 'close'],
};

/**
 * Puts a player into the element's shadow root. `hands` is what is known of the visitor's; `around` says in which language the page around
 * it is.
 */
export function attach(element, root, hands, around) {
  return new Player(element, root, hands, around);
}

class Player {
  #element;
  #root;
  #text = ENGLISH;
  #nodes;
  #ground;
  #hands;
  #around;
  /** The model, once the wasm is there; what it would show before. */
  #model;
  #before = new Before();
  #freed = false;
  /** What the model shows. */
  #seen = BEFORE;
  /** Names of the texts, for the model. */
  #keys = new WeakMap();
  #texts = 0;
  /** Whether a text comes from the box just now. */
  #typing = false;
  #speaking = false;
  /** Ends the wait for the network. */
  #offline;
  /** What the element's attributes asked for last. */
  #asked = {};
  /** Findings of the connection test, in the place of the card with this number. */
  #findings = { number: undefined, content: undefined };
  #statistics;

  constructor(element, root, hands, around) {
    this.#element = element;
    this.#root = root;
    this.#hands = hands;
    this.#around = around;
    const video = made('video', { part: 'video', playsInline: true, muted: element.muted });
    video.disableRemotePlayback = true;
    this.session = new Session(choices(element, around), {
      load: async (folder) => {
        const glue = await load(folder);
        this.#bear(glue);
        return glue;
      },
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
      given: (speech) => this.#hear('given', { key: this.#key(speech), text: speech.text, typed: this.#typing }),
      tell: (type, detail, speech) => {
        this.#tell(type, speech ? { ...detail, key: this.#key(speech) } : detail);
        const further = !ALONE.includes(type);
        element.dispatchEvent(new CustomEvent(type, { detail, bubbles: further, composed: further }));
      },
    });
    this.session.video = video;
    this.#ground = new Ground(element, video, () => this.#inPage);
    video.onvolumechange = () => this.#hear('switched', { name: 'mute', on: video.muted });
    this.#dress();
    this.#build();
    part('extra/advice.js', import('../extra/advice.js'), () => {}).then((found) => found?.onAttributes(element, element.constructor.observedAttributes));
  }

  #dress() {
    this.#root.adoptedStyleSheets = [...new Set([...this.#root.adoptedStyleSheets, ...styles(this.#element.ownerDocument)])];
  }

  get #inPage() {
    return this.#element.service?.trim().toLowerCase() === 'page';
  }

  #key(speech) {
    if (!this.#keys.has(speech)) this.#keys.set(speech, ++this.#texts);
    return this.#keys.get(speech);
  }

  /** The wasm is there: the model hears what happened meanwhile. */
  #bear(glue) {
    if (this.#model || this.#freed) return;
    this.#model = new glue.Player();
    const { video } = this.session;
    this.#hear('offer', { names: this.#offer() });
    for (const name of ['captions', 'transcript']) this.#hear('switched', { name, on: this.#element[name] });
    this.#hear('switched', { name: 'mute', on: video.muted });
    this.#hear('typed', { text: this.#nodes.input.value });
    for (const [kind, detail] of this.#before.heard()) this.#hear(kind, detail);
  }

  /** The controls that this element has. */
  #offer() {
    const there = {
      repeat: true,
      mute: true,
      captions: true,
      transcript: true,
      pip: document.pictureInPictureEnabled,
      full: document.fullscreenEnabled,
      close: this.#element.mode === 'launcher',
      check: !this.#inPage,
    };
    return Object.keys(there).filter((name) => there[name]).join(' ');
  }

  /** Tells the model what happened, shows what it says, and does what it asks for. */
  #hear(kind, detail = {}) {
    if (this.#freed) return;
    const focused = this.#root.activeElement;
    const now = performance.now();
    if (this.#model) {
      const { speaking } = this.session;
      // Told by no event of its own.
      if (speaking !== this.#speaking) this.#show(this.#model.hear('speaking', { on: (this.#speaking = speaking) }, now));
      this.#show(this.#model.hear(kind, detail, now));
    } else {
      this.#before.hear(kind, detail);
      this.#show(this.#before.seen(this.#nodes.input.value));
    }
    this.#paint();
    this.#handOn(focused);
    for (const command of this.#seen.commands.splice(0)) this.#carryOut(...command);
  }

  #show(seen) {
    this.#seen = { ...seen, lines: seen.lines ?? this.#seen.lines };
  }

  #press(name) {
    this.#hear('press', { name });
  }

  #carryOut(what, name, on) {
    const element = this.#element;
    const { session } = this;
    if (what === 'start') {
      this.#hands.began = true;
      element.start().catch(() => {});
    }
    if (what === 'stop') element.stop();
    if (what === 'close') element.close();
    if (what === 'interrupt') session.interrupt();
    if (what === 'stay') session.keepAlive();
    if (what === 'sound') session.unblockSound();
    if (what === 'speak') {
      this.#typing = true;
      session.speak(name, { type: element.answer ? 'talk' : 'repeat' });
      this.#typing = false;
    }
    if (what === 'switch' && name === 'mute') session.video.muted = on;
    if (what === 'switch' && name === 'captions') element.captions = on;
    if (what === 'switch' && name === 'full') on ? element.requestFullscreen() : element.ownerDocument.exitFullscreen();
    if (what === 'do' && name === 'pip') this.requestPictureInPicture().catch(() => {});
    if (what === 'do' && name === 'check') this.#check();
  }

  /** Fetches the words, and shows them if they are others. */
  async #word() {
    const text = await words(this.#element, this.#around());
    if (text === this.#text) return;
    this.#text = text;
    this.#label();
    this.#paint();
  }

  /** Everything that is seen, still without words. */
  #build() {
    const element = this.#element;
    const press = (name) => () => this.#press(name);
    const nodes = {
      status: made('p', { part: 'status', role: 'status' }),
      unblock: made('span'),
      captionLine: made('p', { part: 'captions', ariaHidden: 'true', dir: 'auto' }),
      log: made('div', { part: 'transcript', role: 'log', tabIndex: 0 }),
      waiting: made('p', { part: 'waiting', role: 'status' }),
      statistics: made('dl', { part: 'statistics', hidden: true, tabIndex: 0 }),
      trouble: made('div', { part: 'trouble', role: 'alert' }),
      limit: made('div', { part: 'limit', role: 'status' }),
      input: made('textarea', { part: 'input', rows: 1, dir: 'auto', enterKeyHint: 'send', value: this.#hands.draft }),
      count: made('p', { part: 'count', role: 'status', hidden: true }),
      start: made('button', { part: 'start', type: 'button', onclick: press('start') }),
      send: button('send', 'send', press('send')),
    };
    for (const [name, [part, sign]] of Object.entries(BUTTONS)) nodes[name] = button(part, sign, press(name));
    nodes.sound = made('button', { part: 'unblock', type: 'button', onclick: press('sound') }, icon('muted'), nodes.unblock);
    nodes.limitWords = made('span');
    nodes.left = made('span', { role: 'timer' });
    nodes.stay = made('button', { part: 'stay', type: 'button', onclick: press('stay') });
    nodes.limit.append(made('span', {}, nodes.limitWords, ' ', nodes.left), nodes.stay);
    nodes.input.oninput = () => this.#hear('typed', { text: nodes.input.value });
    nodes.composer = made('div', { part: 'composer' }, nodes.input, nodes.count, nodes.send);
    nodes.poster = made('img', { part: 'poster' });
    nodes.stage = made('div', { part: 'stage' }, nodes.poster, this.session.video);
    nodes.controls = made('div', { part: 'controls' }, nodes.start, ...Object.keys(BUTTONS).filter((name) => name !== 'close').map((name) => nodes[name]));
    nodes.top = made('div', { part: 'top' }, nodes.status, nodes.sound, nodes.close);
    nodes.over = made('div', { part: 'over' }, nodes.statistics, nodes.captionLine, nodes.log, nodes.waiting, nodes.trouble, nodes.limit, nodes.composer, nodes.controls);
    nodes.player = made('div', { part: 'player', tabIndex: -1 }, nodes.stage, nodes.top, nodes.over);
    this.#nodes = nodes;
    keepTyping(nodes.player);
    hearKeys(nodes.player, nodes.input, (...key) => (this.#model ?? this.#before).key(...key), (name) => this.#press(name));
    element.onfullscreenchange = () => this.#hear('switched', { name: 'full', on: element.matches(':fullscreen') });
    this.#label();
    // In the place of the class's own gate.
    const focused = this.#root.activeElement;
    this.#root.replaceChildren(nodes.player);
    if (focused) nodes.player.focus();
    this.changed();
  }

  /** The words on everything whose words never change with how things stand. */
  #label() {
    const text = this.#text;
    const nodes = this.#nodes;
    Object.assign(nodes.player, { lang: text.lang, dir: text.dir ?? 'ltr' });
    this.session.video.ariaLabel = text.picture;
    nodes.log.ariaLabel = text.transcript;
    nodes.input.ariaLabel = text.say;
    nodes.input.placeholder = text.placeholder;
    nodes.send.ariaLabel = nodes.send.title = text.send;
    write(nodes.unblock, text.sound);
    write(nodes.stay, text.stay);
  }

  /** The element's attributes changed. */
  changed() {
    const element = this.#element;
    const asked = this.#asked;
    const { poster, stage, controls, composer } = this.#nodes;
    this.session.configure(choices(element, this.#around));
    poster.hidden = !element.poster;
    poster.alt = element.name ?? '';
    if (element.poster && poster.src !== element.poster) poster.src = element.poster;
    stage.dataset.fit = element.fit ?? 'cover';
    const shown = (element.controls ?? '').trim();
    controls.hidden = shown === 'none' || shown === 'false';
    composer.hidden = controls.hidden || shown === 'buttons';
    const muted = element.hasAttribute('muted');
    if (muted !== asked.muted) this.session.video.muted = element.muted;
    for (const name of ['captions', 'transcript'])
      if (element[name] !== asked[name]) {
        asked[name] = element[name];
        this.#hear('switched', { name, on: element[name] });
      }
    this.#showGround();
    const language = element.language ?? this.#around();
    if (language !== asked.language || element.texts !== asked.texts) this.#word();
    Object.assign(asked, { muted, language, texts: element.texts });
    this.#hear('offer', { names: this.#offer() });
  }

  /** The element is somewhere else on the page: a video that was moved stands still. */
  moved() {
    this.#dress();
    const { video } = this.session;
    // Another window may not have been touched yet: its sound waits for a tap, then.
    if (video.srcObject) video.play().catch(({ name }) => name === 'NotAllowedError' && this.session.unblockSound());
    this.#ground.moved();
    this.#showGround();
  }

  free() {
    this.#hands.draft = this.#nodes.input.value;
    this.#hands.began = false;
    this.#offline?.abort();
    this.#ground.free();
    this.session.dispose();
    this.#freed = true;
    this.#element.onfullscreenchange = null;
    this.#model?.free();
    this.#model = undefined;
  }

  snapshot(options) {
    return this.session.snapshot({ ...options, ground: this.#ground.colour }, this.#ground.canvas);
  }
  startRecording(options) {
    return this.session.startRecording({ ...options, ground: this.#ground.colour }, this.#ground.canvas);
  }
  stopRecording() {
    return this.session.stopRecording();
  }
  requestPictureInPicture() {
    return this.session.video.requestPictureInPicture();
  }

  #showGround() {
    this.#ground.follow(this.#nodes.stage, this.session.state === 'Live');
  }

  /** The words of a phrase of the model. */
  #said([key, argument]) {
    return said(this.#text, key, argument);
  }

  /** Brings what is seen in line with what the model shows. */
  #paint() {
    const seen = this.#seen;
    const text = this.#text;
    const nodes = this.#nodes;
    const { controls } = seen;
    nodes.player.dataset.state = this.session.state;
    for (const name of ['start', 'sound', ...Object.keys(BUTTONS)]) nodes[name].hidden = !controls[name];
    for (const name of Object.keys(BUTTONS)) {
      const control = controls[name];
      if (!control) continue;
      const node = nodes[name];
      const label = said(text, control.word);
      if (node.ariaLabel !== label) node.ariaLabel = node.title = label;
      if (control.on !== undefined) node.ariaPressed = String(control.on);
      // Not disabled: a button that is loses the focus, and Start takes its place soon.
      if (name === 'stop') node.ariaDisabled = String(!control.enabled);
      else node.disabled = !control.enabled;
    }
    if (controls.start) write(nodes.start, said(text, controls.start.word));
    const muted = controls.mute?.on ? 'muted' : 'sound';
    if (nodes.mute.dataset.sign !== muted) nodes.mute.replaceChildren(icon((nodes.mute.dataset.sign = muted)));
    write(nodes.captionLine, seen.caption);
    nodes.captionLine.hidden = !seen.caption;
    nodes.log.hidden = !seen.transcript;
    showLines(nodes.log, seen.lines, text, (key) => this.#hear('rewrite', { key }));
    nodes.waiting.hidden = !seen.waiting || !seen.transcript;
    write(nodes.waiting, seen.waiting ? this.#said(seen.waiting) : '');
    nodes.statistics.hidden = this.session.state !== 'Live' || !this.#element.statistics || !nodes.statistics.firstChild;
    if (nodes.input.value !== seen.text) nodes.input.value = seen.text;
    nodes.send.disabled = !seen.sendable;
    nodes.count.hidden = !seen.count;
    nodes.count.dataset.over = seen.over;
    write(nodes.count, seen.count ? this.#said(seen.count) : '');
    const { word = '', seconds = 0, stay = false } = seen.limit ?? {};
    nodes.limit.hidden = !word;
    write(nodes.limitWords, said(text, word));
    // Told when it comes, and not again with every second.
    write(nodes.left, word && `${seconds} s`);
    nodes.stay.hidden = !stay;
    const { number, content } = this.#findings;
    showTrouble(nodes.trouble, seen.trouble, text, (name) => this.#press(name), seen.trouble?.number === number ? content : undefined);
    write(nodes.status, this.#said(seen.status));
  }

  /** Hands the focus on where it is lost, or where the visitor has something better to do. */
  #handOn(focused) {
    if (!this.#model) return;
    const nodes = this.#nodes;
    const names = ['start', 'stop', 'input', 'player'];
    const { activeElement, body } = nodes.player.ownerDocument;
    // Some browsers give no focus to a button that is clicked.
    const nowhere = this.#hands.began && (!activeElement || activeElement === body) ? '' : undefined;
    const at = focused ? (names.find((name) => nodes[name] === focused) ?? 'other') : nowhere;
    const lost = !!focused && (!focused.checkVisibility() || focused.disabled);
    const place = this.#model.focus(at, lost, this.#hands.touching, nodes.input.checkVisibility());
    // Where they have scrolled meanwhile is where they want to be.
    nodes[place]?.focus({ preventScroll: true });
    if (this.session.state === 'Ended') this.#hands.began = false;
  }

  /** Hears an event of the session. */
  #tell(type, detail) {
    if (type === 'statechange' && detail.state === 'Creating') this.#ground.await();
    if (type === 'progress') {
      const { loaded, total } = detail;
      const text = loaded === total ? undefined : total ? `${Math.floor((100 * loaded) / total)} %` : `${Math.round(loaded / 1000)} kB`;
      return this.#hear('loaded', { text });
    }
    if (type === 'stats') return this.#stats(detail);
    this.#hear(type, detail);
    if (type === 'statechange' && detail.state === 'Live') this.#showGround();
    if (type === 'error' && detail.code === 'offline') this.#awaitNetwork();
    // Whether it speaks is known right after.
    if (type === 'speakstart' || type === 'speakend') queueMicrotask(() => this.#hear('tick'));
  }

  async #stats(reading) {
    this.#hear('left', this.session.timeLeft());
    if (!this.#element.statistics) return;
    this.#statistics ??= part('statistics.js', import('../extra/statistics.js'), (problem) => this.#element.dispatchEvent(new CustomEvent('error', { detail: problem })));
    const statistics = await this.#statistics;
    if (!statistics) return;
    statistics.show(this.#nodes.statistics, reading);
    this.#paint();
  }

  #awaitNetwork() {
    this.#offline?.abort();
    const { signal } = (this.#offline = new AbortController());
    addEventListener('online', () => this.#hear('online'), { once: true, signal });
  }

  /** Puts the connection test in the place of the card. */
  async #check() {
    const { number } = this.#seen.trouble;
    const show = (content) => {
      this.#findings = { number, content };
      this.#hear('tick');
    };
    show(made('p', {}, this.#text.checking));
    const [{ shown }, found] = await Promise.all([import('../extra/findings.js'), this.session.checkConnection()]).catch(() => [{}]);
    // Dismissed, or another problem came.
    if (this.#seen.trouble?.number === number) show(found ? shown(found) : made('p', {}, this.#text.checkFailed));
  }
}
