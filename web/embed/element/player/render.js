// Renders the view model: brings the nodes in line with what the model shows.
/** @import { State } from '../../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Words } from '../texts.js' */
/** @import { ViewModel } from './placeholder-model.js' */
/** @import { Nodes } from './build.js' */
import { said } from '../texts.js';
import { NAMES } from './build.js';
import { showTranscript } from './transcript.js';
import { icon, write } from './nodes.js';
import { showTrouble } from './trouble.js';

/**
 * @param {Nodes} nodes
 * @param {ViewModel} view
 * @param {Words} text
 * @param {StreamingAvatarElement} element
 * @param {State} state The session's.
 * @param {Node | undefined} findings What stands in the place of the card of a problem, if anything.
 * @param {(kind: string, detail: object) => void} hear
 */
export function render(nodes, view, text, element, state, findings, hear) {
  const { controls } = view;
  // The words of a phrase of the model.
  const phrase = (/** @type {[string, string] | undefined} */ words) => (words ? said(text, ...words) : '');
  nodes.player.dataset.state = state;
  nodes.player.dataset.microphone = view.microphone ?? '';
  nodes.notice.hidden = !view.artificial || element.aiNotice === 'off';
  nodes.input.ariaLabel = view.talking ? text.ask : text.say;
  nodes.input.placeholder = view.talking ? text.ask : text.placeholder;
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
  write(nodes.captionLine, view.caption ?? '');
  nodes.captionLine.hidden = !view.caption;
  nodes.log.hidden = !view.transcript;
  showTranscript(nodes.lines, view.lines ?? [], text, (key) => hear('rewrite', { key }));
  nodes.waiting.hidden = !view.waiting || !view.transcript;
  write(nodes.waitingWords, phrase(view.waiting));
  nodes.statistics.hidden = state !== 'live' || !element.statistics || !nodes.statistics.firstChild;
  if (nodes.input.value !== view.text) nodes.input.value = view.text;
  nodes.send.disabled = !view.sendable;
  nodes.count.hidden = !view.count;
  nodes.count.dataset.over = String(view.over);
  write(nodes.count, phrase(view.count));
  const { word = '', seconds = 0, stay = false } = view.limit ?? {};
  nodes.limit.hidden = !word;
  write(nodes.limitWords, said(text, word));
  // Told when it comes, and not again with every second.
  write(nodes.left, word && `${seconds} s`);
  nodes.stay.hidden = !stay;
  showTrouble(nodes.trouble, view.trouble, text, (name) => hear('press', { name }), findings);
  write(nodes.status, phrase(view.status));
}
