// The element's player: a session with a picture, buttons, a text box and words around it.
import { Session } from '../session/session.js';
import { load } from '../session/wasm.js';
import { part } from '../session/parts.js';
import { Ground } from './ground.js';
import { ENGLISH, words } from './texts.js';
import { ELEMENT, TOKENS } from './style.js';
import { button, icon, made, write } from './nodes.js';
import { keepTyping, sendOnEnter } from './keys.js';
import { focusAfter } from './focus.js';

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

/** So many lines of the transcript are kept: an element may be on a page for days. */
const LONGEST_LOG = 200;
/** So many characters are sent at once, some ten minutes of speech; from the second on they are counted where the visitor sees it. */
const LONGEST_TEXT = 10_000;
const COUNTED = 4_000;
/** Problems of which the visitor's words say all there is to say. */
const PLAIN = ['offline', 'hidden', 'still-counted', 'not-started'];

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
  #lines = new Map();
  /** Ends the wait for the network. */
  #offline;
  #log = false;
  #hands;
  #around;
  /** How things stood when they were shown last. */
  #shown = 'Idle';
  /** Whether the avatar was there in this session, and whether the network is away. */
  #lived = false;
  #away = false;
  /** A text of the visitor's that could not be said, while the box holds another. */
  #refused;

  constructor(element, root, hands, around) {
    this.#element = element;
    this.#root = root;
    this.#hands = hands;
    this.#around = around;
    const video = made('video', { part: 'video', playsInline: true, muted: element.muted });
    video.disableRemotePlayback = true;
    this.session = new Session(choices(element, around), {
      load,
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
      tell: (type, detail, said) => {
        this[`on${type}`]?.(detail, said);
        const further = !ALONE.includes(type);
        element.dispatchEvent(new CustomEvent(type, { detail, bubbles: further, composed: further }));
      },
    });
    this.session.video = video;
    this.#ground = new Ground(element, video, () => this.#inPage);
    video.onvolumechange = () => this.#paint();
    this.#dress();
    this.#build();
    keepTyping(this.#nodes.player);
    part('extra/advice.js', import('../extra/advice.js'), () => {}).then((found) => found?.onAttributes(element, element.constructor.observedAttributes));
  }

  #dress() {
    this.#root.adoptedStyleSheets = [...new Set([...this.#root.adoptedStyleSheets, ...styles(this.#element.ownerDocument)])];
  }

  get #inPage() {
    return this.#element.service?.trim().toLowerCase() === 'page';
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
    const { session } = this;
    const element = this.#element;
    const start = () => {
      this.#hands.began = true;
      element.start().catch(() => {});
    };
    const nodes = {
      status: made('p', { part: 'status', role: 'status' }),
      unblock: made('span'),
      captions: made('p', { part: 'captions', ariaHidden: 'true', dir: 'auto' }),
      log: made('div', { part: 'transcript', role: 'log', tabIndex: 0 }),
      statistics: made('dl', { part: 'statistics', hidden: true, tabIndex: 0 }),
      trouble: made('div', { part: 'trouble', role: 'alert' }),
      limit: made('div', { part: 'limit', role: 'status' }),
      input: made('textarea', { part: 'input', rows: 1, dir: 'auto', enterKeyHint: 'send', value: this.#hands.draft }),
      count: made('p', { part: 'count', role: 'status', hidden: true }),
      start: made('button', { part: 'start', type: 'button', onclick: start }),
      stop: button('stop', 'stop', () => (element.mode === 'launcher' ? element.close() : element.stop())),
      hush: button('interrupt', 'hush', () => session.interrupt()),
      mute: button('mute', 'sound', () => this.#mute()),
      caption: button('captions-toggle', 'captions', () => (element.captions = !element.captions)),
      transcript: button('transcript-toggle', 'log', () => this.#toggleLog()),
      pip: button('pip', 'picture', () => this.requestPictureInPicture().catch(() => {})),
      full: button('fullscreen', 'full', () => this.#full()),
      close: button('close', 'close', () => element.close()),
      send: button('send', 'send', () => this.#say()),
    };
    nodes.sound = made('button', { part: 'unblock', type: 'button', onclick: () => session.unblockSound() }, icon('muted'), nodes.unblock);
    nodes.input.oninput = () => this.#paint();
    sendOnEnter(nodes.input, () => this.#say());
    nodes.composer = made('div', { part: 'composer' }, nodes.input, nodes.count, nodes.send);
    nodes.poster = made('img', { part: 'poster' });
    nodes.stage = made('div', { part: 'stage' }, nodes.poster, session.video);
    nodes.controls = made('div', { part: 'controls' }, nodes.start, nodes.stop, nodes.hush, nodes.mute, nodes.caption, nodes.transcript, nodes.pip, nodes.full);
    nodes.top = made('div', { part: 'top' }, nodes.status, nodes.sound, nodes.close);
    nodes.over = made('div', { part: 'over' }, nodes.statistics, nodes.captions, nodes.log, nodes.trouble, nodes.limit, nodes.composer, nodes.controls);
    nodes.player = made('div', { part: 'player', tabIndex: -1 }, nodes.stage, nodes.top, nodes.over);
    this.#nodes = nodes;
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
    write(nodes.unblock, text.sound);
    const labels = { hush: 'interrupt', mute: 'mute', caption: 'captions', transcript: 'transcript', pip: 'pip', full: 'full', close: 'close', send: 'send' };
    for (const [name, word] of Object.entries(labels)) nodes[name].ariaLabel = nodes[name].title = text[word];
  }

  /** Sends what is in the box. */
  #say() {
    const { input } = this.#nodes;
    const text = input.value.trim();
    if (!text || input.disabled || [...text].length > LONGEST_TEXT) return;
    input.value = '';
    this.#paint();
    const speech = this.session.speak(text, { type: this.#element.answer ? 'talk' : 'repeat' });
    speech.then((outcome) => outcome === 'failed' && this.#giveBack(text));
  }

  /** A text that was not said goes back into the box; where the box is in use, it can be fetched from the message that says why. */
  #giveBack(text) {
    const { input } = this.#nodes;
    if (input.value.trim()) this.#refused = text;
    else input.value = text;
    this.#paint();
  }

  /** The element's attributes changed. */
  changed() {
    const element = this.#element;
    const { poster, stage, controls, composer } = this.#nodes;
    this.session.configure(choices(element, this.#around));
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

  #full() {
    const { ownerDocument } = this.#element;
    if (ownerDocument.fullscreenElement) ownerDocument.exitFullscreen();
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

  /** Brings what is seen in line with how things stand. `focused` is what had the focus before anything was changed. */
  #paint(focused = this.#root.activeElement) {
    const { session } = this;
    const text = this.#text;
    const { state } = session;
    const nodes = this.#nodes;
    const active = !['Idle', 'Ended'].includes(state);
    const live = state === 'Live';
    nodes.player.dataset.state = state;
    if (active !== nodes.start.hidden) {
      const now = nodes.player.ownerDocument.defaultView?.performance.now();
      for (const node of [nodes.start, nodes.stop]) this.#hands.since.set(node, now);
    }
    nodes.start.hidden = active;
    write(nodes.start, state === 'Ended' ? text.again : text.start);
    nodes.stop.hidden = !active;
    // Not disabled: a button that is loses the focus.
    nodes.stop.ariaDisabled = String(state === 'Stopping');
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
    nodes.input.disabled = !active || state === 'Stopping';
    const length = [...nodes.input.value.trim()].length;
    const over = length > LONGEST_TEXT;
    nodes.send.disabled = nodes.input.disabled || over;
    nodes.count.hidden = length < COUNTED;
    nodes.count.dataset.over = over;
    write(nodes.count, `${over ? `${text.over} ` : ''}${length} / ${LONGEST_TEXT}`);
    nodes.composer.classList.toggle('idle', !active);
    nodes.sound.hidden = !this.blocked;
    nodes.close.hidden = this.#element.mode !== 'launcher';
    const edit = nodes.trouble.querySelector('[part=edit]');
    if (edit) edit.hidden = this.#refused === undefined;
    nodes.trouble.hidden = !nodes.trouble.firstChild;
    nodes.limit.hidden = !nodes.limit.firstChild;
    write(nodes.status, this.#status());
    this.#handOn(focused);
    this.#shown = state;
  }

  /** Where the session stands, in words. */
  #status() {
    const { session } = this;
    const text = this.#text;
    if (this.#loaded !== undefined && ['Idle', 'Creating'].includes(session.state)) return `${text.loading} ${this.#loaded}`;
    if (session.state !== 'Ended')
      return this.#away && session.state !== 'Idle' ? text.states.Offline : session.speaking ? text.speaking : text.states[session.state];
    const unopened = { failed: 'unopened', stopped: 'cancelled' };
    return text.ended[this.#lived ? this.reason : (unopened[this.reason] ?? this.reason)] ?? text.states.Ended;
  }

  /** Hands the focus on where it is lost, or where the visitor has something better to do. */
  #handOn(focused) {
    const nodes = this.#nodes;
    const { state } = this.session;
    const names = ['start', 'stop', 'input', 'player'];
    const { activeElement, body } = nodes.player.ownerDocument;
    const place = focusAfter({
      before: this.#shown,
      state,
      at: focused ? (names.find((name) => nodes[name] === focused) ?? 'other') : null,
      lost: !!focused && !focused.checkVisibility() | focused.disabled,
      // Some browsers give no focus to a button that is clicked.
      begun: this.#hands.began && (!activeElement || activeElement === body),
      touch: this.#hands.touching,
      box: !nodes.input.disabled && nodes.input.checkVisibility(),
    });
    // Where they have scrolled meanwhile is where they want to be.
    nodes[place]?.focus({ preventScroll: true });
    if (state === 'Ended') this.#hands.began = false;
  }

  /** Changes what is shown, and sees to it that the focus does not get lost with it. */
  #change(how) {
    const focused = this.#root.activeElement;
    how();
    this.#paint(focused);
  }

  onstatechange({ state, previous, reason }) {
    this.#change(() => {
      if (state === 'Creating') {
        this.#ground.await();
        this.#nodes.trouble.replaceChildren();
        this.reason = null;
        // After a lost connection it is still the session of before.
        this.#lived &&= previous === 'Recovering';
      }
      if (state === 'Ended') {
        this.reason = reason;
        this.blocked = this.#away = false;
        this.#loaded = undefined;
        this.#nodes.captions.textContent = '';
      }
      if (state === 'Recovering') this.#nodes.captions.textContent = '';
      if (state === 'Live') {
        this.#lived = true;
        this.#showGround();
        // Whatever it was, it is over.
        if (!this.#away) this.#nodes.trouble.replaceChildren();
      } else this.#nodes.limit.replaceChildren();
    });
  }

  onspeakstart({ text }, said) {
    // A text that is said again after a lost connection has its line already.
    this.#line(said, text).dataset.outcome = 'speaking';
    this.#nodes.limit.replaceChildren();
    queueMicrotask(() => this.#paint());
  }

  onspeakend({ text, outcome, heard = '', unsaid, answer }, said) {
    // One that never began has no line yet, and needs one where it was to be said.
    if (this.#lines.has(said) || outcome === 'failed') {
      const line = this.#line(said, text);
      line.dataset.outcome = outcome;
      const partly = outcome === 'spoken' && unsaid;
      const words = this.#text.outcomes?.[partly ? 'partly' : outcome];
      // Of a text that was answered, the answer is what was heard.
      if (answer) line.append(made('q', { dir: 'auto' }, heard));
      else if (outcome === 'interrupted') line.firstChild.replaceChildren(heard, made('del', {}, text.slice(heard.length)));
      if (words) line.append(made('small', { dir: 'auto' }, partly ? `${words} (${unsaid})` : words));
    }
    this.#nodes.captions.textContent = '';
    queueMicrotask(() => this.#paint());
  }

  /** The transcript's line of a text, at its end; oldest first. */
  #line(said, text) {
    const { log } = this.#nodes;
    const line = this.#lines.get(said) ?? made('p', { dir: 'auto' }, made('span', {}, text));
    this.#lines.set(said, line);
    if (this.#lines.size > LONGEST_LOG) {
      const [[oldest, first]] = this.#lines;
      first.remove();
      this.#lines.delete(oldest);
    }
    if (line.parentNode !== log) log.append(line);
    log.scrollTop = log.scrollHeight;
    return line;
  }

  oncaption({ text }) {
    this.#nodes.captions.textContent = text;
    this.#paint();
  }

  async onstats(reading) {
    this.#count();
    if (!this.#element.statistics) return;
    this.#statistics ??= part('statistics.js', import('../extra/statistics.js'), (problem) => this.#element.dispatchEvent(new CustomEvent('error', { detail: problem })));
    const statistics = await this.#statistics;
    if (!statistics) return;
    statistics.show(this.#nodes.statistics, reading);
    this.#paint();
  }

  /** How much of the page's own avatar has come. */
  onprogress({ loaded, total }) {
    this.#loaded = loaded === total ? undefined : total ? `${Math.floor((100 * loaded) / total)} %` : `${Math.round(loaded / 1000)} kB`;
    this.#paint();
  }
  #loaded;

  onsoundblocked({ blocked }) {
    this.blocked = blocked;
    this.#paint();
  }

  onlimit({ kind, secondsLeft }) {
    const stay = made('button', { part: 'stay', type: 'button', onclick: () => {
      this.session.keepAlive();
      this.#change(() => this.#nodes.limit.replaceChildren());
    } }, this.#text.stay);
    // Told when it comes, and not again with every second.
    const left = made('span', { role: 'timer', data: { kind } }, `${secondsLeft} s`);
    this.#change(() => this.#nodes.limit.replaceChildren(made('span', {}, `${this.#text.limit[kind]} `, left), ...(kind === 'idle' ? [stay] : [])));
  }

  /** Once a second: how far the end is that was told of, if it still comes. */
  #count() {
    const left = this.#nodes.limit.querySelector('[data-kind]');
    if (!left) return;
    const seconds = this.session.timeLeft()[left.dataset.kind];
    // Put off: in another way than by the button beside it.
    this.#change(() => {
      if (seconds === null || seconds > 60) this.#nodes.limit.replaceChildren();
      else left.textContent = `${seconds} s`;
    });
  }

  /** Puts the connection test in the place of a problem. */
  async #check(dismiss) {
    const { trouble } = this.#nodes;
    this.#change(() => trouble.replaceChildren(made('p', {}, this.#text.checking), dismiss));
    const [{ shown }, found] = await Promise.all([import('../extra/findings.js'), this.session.checkConnection()]).catch(() => [{}]);
    // Dismissed, or another problem came.
    if (trouble.contains(dismiss)) this.#change(() => trouble.replaceChildren(found ? shown(found) : this.#text.checkFailed, dismiss));
  }

  /** Takes the message away. */
  #hide() {
    this.#refused = undefined;
    this.#change(() => this.#nodes.trouble.replaceChildren());
  }

  onerror({ code, message, action, detail }) {
    const text = this.#text;
    const { trouble, input } = this.#nodes;
    const own = text.problems?.[code];
    const said = own ? made('p', { dir: 'auto' }, own) : made('p', { dir: 'auto', lang: 'en' }, `${message} ${action}`);
    const words = made('div', { part: 'trouble-words' }, said);
    // The service's own words, and what whoever keeps the page can do. A text is refused for a reason that its writer must read.
    const refused = code === 'text-refused' && !!detail;
    const more = [own && !PLAIN.includes(code) && !refused && `${message} ${action}`, detail].filter(Boolean);
    if (more.length) {
      const lines = more.map((line) => made('p', { dir: 'auto', lang: 'en' }, line));
      words.append(made('details', { part: 'details', open: refused }, made('summary', {}, text.details), ...lines, made('p', {}, made('code', {}, code))));
    }
    const dismiss = button('dismiss', 'close', () => this.#hide());
    dismiss.ariaLabel = dismiss.title = text.dismiss;
    const check = made('button', { part: 'check', type: 'button', onclick: () => this.#check(dismiss) }, text.check);
    const restore = () => {
      const now = input.value;
      input.value = this.#refused;
      // What was in the box meanwhile takes its place.
      this.#refused = now.trim() ? now : undefined;
      this.#paint();
      input.focus();
    };
    const edit = made('button', { part: 'edit', type: 'button', hidden: true, onclick: restore }, text.edit);
    trouble.dataset.code = code;
    this.#away ||= code === 'offline';
    this.#change(() => trouble.replaceChildren(words, edit, ...(OF_THE_NETWORK.includes(code) && !this.#inPage ? [check] : []), dismiss));
    if (code !== 'offline') return;
    this.#offline?.abort();
    const { signal } = (this.#offline = new AbortController());
    addEventListener('online', () => {
      this.#away = false;
      if (trouble.dataset.code === code) this.#hide();
      else this.#paint();
    }, { once: true, signal });
  }
}
