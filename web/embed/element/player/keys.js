// Text that is typed into the element's text box stays in it. The page around sees the element, not a text box, as the target of a key,
// and would take it for one of its shortcuts.

const TYPING = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'copy', 'cut', 'dragenter', 'dragover', 'drop'];
/** Keys that edit a text also together with Ctrl or Command. */
const EDITING = /^([acvxyz]|Arrow.*|Backspace|Delete|Home|End|Insert)$/i;

/**
 * Whether a key belongs to the composition of a character with an input method. Safari says so by the key code alone.
 *
 * @param {KeyboardEvent} event
 */
const composing = (event) => event.isComposing || event.keyCode === 229;

/**
 * Whether the page around has a use for a key that was pressed in a text box: its shortcuts with Ctrl or Command, Tab, Escape, F1 to F12.
 *
 * @param {KeyboardEvent} event
 */
function passes(event) {
  const { key } = event;
  if (key === undefined || composing(event)) return false;
  // AltGr is Ctrl and Alt on Windows, and writes characters.
  const chord = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  return chord ? !EDITING.test(key) : ['Tab', 'Escape'].includes(key) || /^F\d/.test(key);
}

/**
 * Keeps within `root` whatever is typed, pasted or dropped there, and Enter and the space bar on a button.
 *
 * @param {Element} root
 */
export function keepTyping(root) {
  const hear = (/** @type {Event} */ happened) => {
    // Of the other events, `key` is undefined.
    const event = /** @type {KeyboardEvent} */ (happened);
    const { localName } = /** @type {Element} */ (event.target);
    const pressed = localName === 'button' && [' ', 'Enter'].includes(event.key);
    if (pressed || (localName === 'textarea' && !passes(event))) event.stopPropagation();
  };
  for (const type of TYPING) root.addEventListener(type, hear);
}

/**
 * Lets `act` say what a key in `root` does: the name of the control that it presses, `hold`, nothing at all (an empty name), or what keys do
 * (undefined). The hold ends when a key is let go, or the focus is somewhere else. It is given the event, whether it was in the text `box`, and for how long a composition there has ended, in ms.
 * @param {HTMLElement} root
 * @param {HTMLTextAreaElement} box
 * @param {(event: KeyboardEvent, boxed: boolean, composed: number) => string | undefined} act
 * @param {(name: string) => void} press
 * @param {(on: boolean) => void} hold
 */
export function hearKeys(root, box, act, press, hold) {
  let ended = -Infinity;
  box.addEventListener('compositionend', ({ timeStamp }) => (ended = timeStamp));
  root.addEventListener('keydown', (event) => {
    const name = act(event, event.target === box, event.timeStamp - ended);
    if (name === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (name === 'hold') hold(true);
    else if (name) press(name);
  });
  root.addEventListener('keyup', () => hold(false));
  root.addEventListener('focusout', ({ relatedTarget }) => root.contains(/** @type {Node | null} */ (relatedTarget)) || hold(false));
}
