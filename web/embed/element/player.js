// The element's view of the player: it renders what the model (crates/player, in the element's wasm) shows, hands on what is pressed and
// typed, and does what the model asks for. Its parts are in `player/`, which the build joins with this file.
/** @import { AvatarEvents, RecordingOptions, SnapshotOptions } from '../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../types/element.js' */
/** @import { Interaction } from './first/interaction.js' */
/** @import { Glue } from './choices.js' */
/** @import { Words } from './texts.js' */
import { isInPage } from '../session/options.js';
import { part } from '../session/parts.js';
import { choices, load, sessionOf } from './choices.js';
import { Attributes, SWITCHES } from './player/attributes.js';
import { build, label } from './player/build.js';
import { commandsOf } from './player/commands.js';
import { ConnectionTest } from './player/connection-test.js';
import { moveFocus } from './player/focus.js';
import { PlayerBackground } from './player/player-background.js';
import { hearKeys, keepTyping } from './player/keys.js';
import { MicrophoneControls } from './player/microphone.js';
import { Model } from './player/model.js';
import { availableControls, talks } from './player/available-controls.js';
import { made } from './player/nodes.js';
import { render } from './player/render.js';
import { adoptStyles } from './player/styles.js';
import { Tools } from './player/snapshot-and-recording.js';
import { ENGLISH, words } from './texts.js';

/** Beyond the names of all texts. */
const SPOKEN = 2 ** 31;

/** Like those of a media element, these are for the element alone: a page's own watch for errors must not take them for its own. */
const ALONE = ['error', 'stats', 'microphonelevel'];

/**
 * Puts a player into the element's shadow root.
 *
 * @param {StreamingAvatarElement} element
 * @param {ShadowRoot} root
 * @param {Interaction} interaction
 * @param {() => string | undefined} around Gives the language of the page around.
 */
export function attach(element, root, interaction, around) {
  return new Player(element, root, interaction, around);
}

export class Player {
  #element;
  #root;
  /** @type {Words} */
  #text = ENGLISH;
  #nodes;
  #background;
  #interaction;
  #around;
  #model = new Model();
  #tools;
  #commands;
  #attributes = new Attributes();
  #connectionTest = new ConnectionTest();
  #microphone = new MicrophoneControls();
  /** Whether a text comes from the box just now. */
  #typing = false;
  /**
   * Ends the wait for the network.
   *
   * @type {AbortController | undefined}
   */
  #offline;
  /** @type {Promise<typeof import('../extra/statistics.js') | null> | undefined} */
  #statistics;

  /**
   * @param {StreamingAvatarElement} element
   * @param {ShadowRoot} root
   * @param {Interaction} interaction
   * @param {() => string | undefined} around
   */
  constructor(element, root, interaction, around) {
    this.#element = element;
    this.#root = root;
    this.#interaction = interaction;
    this.#around = around;
    const model = this.#model;
    const hear = this.#hear;
    const video = made('video', { part: 'video', playsInline: true, muted: element.muted });
    video.disableRemotePlayback = true;
    this.session = sessionOf(element, video, around, {
      load: async (folder) => {
        const glue = await load(folder);
        this.#takeModel(glue);
        return glue;
      },
      given: (speech) => hear('given', { key: model.keyOf(speech), text: speech.text, typed: this.#typing }),
      answers: (on) => hear('answers', { on }),
      tell: (type, detail, speech) => {
        this.#tell(type, speech ? { ...detail, key: model.keyOf(speech) } : detail);
        const further = !ALONE.includes(type);
        element.dispatchEvent(new CustomEvent(type, { detail, bubbles: further, composed: further }));
      },
    });
    const { session } = this;
    this.#background = new PlayerBackground(element, video, () => isInPage(element.service));
    this.#tools = new Tools(session, this.#background, hear);
    this.#commands = commandsOf(element, session, this.#tools, {
      start: () => {
        interaction.began = true;
        element.start().catch(() => {});
      },
      speak: (text) => {
        this.#typing = true;
        session.speak(text, { type: model.view.talking ? 'talk' : 'repeat' });
        this.#typing = false;
      },
      check: () => this.#connectionTest.run(session, this.#text, () => model.view.trouble, () => hear('tick')),
    });
    adoptStyles(root);
    this.#nodes = build(video, interaction.draft, this.#press);
    const { volume } = this.#nodes;
    video.onvolumechange = () => {
      volume.value = String(100 * video.volume);
      hear('switched', { name: 'mute', on: video.muted });
    };
    volume.oninput = () => (session.volume = Number(volume.value) / 100);
    this.#listen();
    part('extra/advice.js', import('../extra/advice.js'), () => {}).then((found) => found?.onAttributes(element, /** @type {typeof StreamingAvatarElement} */ (element.constructor).observedAttributes));
  }

