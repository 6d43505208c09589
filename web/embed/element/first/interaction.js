// The visitor's interaction (touch or keyboard, a start of theirs, a draft), as far as it matters where the focus goes.

/**
 * @typedef {object} Interaction What the player must know of the visitor.
 * @property {boolean} began Whether the start was theirs.
 * @property {string} draft The text that they had typed.
 * @property {boolean | undefined} touch Whether they touched last, or pressed a key.
 * @property {boolean} touching Whether they touch the screen: the focus in a text box would bring up a keyboard unasked.
 */

/**
 * @param {ShadowRoot} root
 * @returns {Interaction}
 */
export function watchInteraction(root) {
  /** @type {Interaction} */
  const interaction = {
    began: false,
    draft: '',
    touch: undefined,
    get touching() {
      return this.touch ?? matchMedia('(pointer: coarse)').matches;
    },
  };
  root.addEventListener('pointerdown', (event) => (interaction.touch = /** @type {PointerEvent} */ (event).pointerType !== 'mouse'), true);
  root.addEventListener('keydown', () => (interaction.touch = false), true);
  return interaction;
}
