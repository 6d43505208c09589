// The element's view of the player: it renders what the model (crates/player, in the module's wasm) shows, hands on what is pressed and
// typed, and does what the model asks for.
/** @import { AvatarEvents, RecordingOptions, SnapshotOptions } from '../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../types/element.js' */
/** @import { Hands } from '../element.js' */
/** @import { Player as Model } from '../module-wasm.js' */
/** @import { Text } from '../session/life/texts.js' */
/** @import { Glue } from '../session/wasm.js' */
/** @import { Seen } from './before.js' */
/** @import { IconName } from './nodes.js' */
/** @import { Words } from './texts.js' */
import { part } from '../session/parts.js';
import { load } from '../session/wasm.js';
import { BEFORE, Before } from './before.js';
import { choices, sessionOf } from './choices.js';
import { Ground } from './ground.js';
import { ENGLISH, said, words } from './texts.js';
import { showLines } from './lines.js';
import { showTrouble } from './trouble.js';
import { ELEMENT, TOKENS } from './style.js';
import { button, icon, made, write } from './nodes.js';
import { hearKeys, keepTyping } from './keys.js';

/**
 * By document, since a sheet belongs to the one that it was made in. They come as scripts: no bundler loses them, and no policy refuses them.
 *
 * @type {WeakMap<Document, CSSStyleSheet[]>}
 */
const sheets = new WeakMap();

/** @param {Document} document */
function styles(document) {
  const { CSSStyleSheet } = document.defaultView ?? globalThis;
  const found = sheets.get(document) ?? [TOKENS, ELEMENT].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  sheets.set(document, found);
  return found;
}

/** States of a microphone that is open, or about to be. */
const OPEN = ['asking', 'listening', 'hearing', 'muted'];

/** Beyond the names of all texts. */
const SPOKEN = 2 ** 31;

/** Like those of a media element, these are for the element alone: a page's own watch for errors must not take them for its own. */
const ALONE = ['error', 'stats', 'microphonelevel'];

/**
 * The nodes of the controls, by the controls' names, with the icon of each.
 *
 * @satisfies {Record<string, readonly [part: string, icon: IconName]>}
 */
const BUTTONS = /** @type {const} */ ({
  stop: ['stop', 'stop'],
  microphone: ['microphone', 'microphone'],
  microphoneOff: ['microphone-off', 'microphoneOff'],
  interrupt: ['interrupt', 'hush'],
  repeat: ['repeat', 'repeat'],
  mute: ['mute', 'sound'],
  captions: ['captions-toggle', 'captions'],
  transcript: ['transcript-toggle', 'log'],
  snapshot: ['snapshot', 'camera'],
  record: ['record', 'record'],
  pip: ['pip', 'picture'],
  full: ['fullscreen', 'full'],
  close: ['close', 'close'],
});
/** Attributes that the visitor can switch. */
const SWITCHES = /** @type {const} */ (['captions', 'transcript']);
const NAMES = /** @type {(keyof typeof BUTTONS)[]} */ (Object.keys(BUTTONS));

/**
 * Puts a player into the element's shadow root.
 *
 * @param {StreamingAvatarElement} element
 * @param {ShadowRoot} root
 * @param {Hands} hands
 * @param {() => string | undefined} around Gives the language of the page around.
 */
export function attach(element, root, hands, around) {
  return new Player(element, root, hands, around);
}

export class Player {
  #element;
  #root;
  /** @type {Words} */
  #text = ENGLISH;
  #nodes;
  #ground;
  #hands;
  #around;
  /**
   * The model, once the wasm is there.
   *
   * @type {Model | undefined}
   */
  #model;
  /** The state that is shown before. */
  #before = new Before();
  #freed = false;
  /**
   * All that the model shows.
   *
   * @type {Seen}
   */
  #seen = BEFORE;
  /**
   * Names of the texts, for the model.
   *
   * @type {WeakMap<Text, number>}
   */
  #keys = new WeakMap();
  #texts = 0;
  /** Whether a text comes from the box just now. */
  #typing = false;
  #speaking = false;
  /**
   * Ends the wait for the network.
   *
   * @type {AbortController | undefined}
   */
  #offline;
  /**
   * The attributes as they were last.
   *
   * @type {{ muted?: boolean, volume?: number, captions?: boolean, transcript?: boolean, language?: string, texts?: StreamingAvatarElement['texts'] }}
   */
  #asked = {};
  /**
   * Findings of the connection test, in the place of the card with this number.
   *
   * @type {{ number?: number, content?: Node }}
   */
  #findings = {};
  /** @type {Promise<typeof import('../extra/statistics.js') | null> | undefined} */
  #statistics;
  /**
   * The controls that are shown while a microphone is open.
   *
   * @type {Promise<ReturnType<typeof import('../extra/element-microphone.js').microphoneControls> | undefined> | undefined}
   */
  #microphone;
  /**
   * The visitor's recording.
   *
   * @type {Promise<import('../extra/recording.js').Recording> | undefined}
   */
  #recording;

