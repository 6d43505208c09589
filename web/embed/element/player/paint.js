// Brings the nodes in line with what the model shows.
/** @import { State } from '../../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Words } from '../texts.js' */
/** @import { Seen } from './before.js' */
/** @import { Nodes } from './build.js' */
import { said } from '../texts.js';
import { NAMES } from './build.js';
import { showLines } from './lines.js';
import { icon, write } from './nodes.js';
import { showTrouble } from './trouble.js';

/**
 * @param {Nodes} nodes
 * @param {Seen} seen
 * @param {Words} text
 * @param {StreamingAvatarElement} element
 * @param {State} state The session's.
 * @param {Node | undefined} findings What stands in the place of the card of a problem, if anything.
 * @param {(kind: string, detail: object) => void} hear
 */
export function paint(nodes, seen, text, element, state, findings, hear) {
  const { controls } = seen;
  // The words of a phrase of the model.
  const phrase = (/** @type {[string, string] | undefined} */ words) => (words ? said(text, ...words) : '');
  nodes.player.dataset.state = state;
  nodes.player.dataset.microphone = seen.microphone ?? '';
  nodes.notice.hidden = !seen.artificial || element.aiNotice === 'off';
  nodes.input.ariaLabel = seen.talking ? text.ask : text.say;
  nodes.input.placeholder = seen.talking ? text.ask : text.placeholder;
  for (const name of /** @type {const} */ (['start', 'sound', ...NAMES])) nodes[name].hidden = !controls[name];
  for (const name of NAMES) {
    const control = controls[name];
    if (!control) continue;
    const node = nodes[name];
    const label = said(text, control.word);
    if (node.ariaLabel !== label) node.ariaLabel = node.title = label;
    if (control.on !== undefined) node.ariaPressed = String(control.on);
    // Not disabled: a button that is loses the focus, and Start takes its place soon.
    if (name === 'stop') node.ariaDisabled = String(!control.enabled);
    else node.disabled = !control.enabled;
  }
  if (controls.start) write(nodes.start, said(text, controls.start.word));
  const muted = controls.mute?.on ? 'muted' : 'sound';
  if (nodes.mute.dataset.sign !== muted) nodes.mute.replaceChildren(icon((nodes.mute.dataset.sign = muted)));
  write(nodes.captionLine, seen.caption ?? '');
  nodes.captionLine.hidden = !seen.caption;
  nodes.log.hidden = !seen.transcript;
  showLines(nodes.lines, seen.lines ?? [], text, (key) => hear('rewrite', { key }));
  nodes.waiting.hidden = !seen.waiting || !seen.transcript;
  write(nodes.waitingWords, phrase(seen.waiting));
  nodes.statistics.hidden = state !== 'live' || !element.statistics || !nodes.statistics.firstChild;
  if (nodes.input.value !== seen.text) nodes.input.value = seen.text;
  nodes.send.disabled = !seen.sendable;
  nodes.count.hidden = !seen.count;
  nodes.count.dataset.over = String(seen.over);
  write(nodes.count, phrase(seen.count));
  const { word = '', seconds = 0, stay = false } = seen.limit ?? {};
  nodes.limit.hidden = !word;
  write(nodes.limitWords, said(text, word));
  // Told when it comes, and not again with every second.
  write(nodes.left, word && `${seconds} s`);
  nodes.stay.hidden = !stay;
  showTrouble(nodes.trouble, seen.trouble, text, (name) => hear('press', { name }), findings);
  write(nodes.status, phrase(seen.status));
}
