// The words of both sides, as messages in the order in which they began.
/** @import { AvatarMessage, Outcome } from '../../../types/module.js' */
/** @import { Tell } from './life.js' */
/** @import { Text } from './texts.js' */

/** So many are kept. */
const MAX_MESSAGES = 200;

export class Messages {
  #tell;
  /** @type {AvatarMessage[]} */
  #list = [];
  #count = 0;

  /** @param {Tell} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  get all() {
    return [...this.#list];
  }

  /** The id of a new message. */
  next() {
    return ++this.#count;
  }

  /**
   * Tells a message, whole or as far as it has come.
   *
   * @param {AvatarMessage} message
   * @param {Text} [said] The text that it is about.
   */
  put(message, said) {
    const at = this.#list.findLastIndex(({ id }) => id === message.id);
    if (at < 0) this.#list = [...this.#list, message].slice(-MAX_MESSAGES);
    else this.#list[at] = message;
    this.#tell('message', { ...message }, said);
  }

  /**
   * Tells what the avatar says of a text that was given, in a message of its own.
   *
   * @param {Text} said
   * @param {string} text
   * @param {Outcome} [outcome] At its end.
   */
  note(said, text, outcome) {
    said.message ??= this.next();
    this.put({ id: said.message, role: 'avatar', text, final: !!outcome, interrupted: outcome === 'interrupted' }, said);
  }

  /**
   * Tells what a visitor gave or said.
   *
   * @param {number} id
   * @param {string} text
   * @param {Text} [said]
   */
  ask(id, text, final = true, said) {
    this.put({ id, role: 'user', text, final, interrupted: false }, said);
  }

  /** Hears the messages of a spoken conversation, which come word by word under the names of one session of the wasm. */
  conversation() {
    /** @type {Map<number, AvatarMessage>} */
    const open = new Map();
    return (/** @type {number} */ id, /** @type {boolean} */ user, /** @type {string} */ words, /** @type {boolean | undefined} */ interrupted) => {
      const { text, ...message } = open.get(id) ?? { id: this.next(), role: user ? 'user' : 'avatar', text: '' };
      const whole = { ...message, text: `${text}${words}`.trim(), final: interrupted !== undefined, interrupted: !!interrupted };
      if (whole.final) open.delete(id);
      else open.set(id, whole);
      this.put(whole);
    };
  }
}
