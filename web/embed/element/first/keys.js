// Keys of the launcher's open panel, which keeps the focus until it is closed, and Enter that is held down.

/**
 * @param {ShadowRoot} root
 * @param {() => boolean} isOpen
 * @param {() => void} close
 */
export function guardKeys(root, isOpen, close) {
  /** @param {KeyboardEvent} event */
  const hear = (event) => {
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    // Escape and Tab belong to whoever composes a character. Safari says so by the key code alone.
    if (event.isComposing || event.keyCode === 229) return;
    // Enter that is held down would press what comes into this button's place.
    if (event.repeat && key === 'Enter' && target.localName === 'button') event.preventDefault();
    if (!isOpen()) return;
    if (key === 'Escape') {
      // Also from a dialog of the page around the element, which would close with it.
      event.preventDefault();
      event.stopPropagation();
      root.addEventListener('keyup', (released) => released.stopPropagation(), { once: true });
      close();
    }
    if (key !== 'Tab') return;
    /** @type {NodeListOf<HTMLElement>} */
    const all = root.querySelectorAll('button:enabled,textarea:enabled,input,summary,[tabindex="0"]');
    const stops = [...all].filter((node) => node.offsetParent);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    const now = /** @type {HTMLElement | null} */ (root.activeElement);
    if (now && now !== from && stops.includes(now)) return;
    event.preventDefault();
    to?.focus();
  };
  root.addEventListener('keydown', /** @type {(event: Event) => void} */ (hear));
}
