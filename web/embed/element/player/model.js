// The model of what is shown: the one in the wasm (crates/player) once that is there, and a stand-in before.
/** @import { Player } from '../../element-wasm.js' */
/** @import { Text } from '../../session/life/texts.js' */
/** @import { Glue } from '../choices.js' */
/** @import { ViewModel } from './placeholder-model.js' */
import { BEFORE, PlaceholderModel } from './placeholder-model.js';

export class Model {
  /** @type {Player | undefined} */
  #wasm;
  #before = new PlaceholderModel();
  #freed = false;
  #speaking = false;
  /**
   * Names of the texts, for the model.
   *
   * @type {WeakMap<Text, number>}
   */
  #keys = new WeakMap();
  #texts = 0;
  /**
   * All that is shown.
   *
   * @type {ViewModel}
   */
  view = BEFORE;

  /** Whether it is the one in the wasm. */
  get there() {
    return !!this.#wasm;
  }

  /**
   * Takes the wasm, unless it has it already. Gives what it is to hear of the time before.
   *
   * @param {Glue} glue
   */
  take(glue) {
    if (this.#wasm || this.#freed) return undefined;
    this.#wasm = new glue.Player();
    return this.#before.heard();
  }

  /** @param {Text} text */
  keyOf(text) {
    const key = this.#keys.get(text) ?? ++this.#texts;
    this.#keys.set(text, key);
    return key;
  }

  /**
   * Hears what happened. False where nobody hears any more.
   *
   * @param {string} kind
   * @param {object} detail
   * @param {boolean} speaking Whether the avatar speaks, which no event of its own tells.
   * @param {string} text What is in the text box.
   */
  hear(kind, detail, speaking, text) {
    if (this.#freed) return false;
    const now = performance.now();
    if (this.#wasm) {
      if (speaking !== this.#speaking) this.#show(this.#wasm.hear('speaking', { on: (this.#speaking = speaking) }, now));
      this.#show(this.#wasm.hear(kind, detail, now));
    } else {
      this.#before.hear(kind, detail);
      this.#show(this.#before.view(text));
    }
    return true;
  }

  /** @param {ViewModel} view */
  #show(view) {
    this.view = { ...view, lines: view.lines ?? this.view.lines };
  }

  /**
   * The effect of a key, as `hearKeys` reads it.
   *
   * @param {[event: KeyboardEvent, boxed: boolean, composed: number]} key
   */
  key(...key) {
    return (this.#wasm ?? this.#before).key(...key);
  }

  /**
   * The name of the node that gets the focus; undefined where it stays.
   *
   * @param {[at: string | undefined, lost: boolean, touching: boolean, box: boolean]} look
   */
  focus(...look) {
    return this.#wasm?.focus(...look);
  }

  free() {
    this.#freed = true;
    this.#wasm?.free();
    this.#wasm = undefined;
  }
}
