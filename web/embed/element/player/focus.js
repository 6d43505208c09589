// Hands the focus on where it is lost, or where the visitor has something better to do.
/** @import { Interaction } from '../first/interaction.js' */
/** @import { Nodes } from './build.js' */
/** @import { Model } from './model.js' */

const PLACES = /** @type {const} */ (['start', 'stop', 'input', 'player']);

/**
 * @param {Nodes} nodes
 * @param {Model} model
 * @param {Interaction} interaction
 * @param {Element | null} focused What had the focus before the nodes changed.
 * @param {boolean} ended Whether the session is over: the next start may be the page's.
 */
export function moveFocus(nodes, model, interaction, focused, ended) {
  if (!model.there) return;
  const { activeElement, body } = nodes.player.ownerDocument;
  // Some browsers give no focus to a button that is clicked.
  const nowhere = interaction.began && (!activeElement || activeElement === body) ? '' : undefined;
  const at = focused ? (PLACES.find((name) => nodes[name] === focused) ?? 'other') : nowhere;
  const lost = !!focused && (!focused.checkVisibility() || ('disabled' in focused && !!focused.disabled));
  const place = model.focus(at, lost, interaction.touching, nodes.input.checkVisibility());
  // Where they have scrolled meanwhile is where they want to be.
  PLACES.filter((name) => name === place).forEach((name) => nodes[name].focus({ preventScroll: true }));
  if (ended) interaction.began = false;
}