  /**
   * @param {StreamingAvatarElement} element
   * @param {ShadowRoot} root
   * @param {Hands} hands
   * @param {() => string | undefined} around
   */
  constructor(element, root, hands, around) {
    this.#element = element;
    this.#root = root;
    this.#hands = hands;
    this.#around = around;
    const video = made('video', { part: 'video', playsInline: true, muted: element.muted });
    video.disableRemotePlayback = true;
    this.session = sessionOf(element, video, around, {
      load: async (folder) => {
        const glue = await load(folder);
        this.#bear(glue);
        return glue;
      },
      given: (speech) => this.#hear('given', { key: this.#key(speech), text: speech.text, typed: this.#typing }),
      answers: (on) => this.#hear('answers', { on }),
      tell: (type, detail, speech) => {
        this.#tell(type, speech ? { ...detail, key: this.#key(speech) } : detail);
        const further = !ALONE.includes(type);
        element.dispatchEvent(new CustomEvent(type, { detail, bubbles: further, composed: further }));
      },
    });
    this.#ground = new Ground(element, video, () => this.#inPage);
    this.#dress();
    this.#nodes = this.#build();
    const { volume } = this.#nodes;
    video.onvolumechange = () => {
      volume.value = String(100 * video.volume);
      this.#hear('switched', { name: 'mute', on: video.muted });
    };
    volume.oninput = () => (this.session.volume = Number(volume.value) / 100);
    this.#listen();
    part('extra/advice.js', import('../extra/advice.js'), () => {}).then((found) => found?.onAttributes(element, /** @type {typeof StreamingAvatarElement} */ (element.constructor).observedAttributes));
  }