  /**
   * The wasm is there: the model hears what happened meanwhile.
   *
   * @param {Glue} glue
   */
  #takeModel(glue) {
    const before = this.#model.take(glue);
    if (!before) return;
    const element = this.#element;
    // First, since whatever it hears it shows: an empty text box, otherwise.
    this.#hear('typed', { text: this.#nodes.input.value });
    this.#hear('controls', availableControls(element));
    this.#hear('talks', talks(element));
    for (const name of SWITCHES) this.#hear('switched', { name, on: element[name] });
    this.#hear('switched', { name: 'mute', on: this.session.muted });
    for (const [kind, detail] of before) this.#hear(kind, detail);
  }

  /**
   * Tells the model what happened, shows what it says, and does what it asks for.
   *
   * @param {string} kind
   * @param {object} [detail]
   */
  #hear = (kind, detail = {}) => {
    const model = this.#model;
    const nodes = this.#nodes;
    const focused = this.#root.activeElement;
    if (!model.hear(kind, detail, this.session.speaking, nodes.input.value)) return;
    this.#render();
    moveFocus(nodes, model, this.#interaction, focused, this.session.state === 'ended');
    for (const [what, name = '', on] of model.view.commands.splice(0)) this.#commands[what]?.(name, on);
  };

  #press = (/** @type {string} */ name) => this.#hear('press', { name });

  #render() {
    const { view } = this.#model;
    render(this.#nodes, view, this.#text, this.#element, this.session.state, this.#connectionTest.of(view.trouble), this.#hear);
  }

  /** Fetches the words, and shows them if they are others. */
  async #loadWords() {
    const text = await words(this.#element, this.#around());
    if (text === this.#text) return;
    this.#text = text;
    label(this.#nodes, text);
    this.#render();
  }

  /** Puts the nodes into the page, in the place of the class's own gate. */
  #listen() {
    const element = this.#element;
    const { input, microphone, player } = this.#nodes;
    input.oninput = () => this.#hear('typed', { text: input.value });
    keepTyping(player);
    let held = false;
    const hold = (/** @type {boolean} */ on) => {
      if (on !== held) this.#hear('hold', { on: (held = on) });
    };
    hearKeys(player, input, (...key) => this.#model.key(...key), this.#press, hold);
    microphone.onpointerdown = () => hold(true);
    microphone.onpointerup = microphone.onpointerleave = microphone.onpointercancel = () => hold(false);
    // The focus stays where it is: that it goes elsewhere would let the button go.
    microphone.onmousedown = (event) => event.preventDefault();
    // A long touch holds it, and asks for no menu.
    microphone.oncontextmenu = (event) => event.preventDefault();
    element.onfullscreenchange = () => this.#hear('switched', { name: 'full', on: element.matches(':fullscreen') });
    label(this.#nodes, this.#text);
    const focused = this.#root.activeElement;
    this.#root.replaceChildren(player);
    if (focused) player.focus();
    this.changed();
  }

  /** The element's attributes changed. */
  changed() {
    const element = this.#element;
    const attributes = this.#attributes;
    const { session } = this;
    session.configure(choices(element, this.#around));
    attributes.show(element, this.#nodes);
    if (attributes.follow(element, session, this.#hear, this.#around())) this.#loadWords();
    this.#showBackground();
    this.#hear('talks', talks(element));
    this.#hear('controls', availableControls(element));
  }

  /** The element is somewhere else on the page: a video that was moved stands still. */
  moved() {
    adoptStyles(this.#root);
    const { video } = this.session;
    // Another window may not have been touched yet: its sound waits for a tap, then.
    if (video.srcObject) video.play().catch(({ name }) => (name === 'NotAllowedError' ? this.session.unblockSound() : undefined));
    this.#background.moved();
    this.#showBackground();
  }

  free() {
    this.#interaction.draft = this.#nodes.input.value;
    this.#interaction.began = false;
    this.#offline?.abort();
    this.#tools.film(false).catch(() => {});
    this.#background.free();
    this.session.dispose();
    this.#element.onfullscreenchange = null;
    this.#model.free();
  }

  /** @param {SnapshotOptions} [options] */
  snapshot(options) {
    return this.#tools.snapshot(options);
  }
  /** @param {RecordingOptions} [options] */
  startRecording(options) {
    return this.#tools.startRecording(options);
  }
  stopRecording() {
    return this.session.stopRecording();
  }
  requestPictureInPicture() {
    return this.session.requestPictureInPicture();
  }

  #showBackground() {
    this.#background.follow(this.#nodes.stage, this.session.state === 'live');
  }

  /**
   * Hears an event of the session.
   *
   * @param {keyof AvatarEvents} type
   * @param {any} detail
   */
  #tell(type, detail) {
    if (type === 'statechange' && detail.state === 'creating') this.#background.await();
    if (type === 'progress') {
      const { loaded, total } = detail;
      const text = loaded === total ? undefined : total ? `${Math.floor((100 * loaded) / total)} %` : `${Math.round(loaded / 1000)} kB`;
      return this.#hear('loaded', { text });
    }
    if (type === 'stats') return this.#stats(detail);
    if (type === 'microphonelevel') return this.#microphone.level(detail.level);
    if (type === 'microphonechange') this.#microphone.follow(detail.state, this.#element, this.#nodes, this.#text, isInPage(this.#element.service));
    // Texts that were given have lines already; of what the visitor says just now, the words are shown.
    if (type === 'message' && detail.key !== undefined) return detail.role === 'user' && !detail.final ? this.#hear('caption', detail) : undefined;
    if (type === 'message') return this.#hear(type, { ...detail, key: SPOKEN + detail.id });
    this.#hear(type, detail);
    if (type === 'statechange' && detail.state === 'live') this.#showBackground();
    if (type === 'error' && detail.code === 'offline') this.#awaitNetwork();
    // Whether it speaks is known right after.
    if (type === 'speakstart' || type === 'speakend') queueMicrotask(() => this.#hear('tick'));
  }

  /** @param {AvatarEvents['stats']} reading */
  async #stats(reading) {
    this.#hear('left', this.session.secondsLeft);
    if (!this.#element.statistics) return;
    this.#statistics ??= part('statistics.js', import('../extra/statistics.js'), (problem) => this.#element.dispatchEvent(new CustomEvent('error', { detail: problem })));
    const statistics = await this.#statistics;
    if (!statistics) return;
    statistics.show(this.#nodes.statistics, reading);
    this.#render();
  }

  #awaitNetwork() {
    this.#offline?.abort();
    const { signal } = (this.#offline = new AbortController());
    addEventListener('online', () => this.#hear('online'), { once: true, signal });
  }
}
