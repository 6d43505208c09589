// What is typed into the element's text box stays in it. The page around sees the element, not a text box, as the target of a key,
// and would take it for one of its shortcuts.

const TYPING = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'copy', 'cut', 'dragenter', 'dragover', 'drop'];
/** Keys that edit a text also together with Ctrl or Command. */
const EDITING = /^([acvxyz]|Arrow.*|Backspace|Delete|Home|End|Insert)$/i;
/** For so long after a composition ended, in ms, Enter belongs to it: Safari ends it before it tells of the key. */
const COMPOSED = 50;

/** Whether a key belongs to whoever composes a character with an input method. Safari says so by the key code alone. */
const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether the page around has a use for a key that was pressed in a text box: its shortcuts with Ctrl or Command, Tab, Escape, F1 to F12. */
function passes(event) {
  const { key } = event;
  if (key === undefined || composing(event)) return false;
  // AltGr is Ctrl and Alt on Windows, and writes characters.
  const chord = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  return chord ? !EDITING.test(key) : ['Tab', 'Escape'].includes(key) || /^F\d/.test(key);
}

/** Keeps within `root` what is typed, pasted or dropped there; so are Enter and the space bar on a button. */
export function keepTyping(root) {
  const hear = (event) => {
    const { target, key } = event;
    const pressed = target.localName === 'button' && [' ', 'Enter'].includes(key);
    if (pressed || (target.localName === 'textarea' && !passes(event))) event.stopPropagation();
  };
  for (const type of TYPING) root.addEventListener(type, hear);
}

/** Calls `send` for Enter in a text box, unless it begins a new line, ends the composition of a character, or is held down. */
export function sendOnEnter(box, send) {
  let ended = -Infinity;
  box.addEventListener('compositionend', ({ timeStamp }) => (ended = timeStamp));
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || composing(event)) return;
    event.preventDefault();
    // Held down, it may still be the one that pressed the button before.
    if (!event.repeat && event.timeStamp - ended > COMPOSED) send();
  });
}