  #dress() {
    this.#root.adoptedStyleSheets = [...new Set([...this.#root.adoptedStyleSheets, ...styles(this.#element.ownerDocument)])];
  }

  get #inPage() {
    return this.#element.service?.trim().toLowerCase() === 'page';
  }

  /** @param {Text} speech */
  #key(speech) {
    const key = this.#keys.get(speech) ?? ++this.#texts;
    this.#keys.set(speech, key);
    return key;
  }

  /**
   * The wasm is there: the model hears what happened meanwhile.
   *
   * @param {Glue} glue
   */
  #bear(glue) {
    if (this.#model || this.#freed) return;
    this.#model = new glue.Player();
    const { video } = this.session;
    // First, since whatever it hears it shows: an empty text box, otherwise.
    this.#hear('typed', { text: this.#nodes.input.value });
    this.#hear('offer', { names: this.#offer() });
    this.#talks();
    for (const name of SWITCHES) this.#hear('switched', { name, on: this.#element[name] });
    this.#hear('switched', { name: 'mute', on: video.muted });
    for (const [kind, detail] of this.#before.heard()) this.#hear(kind, detail);
  }

  /** The controls that this element has. */
  #offer() {
    /** @type {Record<string, boolean>} */
    const there = {
      repeat: true,
      microphone: this.#element.voiceChat !== 'off',
      mute: true,
      captions: true,
      transcript: true,
      snapshot: true,
      record: typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype,
      pip: document.pictureInPictureEnabled,
      full: document.fullscreenEnabled,
      close: this.#element.mode === 'launcher',
      check: !this.#inPage,
    };
    return Object.keys(there).filter((name) => there[name]).join(' ');
  }

  /** How the visitor is heard, and whether what they type is answered, by the page's choice. */
  #talks() {
    const { taskType, answer, answerUrl, voiceChat } = this.#element;
    this.#hear('talks', { on: taskType ? taskType !== 'repeat' : answer || answerUrl ? true : undefined, held: voiceChat === 'push-to-talk' });
  }

  /**
   * Tells the model what happened, shows what it says, and does what it asks for.
   *
   * @param {string} kind
   * @param {object} [detail]
   */
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

  /** @param {Seen} seen */
  #show(seen) {
    this.#seen = { ...seen, lines: seen.lines ?? this.#seen.lines };
  }

  /** @param {string} name */
  #press(name) {
    this.#hear('press', { name });
  }

  /**
   * @param {string} what
   * @param {string} [name]
   * @param {boolean} [on]
   */
  #carryOut(what, name = '', on = false) {
    const element = this.#element;
    const { session } = this;
    if (what === 'start') {
      this.#hands.began = true;
      element.start().catch(() => {});
    }
    if (what === 'stop') element.stop();
    if (what === 'close') element.close();
    if (what === 'interrupt') session.interrupt();
    if (what === 'clear') session.dropWaiting();
    if (what === 'stay') session.keepAlive();
    if (what === 'sound') session.unblockSound();
    if (what === 'speak') {
      this.#typing = true;
      session.speak(name, { type: this.#seen.talking ? 'talk' : 'repeat' });
      this.#typing = false;
    }
    if (what === 'hold') {
      if (on) session.pushToTalkStart();
      else session.pushToTalkStop();
    }
    // A failure is told as an event, too.
    if (what === 'switch' && name === 'microphone') (on ? session.startVoiceChat() : session.closeVoiceChat()).catch(() => {});
    if (what === 'switch' && name === 'mute') session.muted = on;
    if (what === 'switch' && name === 'captions') element.captions = on;
    if (what === 'switch' && name === 'full') {
      if (on) element.requestFullscreen();
      else element.ownerDocument.exitFullscreen();
    }
    if (what === 'switch' && name === 'record') this.#film(on).catch((error) => this.#refused(error));
    if (what === 'do' && name === 'snapshot') this.#save(this.snapshot()).catch((error) => this.#refused(error));
    if (what === 'do' && name === 'pip') this.requestPictureInPicture().catch((error) => this.#refused(error));
    if (what === 'do' && name === 'check') this.#check();
  }

  /** @param {Promise<Blob | undefined>} coming */
  async #save(coming) {
    const [{ save }, blob] = await Promise.all([import('../extra/save.js'), coming]);
    if (blob?.size) save(blob, 'avatar');
  }

  /**
   * Begins the visitor's recording, or ends and saves it. The page's own, by `startRecording`, is another.
   *
   * @param {boolean} on
   */
  async #film(on) {
    const film = this.#recording;
    this.#recording = undefined;
    if (!on) {
      this.#hear('switched', { name: 'record', on });
      return film && this.#save(film.then((recording) => recording.stop()));
    }
    const { video } = this.session;
    this.#recording = film ?? import('../extra/recording.js').then(({ Recording }) => Recording.of(video, { ground: this.#ground.colour, source: () => this.#ground.canvas ?? video }));
    try {
      await this.#recording;
    } catch (error) {
      this.#recording = undefined;
      throw error;
    }
    this.#hear('switched', { name: 'record', on });
  }

  /** @param {unknown} error What the browser says of something that it did not do. */
  #refused(error) {
    this.#hear('error', { code: 'tool-failed', message: 'The browser did not do this.', action: '', detail: String(error) });
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
    const press = (/** @type {string} */ name) => () => this.#press(name);
    const nodes = {
      status: made('p', { part: 'status', role: 'status' }),
      notice: made('p', { part: 'notice' }),
      unblock: made('span'),
      captionLine: made('p', { part: 'captions', ariaHidden: 'true', dir: 'auto' }),
      lines: made('div'),
      waitingWords: made('span', { role: 'status' }),
      clear: made('button', { part: 'clear', type: 'button', onclick: press('clear') }),
      statistics: made('dl', { part: 'statistics', hidden: true, tabIndex: 0 }),
      trouble: made('div', { part: 'trouble', role: 'alert' }),
      limit: made('div', { part: 'limit', role: 'status' }),
      input: made('textarea', { part: 'input', rows: 1, dir: 'auto', enterKeyHint: 'send', value: this.#hands.draft }),
      count: made('p', { part: 'count', role: 'status', hidden: true }),
      start: made('button', { part: 'start', type: 'button', onclick: press('start') }),
      volume: made('input', { part: 'volume', type: 'range', step: '5', value: '100' }),
      send: button('send', 'send', press('send')),
    };
    const entries = NAMES.map((name) => {
      const [part, sign] = BUTTONS[name];
      return [name, button(part, sign, press(name))];
    });
    const buttons = /** @type {Record<keyof typeof BUTTONS, HTMLButtonElement>} */ (Object.fromEntries(entries));
    const sound = made('button', { part: 'unblock', type: 'button', onclick: press('sound') }, icon('muted'), nodes.unblock);
    const log = made('div', { part: 'transcript', role: 'log', tabIndex: 0 }, nodes.lines);
    const limitWords = made('span');
    const left = made('span', { role: 'timer' });
    const waiting = made('p', { part: 'waiting' }, nodes.waitingWords, ' ', nodes.clear);
    const stay = made('button', { part: 'stay', type: 'button', onclick: press('stay') });
    nodes.limit.append(made('span', {}, limitWords, ' ', left), stay);
    const composer = made('div', { part: 'composer' }, nodes.input, nodes.count, nodes.send);
    const poster = made('img', { part: 'poster' });
    const stage = made('div', { part: 'stage' }, poster, this.session.video);
    const controls = made('div', { part: 'controls' }, nodes.start, ...NAMES.filter((name) => name !== 'close').map((name) => buttons[name]));
    buttons.mute.after(nodes.volume);
    const top = made('div', { part: 'top' }, nodes.status, nodes.notice, sound, buttons.close);
    const over = made('div', { part: 'over' }, nodes.statistics, nodes.captionLine, log, waiting, nodes.trouble, nodes.limit, composer, controls);
    const player = made('div', { part: 'player', tabIndex: -1 }, stage, top, over);
    return { ...nodes, ...buttons, log, sound, limitWords, left, stay, waiting, composer, poster, stage, controls, player };
  }

  /** Puts the nodes into the page, in the place of the class's own gate. */
  #listen() {
    const element = this.#element;
    const nodes = this.#nodes;
    nodes.input.oninput = () => this.#hear('typed', { text: nodes.input.value });
    keepTyping(nodes.player);
    let held = false;
    const hold = (/** @type {boolean} */ on) => {
      if (on !== held) this.#hear('hold', { on: (held = on) });
    };
    hearKeys(nodes.player, nodes.input, (...key) => (this.#model ?? this.#before).key(...key), (name) => this.#press(name), hold);
    const { microphone } = nodes;
    microphone.onpointerdown = () => hold(true);
    microphone.onpointerup = microphone.onpointerleave = microphone.onpointercancel = () => hold(false);
    // The focus stays where it is: that it goes elsewhere would let the button go.
    microphone.onmousedown = (event) => event.preventDefault();
    // A long touch holds it, and asks for no menu.
    microphone.oncontextmenu = (event) => event.preventDefault();
    element.onfullscreenchange = () => this.#hear('switched', { name: 'full', on: element.matches(':fullscreen') });
    this.#label();
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
    write(nodes.notice, text.artificial);
    nodes.volume.ariaLabel = text.volume;
    nodes.send.ariaLabel = nodes.send.title = text.send;
    write(nodes.unblock, text.sound);
    write(nodes.stay, text.stay);
    write(nodes.clear, text.clear);
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
    if (muted !== asked.muted) this.session.muted = element.muted;
    const volume = Number(element.getAttribute('volume') ?? 1);
    if (volume !== asked.volume && volume >= 0 && volume <= 1) this.session.volume = volume;
    for (const name of SWITCHES)
      if (element[name] !== asked[name]) {
        asked[name] = element[name];
        this.#hear('switched', { name, on: element[name] });
      }
    this.#showGround();
    const language = element.language ?? this.#around();
    if (language !== asked.language || element.texts !== asked.texts) this.#word();
    Object.assign(asked, { muted, volume, language, texts: element.texts });
    this.#talks();
    this.#hear('offer', { names: this.#offer() });
  }

  /** The element is somewhere else on the page: a video that was moved stands still. */
  moved() {
    this.#dress();
    const { video } = this.session;
    // Another window may not have been touched yet: its sound waits for a tap, then.
    if (video.srcObject) video.play().catch(({ name }) => (name === 'NotAllowedError' ? this.session.unblockSound() : undefined));
    this.#ground.moved();
    this.#showGround();
  }

  free() {
    this.#hands.draft = this.#nodes.input.value;
    this.#hands.began = false;
    this.#offline?.abort();
    this.#film(false).catch(() => {});
    this.#ground.free();
    this.session.dispose();
    this.#freed = true;
    this.#element.onfullscreenchange = null;
    this.#model?.free();
    this.#model = undefined;
  }

  /** @param {SnapshotOptions} [options] */
  snapshot(options) {
    return this.session.snapshot({ ...options, ground: this.#ground.colour }, this.#ground.canvas);
  }
  /** @param {RecordingOptions} [options] */
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

  /**
   * The words of a phrase of the model.
   *
   * @param {[string, string]} phrase
   */
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
    nodes.player.dataset.microphone = seen.microphone ?? '';
    nodes.notice.hidden = !seen.artificial || this.#element.aiNotice === 'off';
    nodes.input.ariaLabel = seen.talking ? text.ask : text.say;
    nodes.input.placeholder = seen.talking ? text.ask : text.placeholder;
    for (const name of /** @type {const} */ (['start', 'sound', ...NAMES])) nodes[name].hidden = !controls[name];
    for (const name of NAMES) {
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
    write(nodes.captionLine, seen.caption ?? '');
    nodes.captionLine.hidden = !seen.caption;
    nodes.log.hidden = !seen.transcript;
    showLines(nodes.lines, seen.lines ?? [], text, (key) => this.#hear('rewrite', { key }));
    nodes.waiting.hidden = !seen.waiting || !seen.transcript;
    write(nodes.waitingWords, seen.waiting ? this.#said(seen.waiting) : '');
    nodes.statistics.hidden = this.session.state !== 'Live' || !this.#element.statistics || !nodes.statistics.firstChild;
    if (nodes.input.value !== seen.text) nodes.input.value = seen.text;
    nodes.send.disabled = !seen.sendable;
    nodes.count.hidden = !seen.count;
    nodes.count.dataset.over = String(seen.over);
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

  /**
   * Hands the focus on where it is lost, or where the visitor has something better to do.
   *
   * @param {Element | null} focused
   */
  #handOn(focused) {
    if (!this.#model) return;
    const nodes = this.#nodes;
    const names = /** @type {const} */ (['start', 'stop', 'input', 'player']);
    const { activeElement, body } = nodes.player.ownerDocument;
    // Some browsers give no focus to a button that is clicked.
    const nowhere = this.#hands.began && (!activeElement || activeElement === body) ? '' : undefined;
    const at = focused ? (names.find((name) => nodes[name] === focused) ?? 'other') : nowhere;
    const lost = !!focused && (!focused.checkVisibility() || ('disabled' in focused && !!focused.disabled));
    const place = this.#model.focus(at, lost, this.#hands.touching, nodes.input.checkVisibility());
    // Where they have scrolled meanwhile is where they want to be.
    names.filter((name) => name === place).forEach((name) => nodes[name].focus({ preventScroll: true }));
    if (this.session.state === 'Ended') this.#hands.began = false;
  }

  /**
   * Hears an event of the session.
   *
   * @param {keyof AvatarEvents} type
   * @param {any} detail
   */
  #tell(type, detail) {
    if (type === 'statechange' && detail.state === 'Creating') this.#ground.await();
    if (type === 'progress') {
      const { loaded, total } = detail;
      const text = loaded === total ? undefined : total ? `${Math.floor((100 * loaded) / total)} %` : `${Math.round(loaded / 1000)} kB`;
      return this.#hear('loaded', { text });
    }
    if (type === 'stats') return this.#stats(detail);
    if (type === 'microphonelevel') return this.#microphone?.then((voice) => voice?.show(detail.level));
    if (type === 'microphonechange') this.#showMicrophone(detail.state);
    // Texts that were given have lines already; of what the visitor says just now, the words are shown.
    if (type === 'message' && detail.key !== undefined) return detail.role === 'user' && !detail.final ? this.#hear('caption', detail) : undefined;
    if (type === 'message') return this.#hear(type, { ...detail, key: SPOKEN + detail.id });
    this.#hear(type, detail);
    if (type === 'statechange' && detail.state === 'Live') this.#showGround();
    if (type === 'error' && detail.code === 'offline') this.#awaitNetwork();
    // Whether it speaks is known right after.
    if (type === 'speakstart' || type === 'speakend') queueMicrotask(() => this.#hear('tick'));
  }

  /**
   * Shows what belongs to a microphone while one is open.
   *
   * @param {string} state
   */
  #showMicrophone(state) {
    if (!OPEN.includes(state)) this.#microphone = void this.#microphone?.then((voice) => voice?.end());
    // Before the visitor has allowed one, they have no names.
    else if (state !== 'asking')
      this.#microphone ??= import('../extra/element-microphone.js').then(
        ({ microphoneControls }) => microphoneControls(this.#element, this.#nodes, this.#text, this.#inPage),
        () => undefined,
      );
  }

  /** @param {AvatarEvents['stats']} reading */
  async #stats(reading) {
    this.#hear('left', this.session.secondsLeft);
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
    const number = this.#seen.trouble?.number;
    const show = (/** @type {Node} */ content) => {
      this.#findings = { number, content };
      this.#hear('tick');
    };
    show(made('p', {}, this.#text.checking));
    const found = await Promise.all([import('../extra/findings.js'), this.session.checkConnection()]).then(
      ([{ shown }, check]) => shown(check, this.#text.lang),
      () => made('p', {}, this.#text.checkFailed),
    );
    // Dismissed, or another problem came.
    if (this.#seen.trouble?.number === number) show(found);
  }
}
