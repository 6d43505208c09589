// Clicks on the element: no second half of a double click presses another button, and none is a click on the page's label or link around it.

/**
 * For so long, in ms, a button that came into another's place takes no click: it is the second half of a double click or double tap. The same
 * rule as in `crates/player/src/clicks.rs`, which the app's view asks. Here it is needed before the wasm is there: the player's buttons take
 * the place of the first Start at once.
 */
const DOUBLE = 600;

/** @param {ShadowRoot} root */
export function guardClicks(root) {
  /** @type {{ button: Element, timeStamp: number, place: DOMRect } | undefined} */
  let before;
  /** @param {MouseEvent} event */
  const judge = (event) => {
    const button = /** @type {Element} */ (event.target).closest('button');
    const { timeStamp, clientX: x, clientY: y, detail, type } = event;
    if (!button) return;
    const inside = (/** @type {DOMRect} */ { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;
    // Handled late, a click may even be older than the one before. A click that a key made has no place.
    if (before && before.button !== button && detail && Math.abs(timeStamp - before.timeStamp) < DOUBLE && inside(before.place)) {
      event.stopImmediatePropagation();
      // Of the press before the click this keeps the focus away.
      event.preventDefault();
    } else if (type === 'click') before = { button, timeStamp, place: button.getBoundingClientRect() };
  };
  for (const type of ['mousedown', 'click']) root.addEventListener(type, /** @type {(event: Event) => void} */ (judge), true);
  root.addEventListener('click', (event) => /** @type {Element} */ (event.target).closest('summary,a') ?? event.preventDefault());
}
