// The placeholder model, before the wasm is there: the little that is seen of a player without its model, and what the model is to hear once it is there.

/**
 * The view model: all that a view renders, as the model gives it.
 * @typedef {object} ViewModel
 * @property {[string, string]} status Words by their key, with an argument.
 * @property {Record<string, { word: string, enabled: boolean, on?: boolean }>} controls The controls that are there.
 * @property {string} text What is in the text box.
 * @property {boolean} sendable
 * @property {boolean} [over]
 * @property {[string, string]} [count]
 * @property {string} [caption]
 * @property {boolean} [transcript]
 * @property {string} [microphone] The state of the microphone.
 * @property {boolean} [talking] Whether what is typed is answered.
 * @property {boolean} [artificial] Whether it must be said that an artificial intelligence speaks.
 * @property {Entry[]} [lines] The transcript, where it changed.
 * @property {[string, string]} [waiting]
 * @property {{ word: string, seconds: number, stay: boolean }} [limit]
 * @property {Card} [trouble]
 * @property {[string, string | undefined, boolean][]} commands What the view does now.
 *
 * @typedef {{ key: number, status: string, heard: string, unheard: string, answer: string, outcome: string, note: string, rewritable: boolean }} Entry
 * @typedef {{ number: number, code: string, words: [string, string], sentence: string, known: string[], unknown: string[], unfolded: boolean, next: import('./trouble.js').Next[] }} Card
 */

/** @type {ViewModel} */
export const BEFORE = {
  status: ['states.idle', ''],
  controls: { start: { word: 'start', enabled: true } },
  text: '',
  sendable: false,
  lines: [],
  commands: [],
};

/** The view's inputs and its state until the model is there. */
export class PlaceholderModel {
  /** @type {[string, any][]} */
  #heard = [];
  /** @type {Partial<ViewModel>} */
  #changed = {};
  #cards = 0;

  /** @param {string} kind @param {any} detail */
  hear(kind, detail) {
    const { status, trouble } = this.#changed;
    if (kind === 'press' && detail.name === 'start') {
      this.#changed = { commands: [['start', undefined, false]] };
      this.#heard = [];
    } else if (kind === 'press' && detail.name === 'dismiss') this.#changed = { ...this.#changed, trouble: undefined };
    // The rest of what is told at first, the view tells the model anew.
    else if (!['controls', 'switched', 'typed', 'left', 'tick', 'talks', 'hold'].includes(kind)) this.#heard.push([kind, detail]);
    if (kind === 'loaded') this.#changed = { trouble, status: detail.text ? ['loading', detail.text] : undefined };
    if (kind === 'error') {
      const { code, message, action, detail: said } = detail;
      const sentence = `${message} ${action}`;
      const details = [said].filter(Boolean);
      /** @type {Card} */
      const card = { number: --this.#cards, code, words: [`problems.${code}`, ''], sentence, known: [sentence, ...details], unknown: details, unfolded: false, next: [] };
      this.#changed = { status, trouble: card };
    }
    if (kind === 'statechange' && detail.state.toLowerCase() === 'ended') {
      const controls = { start: { word: 'again', enabled: true } };
      this.#changed = { trouble, controls, status: [trouble ? 'ended.unopened' : 'ended.cancelled', ''] };
    }
  }

  /** @param {string} text What is in the text box. @returns {ViewModel} */
  view(text) {
    const { commands = [], status = BEFORE.status, ...changed } = this.#changed;
    this.#changed = { ...this.#changed, commands: undefined };
    return { ...BEFORE, ...changed, status, text, commands: [...commands] };
  }

  /** Enter is not lost: the model hears it. @param {KeyboardEvent} event @param {boolean} boxed */
  key(event, boxed) {
    const sends = boxed && event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    return sends ? (event.repeat ? '' : 'send') : undefined;
  }

  /** The inputs that the model is to hear, in their order. */
  heard() {
    return this.#heard.splice(0);
  }
}
