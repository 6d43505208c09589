// The language of the page around the element, seen through the shadow roots of other components.

/**
 * The element that holds the shadow tree in which a node is.
 *
 * @param {Node} node
 */
const hostOf = (node) => /** @type {Partial<ShadowRoot>} */ (node.getRootNode()).host;

/**
 * The language of the page around a node.
 *
 * @param {Element} node
 */
export function around(node) {
  for (let at = /** @type {Element | undefined} */ (node); at; at = hostOf(at)) {
    const named = at.closest('[lang]');
    if (named) return /** @type {string} */ (named.getAttribute('lang'));
  }
}

/**
 * Watches it. Gives the observer, which ends it.
 *
 * @param {Element} node
 * @param {() => void} changed
 */
export function watch(node, changed) {
  let last = around(node);
  const observer = new MutationObserver(() => {
    if (last !== (last = around(node))) changed();
  });
  for (let at = /** @type {Element | undefined} */ (node); at; at = hostOf(at))
    observer.observe(at.getRootNode(), { attributeFilter: ['lang'], subtree: true });
  return observer;
}
